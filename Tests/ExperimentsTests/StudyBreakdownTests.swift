import PatchModel
import PatchSimulator
import Synchronization
import Testing

@testable import Experiments

@Suite("A study taken apart")
struct StudyBreakdownTests {
    /// Two groups of servers that differ in everything by which figures can be broken down.
    private static func scenario() throws -> Scenario {
        var scenario = try SmallStudies.scenario()
        scenario.groups[0].owner = "sales"
        var other = scenario.groups[0]
        other.name = "branch"
        other.count = 5
        other.owner = nil
        other.criticality = .critical
        scenario.groups.append(other)
        return scenario
    }

    private static func runner(
        _ dimensions: Set<Dimension>,
        replications: Range<Int> = 0..<3,
        threads: Int = 2,
        cache: (any RunCache)? = nil
    ) throws -> StudyRunner {
        StudyRunner(
            world: try World(scenario()),
            strategies: [SmallStudies.bigBang, SmallStudies.rings("rings", after: 1)],
            seed: 3,
            replications: Array(replications),
            threads: threads,
            dimensions: dimensions,
            memory: cache.map { StudyRunner.Memory(cache: $0, digests: ["b", "r"]) }
        )
    }

    /// Keeps everything in memory.
    private final class Kept: RunCache {
        let runs = Mutex<[RunKey: RunResult]>([:])

        func result(for key: RunKey, by dimensions: Set<Dimension>, series: Bool) -> RunResult? {
            runs.withLock { $0[key] }
        }

        func keep(_ result: RunResult, for key: RunKey) { runs.withLock { $0[key] = result } }

        func flush() {}
    }

    @Test("Has what is asked for, in the order of dimensions, and nothing else; the runs are the same")
    func asked() async throws {
        let plain = try await Self.runner([]).run()
        #expect(plain.breakdowns.isEmpty && plain.results.joined().allSatisfy { $0.breakdowns.isEmpty })
        let study = try await Self.runner([.criticality, .owner]).run()
        #expect(study.breakdowns.map(\.dimension) == [.owner, .criticality])
        #expect(study.breakdowns.map { $0.members.map(\.name) } == [["sales", nil], ["critical", "medium"]])
        #expect(study.results.map { $0.map(\.ledger) } == plain.results.map { $0.map(\.ledger) })
        #expect(Comparison(study).breakdowns == study.breakdowns)
        #expect(try await Self.runner([.criticality, .owner], threads: 1).run() == study)
    }

    @Test("Adds up to the study, policy by policy and replication by replication, whatever it is broken down by")
    func sums() async throws {
        let study = try await Self.runner(Set(Dimension.allCases)).run()
        #expect(study.breakdowns.map(\.dimension) == Dimension.allCases)
        for breakdown in study.breakdowns {
            for figure in Ledger.figures where figure.addsUp(over: breakdown.dimension) {
                for (policy, results) in study.results.enumerated() {
                    for (place, result) in results.enumerated() {
                        let sum = breakdown.members.reduce(0) { $0 + ($1.ledgers[policy][place][figure] ?? 0) }
                        #expect(sum == result.ledger[figure], "\(figure.id) by \(breakdown.dimension)")
                    }
                }
            }
        }
    }

    @Test("Has no breakdown where a run lacks it, or where runs do not have the same members")
    func lacking() async throws {
        var study = try await Self.runner([.group]).run()
        let whole = study
        study.results[1][2].breakdowns = [:]
        #expect(study.breakdowns.isEmpty)
        study = whole
        study.results[1][2].breakdowns[.group]?.members[0].name = "another"
        #expect(study.breakdowns.isEmpty)
        study = whole
        study.results[0][0].breakdowns[.group]?.members.removeLast()
        #expect(study.breakdowns.isEmpty)
        study.results = [[], []]
        study.replications = []
        #expect(study.breakdowns.isEmpty)
    }

    @Test("Is recalled where it was kept; a run without it is made again, and is the same")
    func recalled() async throws {
        let cache = Kept()
        let plain = try await Self.runner([.group], replications: 0..<4).run()
        _ = try await Self.runner([], cache: cache).run()
        for known in [0, 8] {
            let finished = FinishedRuns()
            let study = try await Self.runner([.group], replications: 0..<4, cache: cache).run(collecting: finished)
            #expect(study == plain)
            #expect(finished.recalledCount == known)
        }
        let bare = try await Self.runner([], cache: cache).run()
        #expect(bare.results.joined().allSatisfy { $0.breakdowns.isEmpty }, "what was not asked for is not handed on")
    }

    @Test("Is not made of a run that is not what was kept of it: the study ends in words, and nothing is kept")
    func differing() async throws {
        let cache = Kept()
        _ = try await Self.runner([], cache: cache).run()
        let key = RunKey(digest: "r", seed: 3, replication: 1)
        let figure = try #require(Ledger.figure("exposure_s"))
        let kept = try #require(cache.result(for: key, by: [], series: true))
        var changed = kept
        changed.ledger.enter(7, as: figure)
        cache.keep(changed, for: key)
        let error = await #expect(throws: RunFailure.self) { try await Self.runner([.group], cache: cache).run() }
        let now = try #require(kept.ledger[figure])
        #expect(
            error?.description
                == "rings in run 1 differs from what was kept of it: exposure_s is \(now) now, and 7 in the study; "
                + "something else has written to it"
        )
        #expect(cache.result(for: key, by: [], series: true) == changed)
        // What was not counted when the run was kept is no difference.
        changed.ledger.leaveOut(figure)
        cache.keep(changed, for: key)
        #expect(try await Self.runner([.group], cache: cache).run().breakdowns.count == 1)
    }

    @Test("Takes memory for each member of each run, which is counted beforehand")
    func memory() throws {
        var scenario = try Self.scenario()
        scenario.groups = (0..<2000).map { number in
            var group = scenario.groups[0]
            group.name = "g\(number)"
            return group
        }
        func kept(_ dimensions: Set<Dimension>) -> Int {
            MemoryEstimate(scenario, strategies: [SmallStudies.bigBang], replications: 10, dimensions: dimensions).kept
        }
        let ledger = (kept([.group]) - kept([])) / (10 * 2000)
        #expect(ledger > 1000 && kept([.group]) - kept([]) == 10 * 2000 * ledger)
        #expect(kept([.owner]) - kept([]) == 10 * ledger)
        #expect(kept([.group, .patch]) - kept([.group]) == 10 * 2 * ledger)
    }
}
