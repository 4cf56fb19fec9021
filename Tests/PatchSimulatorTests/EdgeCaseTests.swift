import EventEngine
import PatchModel
import Testing

@testable import PatchSimulator

/// Corners where something went wrong once, or easily could.
// A guard against what never ends; generous, because the limit counts the time that a busy machine lets a test wait.
@Suite("Edge cases", .timeLimit(.minutes(30)))
struct EdgeCaseTests {
    typealias W = SmallWorlds

    // MARK: Time

    @Test("Stepping serves what happens exactly at the horizon, as running does")
    func stepsAtHorizon() throws {
        let scenario = W.scenario([W.group(5)], [W.patch(duration: W.constant(100))], horizon: 100)
        var stepped = try W.simulation(scenario)
        while !stepped.isFinished { stepped.step() }
        var run = try W.simulation(scenario)
        run.run()
        #expect(run.ledger.patchedPairs == 5)
        #expect(stepped.ledger == run.ledger)
    }

    @Test("A patch released at the horizon is offered and counted, one released after it is not")
    func releaseAtHorizon() throws {
        let late = W.patch("late", to: 2) { $0.released = 101 }
        let scenario = W.scenario([W.group(3)], [W.patch(released: 100), late], horizon: 100)
        let ledger = try W.ledger(scenario)
        #expect(ledger.pairs == 3)
        #expect(ledger.patchedPairs == 3)
        #expect(ledger.exposure.plain == 300)
        #expect(ledger.vendorExposure == 300)
    }

    @Test("A patch released long before the start is offered at the start and late from the start")
    func releaseBeforeStart() throws {
        let scenario = W.scenario(
            [W.group(3)],
            [W.patch(duration: W.constant(50), released: -1_000_000)],
            horizon: 100
        )
        let ledger = try W.ledger(scenario)
        #expect(ledger.timeToPatch99 == 50)
        #expect(ledger.vendorExposure == 0)
        #expect(ledger.exposure.plain == 150)
    }

    @Test("Durations far beyond the horizon neither trap nor end")
    func hugeDurations() throws {
        let huge = try Distribution.constant(1e300)
        let defects = [
            W.defect(onset: .after(huge)), W.defect(.bricked, share: 0.3, helpDesk: 1e300),
            W.defect(telemetry: 1e300),
        ]
        for place in 0..<8 {
            var patch = W.patch(failure: 0.5, attempts: 15, backoff: Tick.latest, regressions: defects)
            patch.size = 1 << 40
            if place == 0 { patch.installation.duration = huge }
            if place == 1 { patch.installation.revert = huge }
            if place == 2 { patch.restart = Restart(kind: .reboot, duration: huge, wait: .zero) }
            if place == 3 { patch.restart = Restart(kind: .service, duration: .zero, wait: huge) }
            if place == 4 { patch.rollback = Rollback(duration: huge) }
            if place == 5 { patch.vendorFix = VendorFix(after: huge) }
            if place == 6 { patch.installation.bricks = 1 }
            var group = W.group(20, connectivity: .alternating(on: huge, off: huge, awayShare: 0.5))
            if place != 7 { group.connectivity = .alwaysOn }
            group.bandwidth = place == 7 ? 1e-300 : nil
            let scenario = W.scenario(
                [group],
                [patch],
                horizon: Tick.latest / 2,
                repair: RepairShop(technicians: 1, duration: huge, travel: huge, notice: huge)
            )
            var strategy = W.bigBang
            strategy.stop = StopRule(failures: Limit(.count(1), isStrict: false), minimum: 1)
            strategy.onStop = OnStop(resume: .after(Tick.latest))
            strategy.evaluate = Tick.latest / 4
            let ledger = try W.ledger(scenario, strategy)
            #expect(ledger.conditionSeconds.reduce(0, +) == 20 * (Tick.latest / 2))
        }
    }

    @Test("A backoff of half a century is a long wait, not a short one")
    func hugeBackoff() throws {
        let patch = W.patch(failure: 1, attempts: 15, backoff: Tick.latest)
        let ledger = try W.ledger(W.scenario([W.group(1)], [patch], horizon: Tick(365 * W.day)))
        #expect(ledger.attempts == 1)
    }

