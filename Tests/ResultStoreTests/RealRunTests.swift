import EventEngine
import Experiments
import Foundation
import GRDB
import PatchModel
import PatchSimulator
import Synchronization
import Testing

@testable import ResultStore

/// A study of a small real world, with and without a memory.
@Suite("A study that is kept")
struct RealRunTests {
    /// Sixty servers, and a patch that breaks half of them half of the time.
    static func world() throws -> World {
        let minutes = try Distribution.exponential(mean: 600)
        let regression = Regression(
            name: "breaks",
            chance: 0.5,
            share: 0.5,
            onset: .after(minutes),
            effect: .down(component: 0),
            telemetry: .init(probability: 0.9, delay: minutes),
            helpDesk: .init(probability: 0.5, delay: minutes)
        )
        let patch = Patch(
            name: "app-2",
            updates: [ComponentUpdate(component: 0, to: 1)],
            installation: Installation(duration: minutes, failureChance: 0.2, revert: minutes),
            restart: Restart(kind: .service, duration: minutes, wait: .zero),
            rollback: Rollback(duration: minutes),
            regressions: [regression]
        )
        let gate = Gate(soak: 86_400, success: 0.9)
        let rings = [Ring(name: "pilot", size: .share(0.2)), Ring(name: "rest", size: .rest)]
        return try World(
            Scenario(
                horizon: 10 * 86_400,
                software: Software(
                    components: [Component(name: "app", versions: ["1", "2"])],
                    images: [Image(name: "standard", installed: [0: 0])]
                ),
                groups: [DeviceGroup(name: "fleet", count: 60, deviceClass: .server, image: 0)],
                patches: [patch],
                strategies: [
                    Strategy(name: "big-bang", kind: .bigBang),
                    Strategy(
                        name: "staged",
                        kind: .staged(StagedRollout(rings: rings, gate: gate)),
                        stop: StopRule(failures: Limit(.share(0.1), isStrict: true), minimum: 5)
                    ),
                ]
            )
        )
    }

    static func runner(_ replications: Range<Int>, _ cache: (any RunCache)?) throws -> StudyRunner {
        let world = try world()
        return StudyRunner(
            world: world,
            strategies: world.scenario.strategies,
            seed: 5,
            replications: Array(replications),
            threads: 2,
            memory: cache.map { StudyRunner.Memory(cache: $0, digests: ["b", "s"]) }
        )
    }

    @Test("Equals one that was not, in one go and in parts, and is read back whole")
    func parts() async throws {
        let folder = try Scratch()
        defer { folder.remove() }
        let plain = try await Self.runner(0..<12, nil).run()
        let path = folder.path("study.db")
        var file = try StudyFile.openOrCreate(path: path)
        for (range, known) in [(0..<5, 0), (3..<9, 4), (0..<12, 18), (0..<12, 24)] {
            let finished = FinishedRuns()
            let study = try await Self.runner(range, file).run(collecting: finished)
            #expect(finished.recalledCount == known)
            #expect(study.results == plain.results.map { Array($0[range]) })
            file.close()
            file = try StudyFile.openOrCreate(path: path)
        }
        let variant = StudyVariant(
            sources: [],
            strategies: [
                StoredStrategy(name: "big-bang", text: "", digest: "b"),
                StoredStrategy(name: "staged", text: "", digest: "s"),
            ],
            simulationVersion: 1
        )
        #expect(try file.study(of: variant, scenario: plain.scenario, seed: 5) == plain)
        #expect(try file.seeds(of: variant.strategies).map(\.runs) == [24])
        file.close()
    }

    @Test("Shows every value of every headline metric in the view `metric`, and in the views made of it")
    func views() async throws {
        let folder = try Scratch()
        defer { folder.remove() }
        let file = try StudyFile.openOrCreate(path: folder.path("study.db"))
        let strategies = ["big-bang", "staged"].map { StoredStrategy(name: $0, text: "", digest: String($0.prefix(1))) }
        try file.enter(StudyVariant(sources: [], strategies: strategies, simulationVersion: 1))
        let study = try await Self.runner(0..<6, file).run()
        file.close()
        try Self.checkViews(try DatabaseQueue(path: folder.path("study.db")), study)
    }

