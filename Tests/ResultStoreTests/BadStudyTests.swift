import Experiments
import Foundation
import GRDB
import ResultStore
import Testing

/// Files that are no studies, or that cannot be written.
@Suite("A file that is no study")
struct BadStudyTests {
    /// A path to a study of forty runs.
    private static func study(in folder: URL) throws -> String {
        let path = folder.appendingPathComponent("study.db").path
        let file = try StudyFile.openOrCreate(path: path)
        defer { file.close() }
        var random = RandomRuns(seed: 3)
        for replication in 0..<40 {
            try file.keep(random.result(), for: RunKey(digest: "d", seed: 1, replication: replication))
        }
        try file.flush()
        return path
    }

    private static func code(_ body: () throws -> StudyFile) -> StudyFileError.Code? {
        do {
            let file = try body()
            defer { file.close() }
            _ = try file.runCount()
            for replication in 0..<40 {
                _ = try file.result(for: RunKey(digest: "d", seed: 1, replication: replication))
            }
            return nil
        } catch {
            return (error as? StudyFileError)?.code
        }
    }

    /// What opening says, for reading and for adding.
    private static func codes(_ path: String) -> [StudyFileError.Code?] {
        [code { try StudyFile.open(path: path) }, code { try StudyFile.openOrCreate(path: path) }]
    }

    @Test("Is told by what it is: missing, a directory, a device, a text, another program's, another format")
    func kinds() throws {
        try withScratch { folder in
            #expect(Self.code { try StudyFile.open(path: folder.appendingPathComponent("none").path) } == .notFound)
            #expect(Self.codes(folder.appendingPathComponent("no/such/study.db").path) == [.notFound, .notFound])
            #expect(Self.codes(folder.path) == [.isDirectory, .isDirectory])
            #expect(Self.codes("/dev/null") == [.notAFile, .notAFile])
            #expect(Self.codes("") == [.notFound, .notFound])

            let text = folder.appendingPathComponent("text.db")
            try Data(String(repeating: "patchlab: 1\n", count: 1000).utf8).write(to: text)
            #expect(Self.codes(text.path) == [.notADatabase, .notADatabase])
            #expect(try Data(contentsOf: text).count == 12_000, "it is left as it was")

            let other = folder.appendingPathComponent("other.db").path
            let queue = try DatabaseQueue(path: other)
            try queue.write { try $0.execute(sql: "CREATE TABLE run (id INTEGER)") }
            try queue.close()
            let before = try Data(contentsOf: URL(fileURLWithPath: other))
            #expect(Self.codes(other) == [.notAStudy, .notAStudy])
            #expect(try Data(contentsOf: URL(fileURLWithPath: other)) == before)

            let path = try Self.study(in: folder)
            let later = try DatabaseQueue(path: path)
            try later.writeWithoutTransaction { try $0.execute(sql: "PRAGMA user_version = 99") }
            try later.close()
            #expect(Self.codes(path) == [.otherFormat, .otherFormat])
            #expect { try StudyFile.open(path: path) } throws: { "\($0)".contains("run it again into another file") }
            // One that says to be of an earlier format has that format's tables.
            let earlier = try DatabaseQueue(path: path)
            try earlier.writeWithoutTransaction { try $0.execute(sql: "PRAGMA user_version = 1") }
            try earlier.close()
            #expect(Self.codes(path) == [.damaged, .damaged])
        }
    }

    @Test("An empty file is taken for a new study when something is added, and for none when it is read")
    func empty() throws {
        try withScratch { folder in
            let path = folder.appendingPathComponent("empty.db").path
            try Data().write(to: URL(fileURLWithPath: path))
            #expect(Self.code { try StudyFile.open(path: path) } == .notAStudy)
            #expect(Self.code { try StudyFile.openOrCreate(path: path) } == nil)
            #expect(Self.code { try StudyFile.open(path: path) } == nil)
        }
    }

    @Test("A study that is cut off anywhere is refused in words, and never read as if it were whole")
    func truncated() throws {
        try withScratch { folder in
            let path = try Self.study(in: folder)
            let bytes = try Data(contentsOf: URL(fileURLWithPath: path))
            let cut = folder.appendingPathComponent("cut.db")
            for length in [1, 50, 99, 100, 511, 4095, 4096, 4097, bytes.count / 2, bytes.count - 4096, bytes.count - 1]
            {
                try bytes.prefix(length).write(to: cut)
                let found = Self.codes(cut.path)
                #expect(!found.contains(nil), "\(length) of \(bytes.count) bytes: \(found)")
                #expect(try Data(contentsOf: cut).count == length, "it is left as it was")
            }
        }
    }

    @Test("A study with bytes changed at random is refused or read, and never ends the program", arguments: 1...40)
    func damaged(seed: UInt64) throws {
        try withScratch { folder in
            let path = try Self.study(in: folder)
            var generator = FixedGenerator(state: seed)
            var bytes = try Data(contentsOf: URL(fileURLWithPath: path))
            for _ in 0..<20 {
                bytes[Int.random(in: bytes.indices, using: &generator)] = UInt8.random(in: 0...255, using: &generator)
            }
            try bytes.write(to: URL(fileURLWithPath: path))
            _ = Self.codes(path)
        }
    }

    @Test("Odd names are names of files like all others")
    func names() throws {
        try withScratch { folder in
            for name in ["file:x?mode=memory", ":memory:", "a b#c%20d?e.db", "Zürich.db"] {
                let path = folder.appendingPathComponent(name).path
                #expect(Self.code { try StudyFile.openOrCreate(path: path) } == nil)
                #expect(FileManager.default.fileExists(atPath: path), "\(name)")
                #expect(Self.code { try StudyFile.open(path: path) } == nil)
            }
        }
    }
}
