import EventEngine
import PatchModel
import Testing

@testable import PatchSimulator

/// The time series of a run, held to what can be seen of a simulation that is stopped at each instant.
@Suite("Time series")
struct SeriesTests {
    static let lots = 0..<10
    static let lot = 10

    private static func simulation(_ number: Int, intervals: Int) throws -> Simulation<DeclaredPolicy> {
        Simulation(
            try World(RandomScenarios.scenario(number)),
            policy: DeclaredPolicy(RandomScenarios.strategy(number)),
            seed: UInt64(number),
            replication: number % 5,
            seriesIntervals: intervals
        )
    }

    /// What there is to count now.
    private static func truth(
        _ simulation: Simulation<DeclaredPolicy>,
        _ oracle: Oracle
    ) -> [RunSeries.Kind: Int64] {
        let scenario = oracle.scenario
        let now = simulation.now
        let ledger = simulation.ledger
        var counts: [RunSeries.Kind: Int64] = [.hitDevices: Int64(ledger.defects.blastRadius)]
        var released = 0
        var patched = 0
        var exposed = 0
        for device in 0..<simulation.world.deviceCount {
            let due = scenario.patches.indices.filter {
                oracle.applies($0, to: device) && scenario.patches[$0].released <= now
            }
            released += due.count
            patched += due.count { simulation.runs(patch: $0, on: device) }
            exposed += oracle.exposures(of: device, in: simulation).count {
                scenario.vulnerabilities[$0].disclosed <= now
            }
        }
        counts[.releasedPairs] = Int64(released)
        counts[.patchedPairs] = Int64(patched)
        counts[.exposedPairs] = Int64(exposed)
        for (condition, seconds) in zip(Condition.allCases, ledger.downtime.conditionSeconds) {
            counts[RunSeries.Kind(condition)] = seconds
        }
        counts[.lostCapacity] = ledger.downtime.lostCapacitySeconds
        return counts
    }

    @Test("Every value is what a simulation that is stopped at the instant shows", arguments: lots)
    func agreesWithTheTruth(lot: Int) throws {
        for number in lot * Self.lot..<(lot + 1) * Self.lot {
            let intervals = [1, 7, 24][number % 3]
            var simulation = try Self.simulation(number, intervals: intervals)
            let oracle = Oracle(simulation.world.scenario)
            let step = RunSeries.step(horizon: simulation.horizon, intervals: intervals)
            let instants = RunSeries.instants(step: step, horizon: simulation.horizon)
            var expected: [RunSeries.Kind: [Int64]] = [:]
            for instant in instants {
                simulation.advance(to: instant)
                for (kind, count) in Self.truth(simulation, oracle) { expected[kind, default: []].append(count) }
            }
            let series = try #require(simulation.series)
            #expect(series.step == step)
            for kind in RunSeries.Kind.allCases {
                #expect(series[kind] == expected[kind], "scenario \(number), \(kind.rawValue)")
            }
        }
    }

    @Test("Stepping in exact order and running device by device keep the same series", arguments: lots)
    func doesNotDependOnTheDriver(lot: Int) throws {
        for number in lot * Self.lot..<(lot + 1) * Self.lot {
            var whole = try Self.simulation(number, intervals: 10)
            whole.run()
            var stepped = try Self.simulation(number, intervals: 10)
            while !stepped.isFinished { stepped.step() }
            #expect(whole.series == stepped.series, "scenario \(number)")
        }
    }

    @Test("Keeping a series changes nothing else, and none is kept unless asked for")
    func isOnlyAskedFor() throws {
        for number in 0..<20 {
            var plain = try LawTests.simulation(number)
            plain.run()
            var recorded = try Self.simulation(number, intervals: 24)
            recorded.run()
            #expect(plain.series == nil)
            #expect(recorded.series != nil)
            #expect(plain.ledger == recorded.ledger && plain.log == recorded.log)
        }
    }

    @Test("The sum over exposed pairs and seconds is the ledger's exposure")
    func integratesToTheLedger() throws {
        // One instant a second: the step function is known everywhere, and its integral is exact.
        let scenario = SmallWorlds.scenario(
            [SmallWorlds.group(5)],
            [SmallWorlds.patch(duration: SmallWorlds.constant(30), released: 40)],
            horizon: 120
        )
        var simulation = Simulation(
            try World(scenario),
            policy: DeclaredPolicy(SmallWorlds.bigBang),
            seed: 1,
            replication: 0,
            seriesIntervals: 120
        )
        simulation.run()
        let series = try #require(simulation.series)
        #expect(series.step == 1)
        #expect(series[.exposedPairs].dropLast().reduce(0, +) == simulation.ledger.exposure.plain)
        #expect(series[.exposedPairs] == (0...120).map { $0 < 70 ? 5 : 0 })
        #expect(series[.patchedPairs] == (0...120).map { $0 < 70 ? 0 : 5 })
        #expect(series[.releasedPairs] == (0...120).map { $0 < 40 ? 0 : 5 })
    }

    @Test("Instants run from the start to the horizon, also where the step does not divide it")
    func instants() {
        #expect(RunSeries.step(horizon: 86_400, intervals: 120) == 720)
        #expect(RunSeries.instants(step: 720, horizon: 86_400).count == 121)
        #expect(RunSeries.step(horizon: 10, intervals: 4) == 3)
        #expect(RunSeries.instants(step: 3, horizon: 10) == [0, 3, 6, 9, 10])
        #expect(RunSeries.step(horizon: 5, intervals: 120) == 1)
        #expect(RunSeries.instants(step: 1, horizon: 0) == [0])
    }
}
