import Experiments
import Foundation
import GRDB
import PatchSimulator
import Testing

@testable import ResultStore

/// Studies that are put together of others.
@Suite("Merged studies")
struct MergeTests {
    private static let strategies = ["a", "b"]
    private static let replications = 6

    private static func key(_ strategy: Int, _ replication: Int) -> RunKey {
        RunKey(digest: strategies[strategy], seed: 5, replication: replication)
    }

    /// The run of a key, without a series or with one.
    private static func run(_ strategy: Int, _ replication: Int, series: Bool = false) -> RunResult {
        var random = RandomRuns(seed: UInt64(100 * strategy + replication))
        var result = random.result()
        result.series = series ? random.series(horizon: result.ledger.time) : nil
        return result
    }

    private static func keep(_ strategy: Int, _ replication: Int, in file: StudyFile) throws {
        try file.keep(run(strategy, replication), for: key(strategy, replication))
    }

    @Test(
        "Any runs in any order, done twice or once, in one study or several, come to the same contents",
        arguments: 0..<40
    )
    func interleavings(seed: UInt64) throws {
        try withScratch { folder in
            var random = RandomRuns(seed: seed)
            let whole = try StudyFile.openOrCreate(path: folder.appendingPathComponent("whole.db").path)
            defer { whole.close() }
            var all = (0..<2).flatMap { strategy in (0..<Self.replications).map { (strategy, $0) } }
            for (strategy, replication) in all { try Self.keep(strategy, replication, in: whole) }
            try whole.flush()

            let merged = try StudyFile.openOrCreate(path: folder.appendingPathComponent("merged.db").path)
            defer { merged.close() }
            all.shuffle(using: &random.generator)
            // Parts that overlap, and together are everything.
            var added = 0
            for part in 0..<4 {
                let file = try StudyFile.openOrCreate(path: folder.appendingPathComponent("\(part).db").path)
                defer { file.close() }
                let own = all.enumerated().filter { $0.offset % 4 == part || random.chance() }.map(\.element)
                for (strategy, replication) in own { try Self.keep(strategy, replication, in: file) }
                try file.flush()
                added += try merged.takeUp(file)
            }
            #expect(added == all.count)
            let (found, expected) = (try merged.contents(), try whole.contents())
            #expect(found == expected && found.runs == all.count)
        }
    }

    @Test("What is published is whole, has no log beside it, and says what it is")
    func published() throws {
        try withScratch { folder in
            let file = try StudyFile.openOrCreate(path: folder.appendingPathComponent("grown.db").path)
            for replication in 0..<4 { try Self.keep(0, replication, in: file) }
            try file.flush()
            #expect(try file.shard() == nil)
            let contents = try file.contents()
            let record = ShardRecord(
                plan: "p",
                number: 3,
                of: 7,
                runs: 4,
                contents: contents.digest,
                host: "h'1",
                processor: "",
                begun: "now",
                processorSeconds: 1.5,
                attempts: 2
            )
            try file.enter(record)
            let place = folder.appendingPathComponent("0003.db").path
            try file.publish(to: place)
            try file.publish(to: place)
            file.close()
            let names = try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted()
            #expect(names == ["0003.db", "grown.db"])
            let again = try StudyFile.open(path: place)
            defer { again.close() }
            #expect(try again.shard() == record)
            #expect(try again.contents() == contents)
        }
    }

    @Test("A run that is in two studies and not the same in both is named with what differs")
    func disagreement() throws {
        try withScratch { folder in
            let one = try StudyFile.openOrCreate(path: folder.appendingPathComponent("one.db").path)
            let other = try StudyFile.openOrCreate(path: folder.appendingPathComponent("other.db").path)
            defer { for file in [one, other] { file.close() } }
            try Self.keep(0, 2, in: one)
            try one.flush()
            var changed = Self.run(0, 2)
            let figure = try #require(Ledger.figure("tickets"))
            let before = try #require(changed.ledger[figure])
            changed.ledger.enter(before ^ 1, as: figure)
            try other.keep(changed, for: Self.key(0, 2))
            try other.flush()
            let expected = RunDisagreement(
                key: Self.key(0, 2),
                words: "tickets is \(before) in one and \(before ^ 1) in the other"
            )
            #expect(throws: expected) { try one.takeUp(other) }
        }
    }

    @Test("Runs of before a figure was counted are not merged, and those that are there keep their series")
    func uncounted() throws {
        try withScratch { folder in
            let one = try StudyFile.openOrCreate(path: folder.appendingPathComponent("one.db").path)
            let other = try StudyFile.openOrCreate(path: folder.appendingPathComponent("other.db").path)
            defer { for file in [one, other] { file.close() } }
            let run = Self.run(0, 2, series: true)
            try one.keep(run, for: Self.key(0, 2))
            try one.flush()
            var changed = run
            changed.series?.values[0][0] += 1
            try other.keep(changed, for: Self.key(0, 2))
            try other.flush()
            #expect(throws: RunDisagreement(key: Self.key(0, 2), words: "the course over time is not the same")) {
                try one.takeUp(other)
            }
            #expect(try one.result(for: Self.key(0, 2)) == run)

            try other.database.write {
                try $0.execute(sql: "UPDATE figure SET first_run = 9 WHERE name = 'spared_pairs'")
            }
            other.close()
            let older = try StudyFile.open(path: other.path)
            defer { older.close() }
            let error = #expect(throws: StudyFileError.self) { try one.takeUp(older) }
            #expect(error?.message.contains("before spared_pairs was counted") == true)
        }
    }

    @Test("Runs that are read ahead are those that are read one by one")
    func readAhead() throws {
        try withScratch { folder in
            let path = folder.appendingPathComponent("study.db").path
            let file = try StudyFile.openOrCreate(path: path)
            let count = RunWindows.length + 40
            for replication in 0..<count where replication % 11 != 5 {
                for strategy in 0..<2 {
                    let result = Self.run(strategy, replication, series: replication % 3 == 0)
                    try file.keep(result, for: Self.key(strategy, replication))
                }
            }
            try file.flush()
            file.close()
            let again = try StudyFile.open(path: path)
            defer { again.close() }
            for replication in 0..<count {
                for strategy in 0..<2 {
                    let found = try again.result(for: Self.key(strategy, replication), by: [], series: false)
                    #expect(found == (replication % 11 == 5 ? nil : Self.run(strategy, replication)))
                }
            }
        }
    }
}
