import EventEngine
import PatchModel
import Testing

@testable import PatchSimulator

/// How far the fleet is at day marks, held to what can be seen of a simulation that is stopped there.
@Suite("Day marks")
struct DayMarkTests {
    /// What there is to count now, of all devices or of those that the filter lets through.
    private static func truth(_ simulation: Simulation<DeclaredPolicy>, _ oracle: Oracle) -> DayMarkLedger.Counts {
        let scenario = oracle.scenario
        let now = simulation.now
        var counts = DayMarkLedger.Counts()
        for device in 0..<simulation.world.deviceCount {
            let due = scenario.patches.indices.filter {
                oracle.applies($0, to: device) && scenario.patches[$0].released <= now
            }
            counts.released += Int64(due.count)
            counts.patched += Int64(due.count { simulation.runs(patch: $0, on: device) })
            counts.exposed += Int64(
                oracle.exposures(of: device, in: simulation).count { scenario.vulnerabilities[$0].disclosed <= now }
            )
        }
        return counts
    }

    @Test(
        "Each is what a simulation that is stopped there shows, whatever happened afterwards",
        arguments: LawTests.lots
    )
    func agreesWithTheTruth(lot: Int) throws {
        for number in LawTests.numbers(lot) {
            var simulation = try LawTests.simulation(number)
            let oracle = Oracle(simulation.world.scenario)
            var expected: [DayMarkLedger.Counts] = []
            for day in DayMark.all where DayMark.time(day) <= simulation.horizon {
                simulation.advance(to: DayMark.time(day))
                expected.append(Self.truth(simulation, oracle))
                // What is told on the day is what is told afterwards.
                let now = simulation.ledger.days.counts[expected.count - 1]
                #expect(now.patched == expected.last?.patched && now.exposed == expected.last?.exposed)
            }
            simulation.run()
            let found = simulation.ledger.days.counts
            for (mark, expected) in expected.enumerated() {
                #expect(found[mark].released == expected.released, "scenario \(number), mark \(mark)")
                #expect(found[mark].patched == expected.patched, "scenario \(number), mark \(mark)")
                #expect(found[mark].exposed == expected.exposed, "scenario \(number), mark \(mark)")
                #expect(found[mark].affected >= found[mark].exposed)
            }
            #expect(found[expected.count...].allSatisfy { $0 == DayMarkLedger.Counts() }, "nothing after the end")
        }
    }

    @Test(
        "Stepping in exact order, running device by device and looking ahead count the same",
        arguments: LawTests.lots
    )
    func doesNotDependOnTheDriver(lot: Int) throws {
        for number in LawTests.numbers(lot) {
            var whole = try LawTests.simulation(number)
            whole.run()
            var stepped = try LawTests.simulation(number)
            while !stepped.isFinished { stepped.step() }
            #expect(whole.ledger.days == stepped.ledger.days, "scenario \(number)")
            #expect(whole.ledger.downtime.mostDownAtOnce == stepped.ledger.downtime.mostDownAtOnce)
        }
    }

    @Test("The most devices down at once is the greatest number seen after any second", arguments: LawTests.lots)
    func peak(lot: Int) throws {
        var seen = 0
        for number in LawTests.numbers(lot) {
            var simulation = try LawTests.simulation(number)
            // Seconds at which a condition may change are those of events.
            var most = 0
            var second: Tick = 0
            var down = 0
            while !simulation.isFinished {
                simulation.step()
                if simulation.now > second {
                    most = max(most, down)
                    second = simulation.now
                }
                down = zip(Condition.allCases, simulation.fleet.conditions.counts)
                    .reduce(0) { $0 + ($1.0.isUnplannedDowntime ? $1.1 : 0) }
            }
            most = max(most, down)
            #expect(simulation.ledger.downtime.mostDownAtOnce == most, "scenario \(number)")
            seen = max(seen, most)
        }
        #expect(seen > 0)
    }

    @Test("Outages that touch do not lie on top of each other, and those that overlap do")
    func outages() {
        var outages = Outages()
        #expect(outages.most == 0)
        outages.note(50, isDown: true)
        outages.note(60, isDown: false)
        outages.note(10, isDown: true)
        outages.note(50, isDown: false)
        #expect(outages.most == 1)
        outages.note(59, isDown: true)
        #expect(outages.most == 2)
    }

    @Test("Members of a breakdown add up to the run, by group and by patch", arguments: 0..<20)
    func addsUp(number: Int) throws {
        var simulation = try LawTests.simulation(number)
        simulation.run()
        let whole = simulation.ledger
        for dimension in [Dimension.group, .patch, .severity] {
            let members = simulation.breakdown(by: dimension).members.map(\.ledger)
            for figure in Ledger.figures where figure.id.contains("_day_") {
                #expect(members.reduce(0) { $0 + ($1[figure] ?? 0) } == whole[figure], "\(figure.id) by \(dimension)")
            }
        }
    }
}
