import Experiments
import Foundation
import PatchModel
import PatchSimulator
import Testing

@testable import ResultStore

/// Ledgers that were taken apart, in a study.
@Suite("Breakdowns in a study")
struct BreakdownStoreTests {
    private static let all = Set(PatchSimulator.Dimension.allCases)

    private static func key(_ replication: Int, _ digest: String = "d") -> RunKey {
        RunKey(digest: digest, seed: 1, replication: replication)
    }

    @Test(
        "Are read back as they were: names of all kinds, members without a name, what is absent and what never happened"
    )
    func readBack() throws {
        try withScratch { folder in
            let path = folder.appendingPathComponent("study.db").path
            var random = RandomRuns(seed: 21)
            var results: [RunResult] = []
            let file = try StudyFile.openOrCreate(path: path)
            for replication in 0..<12 {
                var result = random.result()
                for dimension in Self.all where random.chance() {
                    result.breakdowns[dimension] = random.breakdown(by: dimension)
                }
                results.append(result)
                try file.keep(result, for: Self.key(replication))
            }
            try file.flush()
            file.close()
            let again = try StudyFile.open(path: path)
            defer { again.close() }
            for (replication, result) in results.enumerated() {
                #expect(try again.result(for: Self.key(replication), by: Self.all) == result)
                var some = result
                some.breakdowns = result.breakdowns.filter { $0.key == .group }
                #expect(try again.result(for: Self.key(replication), by: [.group]) == some, "only what is asked for")
                some.breakdowns = [:]
                #expect(try again.result(for: Self.key(replication)) == some)
            }
        }
    }

    @Test("Are put beside a run that is there, once, and the run stays one")
    func beside() throws {
        try withScratch { folder in
            let path = folder.appendingPathComponent("study.db").path
            var random = RandomRuns(seed: 22)
            let file = try StudyFile.openOrCreate(path: path)
            defer { file.close() }
            var result = random.result()
            try file.keep(result, for: Self.key(0))
            try file.flush()
            for dimension in [PatchSimulator.Dimension.group, .patch] {
                result.breakdowns[dimension] = random.breakdown(by: dimension)
                try file.keep(result, for: Self.key(0))
                try file.flush()
                #expect(try file.result(for: Self.key(0), by: Self.all) == result)
            }
            var other = result
            other.breakdowns[.group] = random.breakdown(by: .group)
            try file.keep(other, for: Self.key(0))
            try file.flush()
            #expect(try file.result(for: Self.key(0), by: Self.all) == result, "the first stays")
            #expect(try file.runCount() == 1)
        }
    }

    @Test("Are told as whole where every run of the complete replications has one, and as partial where only some have")
    func dimensions() throws {
        try withScratch { folder in
            let file = try StudyFile.openOrCreate(path: folder.appendingPathComponent("study.db").path)
            defer { file.close() }
            var random = RandomRuns(seed: 23)
            let strategies = ["a", "b"].map { StoredStrategy(name: $0, text: "", digest: $0) }
            #expect(try file.dimensions(of: strategies, seed: 1) == ([], []))
            for (digest, replication) in [("a", 0), ("b", 0), ("a", 1), ("b", 1), ("a", 2)] {
                var result = random.result()
                // Replication 2 is not complete, so that it counts for nothing.
                if replication < 2 { result.breakdowns[.site] = random.breakdown(by: .site) }
                if digest == "b" || replication == 2 { result.breakdowns[.owner] = random.breakdown(by: .owner) }
                if replication == 2 { result.breakdowns[.criticality] = random.breakdown(by: .criticality) }
                try file.keep(result, for: Self.key(replication, digest))
            }
            try file.flush()
            #expect(try file.dimensions(of: strategies, seed: 1) == ([.site], [.owner]))
            #expect(try file.dimensions(of: strategies, seed: 2) == ([], []))
        }
    }

    @Test("Of a study that is continued come with it, and those that are missing are made, without another run")
    func continued() async throws {
        let folder = try Scratch()
        defer { folder.remove() }
        let world = try RealRunTests.world()
        func runner(_ replications: Range<Int>, _ dimensions: Set<PatchSimulator.Dimension>, _ file: StudyFile?)
            -> StudyRunner
        {
            StudyRunner(
                world: world,
                strategies: world.scenario.strategies,
                seed: 5,
                replications: Array(replications),
                threads: 2,
                dimensions: dimensions,
                memory: file.map { StudyRunner.Memory(cache: $0, digests: ["b", "s"]) }
            )
        }
        let plain = try await runner(0..<4, [.group, .patch], nil).run()
        #expect(plain.breakdowns.map(\.dimension) == [.group, .patch])
        let file = try StudyFile.openOrCreate(path: folder.path("study.db"))
        defer { file.close() }
        let bare = try await runner(0..<3, [], file).run()
        #expect(bare.results.joined().allSatisfy { $0.breakdowns.isEmpty })
        for (dimensions, known) in [
            ([.group], 0), ([.group], 8), ([.group, .patch], 0), ([.group, .patch], 8), ([.patch], 8), ([], 8),
        ] as [(Set<PatchSimulator.Dimension>, Int)] {
            let finished = FinishedRuns()
            let study = try await runner(0..<4, dimensions, file).run(collecting: finished)
            #expect(finished.recalledCount == known, "\(dimensions)")
            #expect(study.breakdowns == plain.breakdowns.filter { dimensions.contains($0.dimension) })
            #expect(study.results.map { $0.map(\.ledger) } == plain.results.map { $0.map(\.ledger) })
        }
        #expect(try file.runCount() == 8)
    }
}