    private static func checkViews(_ database: DatabaseQueue, _ study: Study) throws {
        let rows = try database.read {
            try Row.fetchAll($0, sql: "SELECT strategy, replication, metric, unit, value, is_censored FROM metric")
        }
        var seen = 0
        for row in rows {
            let name: String = row["metric"]
            let metric = try #require(Metric.general.first { $0.id == name })
            let strategy = try #require(study.policies.firstIndex { $0.name == row["strategy"] })
            let expected = try #require(metric.value(in: study.results[strategy][row["replication"]].ledger))
            #expect(row["unit"] == metric.unit.name)
            #expect(abs(row["value"] - expected.value) <= 1e-12 * abs(expected.value))
            #expect(row["is_censored"] == expected.isCensored)
            seen += 1
        }
        let existing = study.results.flatMap { $0 }.flatMap { result in
            Metric.general.compactMap { $0.value(in: result.ledger) }
        }
        #expect(seen == existing.count)

        let comparison = Comparison(study)
        for difference in comparison.differences {
            let mean = try database.read {
                try Double.fetchOne(
                    $0,
                    sql: "SELECT avg(difference) FROM paired_difference WHERE metric = ? AND strategy = 'staged'",
                    arguments: [difference.metric.id]
                )
            }
            let expected = difference.paired.difference.mean
            #expect(abs(try #require(mean) - expected) <= 1e-9 * max(1, abs(expected)))
        }
        for summary in comparison.summaries[1].compactMap({ $0 }) where summary.metric.isMean {
            let row = try #require(
                try database.read {
                    try Row.fetchOne(
                        $0,
                        sql:
                            "SELECT mean, replications FROM metric_by_strategy WHERE metric = ? AND strategy = 'staged'",
                        arguments: [summary.metric.id]
                    )
                }
            )
            #expect(abs(row["mean"] - summary.estimate) <= 1e-9 * max(1, abs(summary.estimate)))
            #expect(row["replications"] == 6)
        }
        let means = try database.read {
            try Set(String.fetchAll($0, sql: "SELECT DISTINCT metric FROM metric_by_strategy"))
        }
        #expect(!means.contains(Metric.blastRadius95.id), "a mean is no quantile")
        #expect(means.isSubset(of: Metric.general.map(\.id)))
        for view in ["strategy_run", "metric", "metric_by_strategy", "paired_difference", "timeline", "series"] {
            let columns = try database.read { try $0.columns(in: view).map(\.name) }
            #expect(columns.prefix(3) == ["variant", "seed", "strategy"], "\(view)")
        }
        let decisions = try database.read { try Int.fetchOne($0, sql: "SELECT count(*) FROM timeline") }
        #expect(decisions == study.results.flatMap { $0 }.reduce(0) { $0 + $1.decisions.count })
        try database.close()
    }

    @Test("Ends with the cache's error when the cache fails, and what was kept stays kept")
    func failingCache() async throws {
        struct Full: Error {}
        final class Small: RunCache {
            let kept = Mutex<[RunKey: RunResult]>([:])

            func result(for key: RunKey, by dimensions: Set<PatchSimulator.Dimension>, series: Bool) -> RunResult? {
                kept.withLock { $0[key] }
            }

            func keep(_ result: RunResult, for key: RunKey) throws {
                try kept.withLock {
                    guard $0.count < 7 else { throw Full() }
                    $0[key] = result
                }
            }

            func flush() {}
        }
        let cache = Small()
        await #expect(throws: Full.self) { try await Self.runner(0..<20, cache).run() }
        #expect(cache.kept.withLock { $0.count } == 7)
    }
}

/// A directory of its own for each test.
struct Scratch {
    let url: URL

    init() throws {
        url = FileManager.default.temporaryDirectory.appendingPathComponent("patchlab-store-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
    }

    func path(_ name: String) -> String { url.appendingPathComponent(name).path }

    func remove() { try? FileManager.default.removeItem(at: url) }
}
