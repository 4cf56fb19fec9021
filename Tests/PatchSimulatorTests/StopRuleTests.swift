import EventEngine
import PatchModel
import Testing

@testable import PatchSimulator

/// When limits are asked, and of how many devices; small rings and small fleets above all.
@Suite("Limits of small rings")
struct StopRuleTests: SmallWorldSuite {
    /// Ring 1 is the group `odd`, on whose devices the patch fails; the others are healthy.
    private func run(
        odd: Int = 1,
        others: Int = 99,
        gate: Gate = Gate(soak: hour, success: 0, minimum: 0),
        stop: StopRule?
    ) throws -> Simulation<DeclaredPolicy> {
        let patch = W.patch("p") { $0.regressions = [W.defect(where: DevicePredicate(group: "odd"), telemetry: 60)] }
        let groups = [W.group(odd, name: "odd"), W.group(others, name: "others")]
        let strategy = RolloutTests.staged(
            [RolloutTests.ring(.count(odd), where: DevicePredicate(group: "odd")), RolloutTests.ring(.rest)],
            gate,
            stop: stop,
            onStop: OnStop(rollsBack: false, resume: .never)
        )
        var simulation = try W.simulation(W.scenario(groups, [patch], horizon: 50 * Self.hour), strategy)
        simulation.run()
        return simulation
    }

    private func more(than share: Double, _ of: Denominator = .reporting, minimum: Int = 20) -> StopRule {
        StopRule(failures: Limit(.share(share), isStrict: true), of: of, minimum: minimum)
    }

    @Test(
        "One report is not twenty, and one of a hundred meant is one per cent: neither stops a rollout",
        arguments: [Denominator.reporting, .all]
    )
    func oneOfHundred(of: Denominator) throws {
        let simulation = try run(stop: more(than: 0.02, of))
        #expect(simulation.ledger.rollouts.stops == 0 && simulation.ledger.patching.patchedPairs == 100)
        #expect(simulation.log.map(\.time) == [0, 0, Self.hour])
        let rings = simulation.console.rollouts[0].rings
        #expect(rings.map(\.troubled) == [1, 0] && rings.map(\.reporting) == [1, 99])
    }

    @Test("Where fewer devices are meant than the minimum, it is asked when all of them have reported")
    func smallFleet() throws {
        let simulation = try run(odd: 4, others: 6, stop: more(than: 0.02))
        #expect(simulation.ledger.rollouts.firstStop == 2 * Self.hour)
        #expect(simulation.log.last?.reason == "4 of 10 reporting devices failed or had problems")
        // With a control group that waits, it is meant as well.
        var status = simulation.console.rollouts[0]
        status.rings.append(RingStatus(name: "control", targets: 4, isControl: true))
        #expect(status.expected == 14 && RolloutCourse.reasonToStop(more(than: 0.02), status) == nil)
    }

    @Test("A minimum that small rings can reach judges the rings that are open once they have reported whole")
    func cappedAtOpenRings() throws {
        var rule = more(than: 0.02)
        rule.cap = .openRings
        let simulation = try run(odd: 2, others: 98, stop: rule)
        #expect(simulation.ledger.rollouts.firstStop == Self.hour && simulation.ledger.patching.patchedPairs == 2)
        #expect(simulation.log.last?.reason == "2 of 2 reporting devices failed or had problems")
        #expect(try run(odd: 2, others: 98, stop: more(than: 0.01)).ledger.rollouts.firstStop == 2 * Self.hour)
    }

    @Test(
        "A share is passed by no fewer failures than asked for, however small the total; a number says itself how many"
    )
    func least() throws {
        for (odd, least, stops) in [(1, 1, true), (1, 2, false), (2, 2, true), (2, 3, false)] {
            var rule = more(than: 0.02)
            (rule.cap, rule.least) = (.openRings, least)
            #expect(
                try (run(odd: odd, others: 20 - odd, stop: rule).ledger.rollouts.stops > 0) == stops,
                "\(odd), \(least)"
            )
        }
        for limit in [Limit(.count(0), isStrict: true), Limit(.share(0), isStrict: true)] {
            let rule = StopRule(failures: limit, minimum: 1, least: 5)
            #expect(try run(stop: rule).ledger.rollouts.firstStop == Self.hour)
        }
    }

    @Test("A hold is asked like a stop: of all rings, and not before its minimum")
    func hold() throws {
        func patched(_ hold: StopRule) throws -> Int {
            let gate = Gate(soak: Self.hour, success: 0, minimum: 0, hold: hold)
            return try run(gate: gate, stop: nil).ledger.patching.patchedPairs
        }
        #expect(try patched(more(than: 0.02)) == 100)
        #expect(try patched(more(than: 0.02, .all, minimum: 0)) == 100)
        #expect(try patched(more(than: 0.005, .all, minimum: 0)) == 1)
        var small = more(than: 0.02)
        small.cap = .openRings
        #expect(try patched(small) == 1)
    }

    @Test("A gate may tolerate unwell devices of a ring that has reported whole; what keeps it shut is told")
    func tolerated() throws {
        func gate(_ tolerated: Int) -> Gate { Gate(soak: Self.hour, success: 0.95, minimum: 20, tolerated: tolerated) }
        for (odd, tolerated, opens) in [(1, 0, false), (1, 1, true), (2, 1, false), (2, 2, true)] {
            let simulation = try run(odd: odd, gate: gate(tolerated), stop: nil)
            #expect((simulation.ledger.patching.patchedPairs > odd) == opens)
            let reason = "success: 0 of \(odd) reporting devices of \"ring\" are healthy, 95 % are needed"
            #expect(simulation.waits == (opens ? [] : [RolloutWait(rollout: 0, ring: "ring", reason: reason)]))
        }
        let opened = try run(gate: gate(1), stop: nil).log.last?.reason
        #expect(opened == "0 of 1 reporting devices healthy at the end of the soak; 1 not healthy, 1 tolerated")
    }

    @Test("What a rollout waits for is told: a date, a soak, reports, a vendor")
    func waits() throws {
        let late = W.group(5, connectivity: W.recorded([(20 * Self.hour, 40 * Self.hour)]))
        let rings = [RolloutTests.ring(.count(2)), RolloutTests.ring(.rest, after: 4 * Self.hour)]
        let strategy = RolloutTests.staged(rings, Gate(soak: 8 * Self.hour, success: 1))
        var simulation = try W.simulation(W.scenario([late], [W.patch()], horizon: 60 * Self.hour), strategy)
        var found: [RolloutWait] = []
        for hour: Tick in [1, 5, 10, 25] {
            simulation.advance(to: hour * Self.hour)
            found += simulation.waits
        }
        #expect(
            found == [
                RolloutWait(rollout: 0, ring: "ring", reason: "its date", until: 4 * Self.hour),
                RolloutWait(rollout: 0, ring: "ring", reason: "the soak", until: 8 * Self.hour),
                RolloutWait(
                    rollout: 0,
                    ring: "ring",
                    reason: "reports: 0 of 2 devices of \"ring\" have reported, 2 are needed"
                ),
            ]
        )
        #expect(try run(stop: RolloutTests.anyFailure).waits.map(\.ring) == [nil])
    }
}
