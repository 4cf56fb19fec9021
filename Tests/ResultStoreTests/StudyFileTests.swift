import Experiments
import Foundation
import PatchModel
import PatchSimulator
import Testing

@testable import ResultStore

/// A directory of its own for the body, removed at the end.
func withScratch<Value>(_ body: (URL) throws -> Value) throws -> Value {
    let folder = try Scratch()
    defer { folder.remove() }
    return try body(folder.url)
}

@Suite("A study file")
struct StudyFileTests {
    @Test("Gives back exactly what was put in, whatever it is", arguments: 1...20)
    func roundTrip(seed: UInt64) throws {
        try withScratch { folder in
            var random = RandomRuns(seed: seed)
            let path = folder.appendingPathComponent("study.db").path
            let keys = (0..<10).map { RunKey(digest: "d\($0 % 3)", seed: random.generator.next(), replication: $0) }
            let results = keys.map { _ in random.result() }
            let file = try StudyFile.openOrCreate(path: path)
            for (key, result) in zip(keys, results) { try file.keep(result, for: key) }
            try file.flush()
            file.close()

            let again = try StudyFile.open(path: path)
            for (key, result) in zip(keys, results) { #expect(try again.result(for: key) == result) }
            #expect(try again.result(for: RunKey(digest: "d0", seed: 0, replication: 99)) == nil)
            #expect(try again.runCount() == 10)
            again.close()
        }
    }

    @Test("Keeps the first of two runs of the same key, and its decisions once")
    func sameKeyTwice() throws {
        try withScratch { folder in
            var random = RandomRuns(seed: 7)
            let file = try StudyFile.openOrCreate(path: folder.appendingPathComponent("study.db").path)
            let key = RunKey(digest: "d", seed: .max, replication: 3)
            var first = random.result()
            try file.keep(first, for: key)
            try file.flush()
            var second = random.result()
            second.series = random.series(horizon: first.ledger.time)
            try file.keep(second, for: key)
            try file.flush()
            #expect(try file.result(for: key)?.series == second.series, "the same run, now with its series")
            first.series = second.series
            #expect(try file.result(for: key) == first)
            #expect(try file.runCount() == 1)
            file.close()
        }
    }

    @Test("Takes runs from many threads and two openings at once, and loses none")
    func manyWriters() async throws {
        let folder = try Scratch()
        defer { folder.remove() }
        let path = folder.path("study.db")
        try await withThrowingTaskGroup(of: Void.self) { group in
            for writer in 0..<4 {
                group.addTask {
                    let file = try StudyFile.openOrCreate(path: path)
                    defer { file.close() }
                    for replication in 0..<150 {
                        var random = RandomRuns(seed: UInt64(replication))
                        let key = RunKey(digest: "d", seed: 1, replication: replication)
                        if writer % 2 == 0 || replication % 3 == 0 { try file.keep(random.result(), for: key) }
                        if replication % 7 == writer { try file.flush() }
                    }
                    try file.flush()
                }
            }
            try await group.waitForAll()
        }
        let file = try StudyFile.open(path: path)
        #expect(try file.runCount() == 150)
        for replication in 0..<150 {
            var random = RandomRuns(seed: UInt64(replication))
            let key = RunKey(digest: "d", seed: 1, replication: replication)
            #expect(try file.result(for: key) == random.result())
        }
        file.close()
    }

    static let about = StudyAbout(
        question: "Does it \"pay\"?",
        command: "patchlab compare 'a b.yaml'",
        seed: .max,
        created: "2026-08-20T08:00:00Z",
        host: "here",
        patchlabVersion: "0.1.0",
        simulationVersion: 1
    )

    @Test("Remembers when and where it was begun, and otherwise what was said last")
    func describing() throws {
        try withScratch { folder in
            let file = try StudyFile.openOrCreate(path: folder.appendingPathComponent("study.db").path)
            #expect(throws: StudyFileError.self) { try file.about() }
            try file.describe(Self.about)
            #expect(try file.about() == Self.about)
            var later = Self.about
            (later.seed, later.command, later.created, later.host) = (3, "patchlab run", "2027", "there")
            try file.describe(later)
            (later.created, later.host) = (Self.about.created, Self.about.host)
            #expect(try file.about() == later)
            file.close()
        }
    }

    @Test("Knows a variant again by its settings, files and simulation, and keeps its strategies as declared")
    func variants() throws {
        try withScratch { folder in
            let file = try StudyFile.openOrCreate(path: folder.appendingPathComponent("study.db").path)
            let bytes = Array("patchlab: 1\n".utf8)
            var variant = StudyVariant(
                settings: [StoredSetting(key: "strategies.a.soak", value: "1h"), StoredSetting(key: "b", value: "'")],
                sources: [
                    StoredSource(paths: ["s.yaml"], bytes: bytes),
                    StoredSource(paths: ["../x/c.yaml", "y/../../x/c.yaml"], bytes: [0, 255, 10]),
                ],
                strategies: [StoredStrategy(name: "b", text: "{}", digest: "1")],
                simulationVersion: 1
            )
            let first = try file.enter(variant)
            #expect(try file.variant(first) == variant)
            variant.strategies = [StoredStrategy(name: "a", text: "{}", digest: "2"), variant.strategies[0]]
            #expect(try file.enter(variant) == first)
            variant.strategies.reverse()
            #expect(try file.variant(first) == variant, "where nobody says how they are declared, as they came")
            variant.declared = ["c", "a", "b"]
            variant.strategies = [StoredStrategy(name: "c", text: "{}", digest: "3")]
            #expect(try file.enter(variant) == first)
            #expect(try file.variant(first).strategies.map(\.name) == ["c", "a", "b"])
            #expect(try file.variant(first).strategies.map(\.digest) == ["3", "2", "1"])
            var other = variant
            other.settings[0].value = "2h"
            let second = try file.enter(other)
            #expect(second != first)
            other.simulationVersion = 2
            #expect(try file.enter(other) != second)
            #expect(try file.variants() == [first, second, second + 1])
            #expect(throws: StudyFileError.self) { try file.variant(99) }
            file.close()
        }
    }
}
