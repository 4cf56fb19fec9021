import EventEngine
import Experiments
import PatchModel
import PatchSimulator
import Testing

@Suite("The estimate of memory")
struct MemoryEstimateTests {
    /// Two components; a group of each of two images, of which the second has the second component only.
    private static func scenario(counts: [Int], patches: [(component: Int, released: Int64)]) throws -> Scenario {
        let installation = Installation(duration: .zero, revert: .zero)
        return Scenario(
            horizon: 1000,
            software: Software(
                components: [
                    Component(name: "a", versions: ["1", "2"]), Component(name: "b", versions: ["1", "2"]),
                ],
                images: [Image(name: "both", installed: [0: 0, 1: 0]), Image(name: "one", installed: [1: 0])]
            ),
            groups: counts.enumerated().map {
                DeviceGroup(name: "g\($0)", count: $1, deviceClass: .server, image: $0)
            },
            patches: patches.enumerated().map { number, patch in
                Patch(
                    name: "p\(number)",
                    updates: [ComponentUpdate(component: patch.component, to: 1)],
                    released: patch.released,
                    installation: installation,
                    restart: Restart(kind: .none, duration: .zero, wait: .zero)
                )
            }
        )
    }

    private static let strategies = [Strategy.Unit.batch, .patch].map {
        Strategy(name: $0.rawValue, kind: .bigBang, unit: $0)
    }

    @Test(
        "A device takes 24 bytes where there are several rollouts, two more for each, and six more for each patch that applies to it"
    )
    func devices() throws {
        let scenario = try Self.scenario(counts: [1_000_000, 2_000_000], patches: [(0, 0), (1, 0), (1, 5)])
        let pairs = 1_000_000 * 3 + 2_000_000 * 2
        let batches = MemoryEstimate(scenario, strategies: [Self.strategies[0]])
        #expect(batches.perRun == 3_000_000 * (24 + 2 * 2) + 6 * pairs)
        // The hungriest strategy counts.
        #expect(MemoryEstimate(scenario, strategies: Self.strategies).perRun == 3_000_000 * (24 + 2 * 3) + 6 * pairs)
        #expect(batches.shared < 1000)
    }

    @Test("Eight bytes are enough where one rollout meets nothing that makes devices take turns")
    func alone() throws {
        var scenario = try Self.scenario(counts: [1_000_000], patches: [(0, 0)])
        var strategies = [Self.strategies[0]]
        #expect(MemoryEstimate(scenario, strategies: strategies).perRun == 1_000_000 * (8 + 2 + 6))
        strategies.append(Strategy(name: "canary", kind: .canary(CanaryRollout(size: .share(0.1), soak: 3600))))
        #expect(MemoryEstimate(scenario, strategies: strategies).perRun == 1_000_000 * (16 + 2 + 6))
        scenario.patches[0].installation.brickChance = 0.01
        #expect(MemoryEstimate(scenario, strategies: [Self.strategies[0]]).perRun == 1_000_000 * (16 + 2 + 6))
        // Where a device is in its on-periods is remembered only if the way there is walked.
        for (mean, more) in [(3600.0, 0), (59, 16)] {
            let law = try Distribution.exponential(mean: mean)
            scenario.groups[0].connectivity = .alternating(on: law, off: law, awayShare: 0)
            let estimate = MemoryEstimate(scenario, strategies: [Self.strategies[0]])
            #expect(estimate.perRun == 1_000_000 * (16 + more + 2 + 6))
        }
    }

    @Test("Failures that have nothing to do with patches are counted for the whole horizon")
    func noise() throws {
        var scenario = try Self.scenario(counts: [1000], patches: [])
        scenario.horizon = 30 * 86_400
        scenario.groups[0].backgroundFailuresPerDay = 1e-12
        let quiet = MemoryEstimate(scenario, strategies: []).perRun
        scenario.groups[0].backgroundFailuresPerDay = 24
        #expect(MemoryEstimate(scenario, strategies: []).perRun - quiet == 1000 * 30 * 24 * 8)
    }

    @Test("What is kept of the runs grows with strategies, replications, rings and time series, and leaves less room")
    func kept() throws {
        let scenario = try Self.scenario(counts: [10], patches: [(0, 0), (1, 0)])
        let rings = (0..<5).map { Ring(name: "r\($0)", size: .share(0.1)) }
        let staged = Strategy(name: "s", kind: .staged(StagedRollout(rings: rings, gate: nil)), unit: .patch)
        let one = MemoryEstimate(scenario, strategies: [Self.strategies[0]], replications: 1)
        #expect(MemoryEstimate(scenario, strategies: [Self.strategies[0]]).kept == 0)
        let many = Array(repeating: Self.strategies[0], count: 3000)
        #expect(MemoryEstimate(scenario, strategies: many, replications: 20).kept == 60_000 * one.kept)
        // Two rollouts of five rings against one of one.
        #expect(MemoryEstimate(scenario, strategies: [staged], replications: 1).kept - one.kept == 200 * (2 * 6 - 2))
        let series = MemoryEstimate(scenario, strategies: [Self.strategies[0]], replications: 1, seriesIntervals: 240)
        #expect(series.kept - one.kept == 241 * RunSeries.Kind.allCases.count * 8)
        let whole = MemoryEstimate(scenario, strategies: many, replications: 1_000_000, seriesIntervals: 240)
        #expect(whole.runsAtOnce(in: 1 << 34, wanted: 8) == 0)
        #expect(MemoryEstimate(scenario, strategies: many, replications: .max).runsAtOnce(in: 1 << 40, wanted: 1) == 0)
    }

    @Test("Runs at once are as many as fit beside what they share, none if not one fits, and never more than wanted")
    func runsAtOnce() throws {
        var estimate = MemoryEstimate(try Self.scenario(counts: [1], patches: []), strategies: [])
        estimate.shared = 100
        estimate.perRun = 50
        let found = [149, 150, 199, 200, 299, 1000].map { estimate.runsAtOnce(in: $0, wanted: 4) }
        #expect(found == [0, 1, 1, 2, 3, 4])
    }

    @Test("The greatest scenario that can be written does not overflow it")
    func greatest() throws {
        let half = Scenario.maximumDevices / 2
        let patches = (0..<3000).map { (component: $0 % 2, released: Int64($0)) }
        let estimate = MemoryEstimate(
            try Self.scenario(counts: [half, half], patches: patches),
            strategies: Self.strategies
        )
        #expect(estimate.runsAtOnce(in: 1 << 40, wanted: 1) == 0)
    }
}