    @Test("A device that never comes to the corporate network is not looked for beyond the horizon")
    func neverAtWork() throws {
        let minute = W.constant(60)
        let scenario = W.scenario(
            [
                W.group(
                    200,
                    connectivity: .alternating(on: minute, off: minute, awayShare: 1),
                    checkIn: CheckIn(mode: .push, reach: .corporate)
                )
            ],
            [W.patch()],
            horizon: Tick(W.hour)
        )
        var simulation = try W.simulation(scenario)
        simulation.run()
        #expect(simulation.ledger.neverPatched == [.neverOnline: 200])
    }

    @Test("A late arrival in a working day that daylight saving shortens is not after the day's end")
    func arrivalInShortDay() throws {
        // Clocks jump from 02:00 to 03:00 at 01:00 UTC: the hours from 01:30 to 03:30 last one hour instead of two.
        var group = W.group(
            500,
            connectivity: .weekly(
                WeeklyPattern(days: Set(Weekday.allCases), opens: 5400, closes: 12_600, arrival: 7199)
            )
        )
        group.zone = ZoneOffsets(
            name: "shift",
            start: 0,
            shifts: [.init(from: -100_000, seconds: 3600), .init(from: 3600, seconds: 7200)]
        )
        let scenario = W.scenario([group], [W.patch()], horizon: Tick(2 * W.day))
        let simulation = try W.simulation(scenario)
        for device in 0..<500 {
            for session in simulation.sessions(of: device) { #expect(session.start < session.end) }
        }
    }

    // MARK: Attempts

    @Test("A defect strikes once per installation, even if another patch follows in the same second")
    func strikesOnce() throws {
        let first = W.patch(regressions: [W.defect(telemetry: 0)])
        let second = W.patch("tool", to: 2, after: [0])
        let scenario = W.scenario([W.group(1)], [first, second], horizon: 100)
        var simulation = try W.simulation(scenario, recording: 0)
        simulation.run()
        #expect(simulation.recordedLife(of: 0).filter { $0.event == .broke("bug") }.count == 1)
    }

    @Test("A fixed revision that fails at every attempt is given up after them")
    func fixedRevisionFails() throws {
        // The first revision runs on 60 devices of 100 or so, the others give up; the vendor's fix has the same luck.
        let patch = W.patch(
            failure: 0.7,
            attempts: 2,
            regressions: [W.defect(telemetry: 0)],
            vendorFix: VendorFix(after: W.constant(10))
        )
        var strategy = W.bigBang
        strategy.evaluate = 1
        strategy.stop = StopRule(failures: Limit(.count(1), isStrict: false), minimum: 1)
        let ledger = try W.ledger(W.scenario([W.group(100)], [patch], horizon: 1000), strategy)
        #expect(ledger.attempts <= 400)
        let failed = Double(ledger.neverPatched[.failed] ?? 0) / 100
        #expect(abs(failed - 0.49) < 4 * (0.49 * 0.51 / 100).squareRoot())
    }

    @Test("An upgrade to the fixed revision draws new luck at each attempt, and is given up after the last")
    func upgradeFails() throws {
        let patch = W.patch(
            failure: 0.5,
            attempts: 3,
            regressions: [W.defect(telemetry: 0)],
            vendorFix: VendorFix(after: W.constant(10))
        )
        let scenario = W.scenario([W.group(400)], [patch], horizon: 1000)
        var simulation = try W.simulation(scenario)
        simulation.run()
        // Whoever has failed for good in the first revision tries the fixed one, too.
        #expect(simulation.ledger.attempts <= 400 * 6)
        let failed = simulation.console.rollouts[0].rings[0].failed
        #expect(abs(Double(failed) / 400 - 0.125) < 4 * (0.125 * 0.875 / 400).squareRoot())
    }

    @Test("Offers that go on after a stop are not cancelled again and again")
    func cancelWithoutStoppingOffers() throws {
        let patch = W.patch(regressions: [W.defect(share: 0.5, telemetry: 0)])
        let scenario = W.scenario(
            [W.group(10), W.group(10, name: "late", connectivity: W.recorded([(500, 1000)]))],
            [patch],
            horizon: 1000
        )
        var strategy = W.bigBang
        strategy.evaluate = 100
        strategy.stop = StopRule(failures: Limit(.count(1), isStrict: false), minimum: 1)
        strategy.onStop = OnStop(stopsOffers: false, cancelsQueued: true, rollsBack: false, resume: .never)
        let ledger = try W.ledger(scenario, strategy)
        #expect(ledger.stops == 1)
        #expect(ledger.patchedPairs == 20)
    }

    @Test(
        "After a stop a device that waits for another attempt makes it if the queue is kept, and not if it is cancelled",
        arguments: [false, true]
    )
    func queuedRetries(cancels: Bool) throws {
        let patch = W.patch(failure: 0.5, attempts: 15, backoff: 1000)
        let scenario = W.scenario([W.group(60, noisePerDay: 20)], [patch], horizon: Tick(30 * W.day))
        var strategy = W.bigBang
        strategy.evaluate = 500
        strategy.stop = StopRule(failures: Limit(.count(1), isStrict: false), minimum: 1)
        strategy.onStop = OnStop(stopsOffers: true, cancelsQueued: cancels, rollsBack: false, resume: .never)
        let ledger = try W.ledger(scenario, strategy)
        #expect(ledger.firstStop.map { $0 < 1000 } == true)
        #expect((ledger.patchedPairs == 60) == !cancels)
    }

    // MARK: Superseding patches

    @Test("Taking back an older patch under a newer one neither reopens what is closed nor offers it again")
    func rollbackUnderNewer() throws {
        let older = W.patch("older", to: 1, fixes: [0])
        let newer = W.patch("newer", to: 2, fixes: [0])
        let simulation = try carelessly(
            [
                .begin(RolloutPlan(patches: [0], rings: everyone)), .open(rollout: 0, ring: 0),
                .begin(RolloutPlan(patches: [1], rings: everyone)), .open(rollout: 1, ring: 0),
                .stop(rollout: 0, OnStop()), .resume(rollout: 0),
            ],
            [older, newer]
        )
        #expect(simulation.ledger.rollbacks == 20)
        #expect(simulation.ledger.installations == 40)
        #expect(simulation.version(of: 0, on: 0) == 2)
        #expect(simulation.ledger.exposure.plain == 20 * 10)
        #expect(simulation.ledger.neverPatched.isEmpty)
    }

    @Test("Of two patches that bring the same, listed in different orders, the later one in the list is installed")
    func equalPatches() throws {
        let both = [ComponentUpdate(component: 0, to: 1), ComponentUpdate(component: 1, to: 1)]
        var scenario = W.scenario(
            [W.group(4)],
            [
                W.patch("one", fixes: [0]) { $0.updates = both },
                W.patch("other", fixes: [0]) { $0.updates = both.reversed() },
            ],
            horizon: 1000
        )
        scenario.software.components[1].versions = ["1", "2"]
        let ledger = try W.ledger(scenario)
        #expect(ledger.installations == 4)
        #expect(ledger.patchedPairs == 8)
        #expect(ledger.exposure.plain == 0)
    }

    @Test("The vendor's part of exposure ends with the first patch that closes it, though another be older in version")
    func vendorPartOfCoveredPatch() throws {
        let older = W.patch("older", to: 1, fixes: [0]) { $0.released = 600 }
        let newer = W.patch("newer", to: 2, fixes: [0]) { $0.released = 200 }
        let ledger = try W.ledger(W.scenario([W.group(3)], [older, newer], horizon: 1000))
        #expect(ledger.exposure.plain == 600)
        #expect(ledger.vendorExposure == 600)
        #expect(ledger.timeToPatch50 == 0)
        #expect(ledger.patchedPairs == 6)
    }

    @Test("A device that has not checked in since a patch came out is never-online for it, whatever was before")
    func neverOnlineSince() throws {
        let scenario = W.scenario(
            [W.group(1, connectivity: W.recorded([(0, 100)]))],
            [W.patch(), W.patch("second", to: 2) { $0.released = 500 }],
            horizon: 1000
        )
        #expect(try W.ledger(scenario).neverPatched == [.neverOnline: 1])
    }

    // MARK: Actions of policies

    /// Does everything a careless policy might do.
    struct Careless: Policy {
        var actions: [Action]

        mutating func decide(at now: Tick, released: [Int], console: Console) -> Decision {
            defer { actions = Array(actions.dropFirst()) }
            return Decision(
                actions.prefix(1).map { ReasonedAction($0, because: "test") },
                wake: actions.count > 1 ? now + 10 : nil
            )
        }
    }

    private func carelessly(_ actions: [Action], _ patches: [Patch] = [W.patch()]) throws -> Simulation<Careless> {
        let scenario = W.scenario([W.group(20)], patches, horizon: 1000)
        var simulation = Simulation(try World(scenario), policy: Careless(actions: actions), seed: 1, replication: 0)
        simulation.run()
        return simulation
    }

    private let everyone = [RolloutPlan.RingPlan(name: "all", size: .rest)]

    @Test("Patches that are not there or not out yet are left out of a rollout")
    func beginsTooMuch() throws {
        let early = W.patch("early", to: 2) { $0.released = 500 }
        let simulation = try carelessly(
            [
                .begin(RolloutPlan(patches: [-1, 0, 1, 7, 0], rings: everyone)), .open(rollout: 0, ring: 0),
                .stop(rollout: 0, OnStop()), .resume(rollout: 0),
            ],
            [W.patch(), early]
        )
        #expect(simulation.console.rollouts[0].patches == [0])
        #expect((0..<20).allSatisfy { simulation.version(of: 0, on: $0) == 1 })
    }

    @Test("Rollouts and rings that are not there are passed over")
    func namesNothing() throws {
        let simulation = try carelessly([
            .open(rollout: 0, ring: 0), .stop(rollout: 3, OnStop()), .resume(rollout: -1),
            .begin(RolloutPlan(patches: [0], rings: [])), .open(rollout: 0, ring: 0), .stop(rollout: 0, OnStop()),
        ])
        #expect(simulation.ledger.installations == 0)
    }

    @Test("Sizes of rings that make no sense are taken as nobody or everybody, and rings beyond the 250th left out")
    func senselessRings() throws {
        let sizes: [RingSize] = [.share(-1), .share(.nan), .count(-5), .count(3), .share(1e300)]
        var rings = sizes.map { RolloutPlan.RingPlan(name: "ring", size: $0) }
        rings += Array(repeating: RolloutPlan.RingPlan(name: "empty", size: .rest), count: 300)
        let simulation = try carelessly([.begin(RolloutPlan(patches: [0], rings: rings))])
        #expect(simulation.console.rollouts[0].rings.prefix(5).map(\.targets) == [0, 0, 0, 3, 17])
        #expect(simulation.console.rollouts[0].rings.count == 250)
    }

    @Test("Opening an open ring and resuming what was not stopped change nothing")
    func actsTwice() throws {
        let simulation = try carelessly([
            .begin(RolloutPlan(patches: [0], rings: everyone)), .open(rollout: 0, ring: 0),
            .open(rollout: 0, ring: 0), .resume(rollout: 0),
        ])
        #expect(simulation.console.rollouts[0].rings[0].opened == 10)
        #expect(simulation.console.rollouts[0].rings[0].succeeded == 20)
    }

    @Test("A strategy that takes over from another one numbers its rollouts after those that are there")
    func takesOver() throws {
        let second = W.patch("second", to: 2) { $0.released = 500 }
        let scenario = W.scenario([W.group(5)], [W.patch(), second], horizon: 1000)
        var simulation = try W.simulation(scenario)
        simulation.advance(to: 100)
        var continued = simulation.continued(with: DeclaredPolicy(W.bigBang))
        continued.run()
        #expect(continued.console.rollouts.map { $0.rings[0].succeeded } == [5, 5])
        #expect((0..<5).allSatisfy { continued.version(of: 0, on: $0) == 2 })
    }

    // MARK: Repair

    @Test("Two repairs of one device take times of their own")
    func repairsDiffer() throws {
        let patch = W.patch(attempts: 3, bricks: 1)
        let scenario = W.scenario(
            [W.group(1)],
            [patch],
            horizon: Tick(100 * W.day),
            repair: RepairShop(
                technicians: nil,
                duration: try .exponential(mean: W.hour),
                travel: .zero,
                notice: .zero
            )
        )
        var simulation = try W.simulation(scenario, recording: 0)
        simulation.run()
        let times = simulation.recordedLife(of: 0).filter { $0.event == .repaired }.map(\.time)
        #expect(times.count == 3)
        let lengths = zip(times, [0] + times).map { $0 - $1 }
        #expect(Set(lengths).count == 3)
    }

    @Test("Tickets that were served are forgotten")
    func lineForgets() {
        var line = WaitingLine()
        var served: [Int] = []
        for number in 0..<10_000 {
            line.add(number)
            if number % 3 != 0, let next = line.takeNext() { served.append(next) }
        }
        while let next = line.takeNext() { served.append(next) }
        #expect(served == Array(0..<10_000))
        #expect(line.kept < 4000)
    }
}
