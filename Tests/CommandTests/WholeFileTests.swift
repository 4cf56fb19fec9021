import Foundation
import Testing

/// What is left of outputs when a command is killed, and how paths are told.
@Suite("Whole files")
struct WholeFileTests {
    private func withFolder(
        named name: String? = nil,
        _ body: (CommandRunner, URL) async throws -> Void
    ) async throws {
        let scratch = try ScratchDirectory()
        defer { scratch.remove() }
        let folder = name.map { scratch.url.appendingPathComponent($0) } ?? scratch.url
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        try Data(CompareTests.scenario.utf8).write(to: folder.appendingPathComponent("small.yaml"))
        try await body(try CommandRunner.patchlab(directory: folder), folder)
    }

    private func names(in folder: URL) throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted()
    }

    @Test("What a killed program has left is removed by the next one, and nothing else")
    func abandoned() async throws {
        try await withFolder { patchlab, folder in
            let kept = [
                ".patchlab-1-0.tmp.bak", ".patchlab-x-0.tmp", ".patchlab-1.tmp", "patchlab-1-0.tmp", ".other-1-0.tmp",
            ]
            for name in kept + [".patchlab-999999-0.tmp", ".patchlab-1-7.tmp"] {
                try Data("half".utf8).write(to: folder.appendingPathComponent(name))
            }
            try FileManager.default.createDirectory(
                at: folder.appendingPathComponent(".patchlab-2-0.tmp"),
                withIntermediateDirectories: false
            )
            // Whoever is at work has a lock upon the file.
            let busy = folder.appendingPathComponent(".patchlab-3-0.tmp")
            try Data("half".utf8).write(to: busy)
            let lock = open(busy.path, O_RDONLY | O_CLOEXEC)
            defer { close(lock) }
            try #require(flock(lock, LOCK_EX | LOCK_NB) == 0)
            #expect(try await patchlab.run("run", "small.yaml", "-o", "out.txt").status == 0)
            #expect(
                try names(in: folder)
                    == (kept + [".patchlab-2-0.tmp", ".patchlab-3-0.tmp", "out.txt", "small.yaml"]).sorted()
            )
        }
    }

    @Test("An output whose name is one character is written, as is a study", arguments: ["x", "é", "./x"])
    func shortName(name: String) async throws {
        try await withFolder { patchlab, folder in
            let result = try await patchlab.run("run", "small.yaml", "-o", name, "--study", "s")
            #expect(result.status == 0, "\(result.errorText)")
            #expect(try !Data(contentsOf: folder.appendingPathComponent(name)).isEmpty)
        }
    }

    @Test("A long path with blanks in it is told to its end, and everything works there")
    func longPath() async throws {
        let name = "a rather long folder with blanks/" + String(repeating: "0123456789", count: 12)
        try await withFolder(named: name) { patchlab, folder in
            let scenario = folder.appendingPathComponent("small.yaml").path
            let output = folder.appendingPathComponent("out put.txt").path
            #expect(try await patchlab.run("run", scenario, "-o", output).status == 0)
            #expect(try names(in: folder) == ["out put.txt", "small.yaml"])
            let missing = folder.appendingPathComponent("this one is not there.yaml").path
            for words in [["run", missing], ["validate", missing], ["trace", missing]] {
                let result = try await patchlab.run(words)
                #expect(result.status == 2)
                #expect((result.outputText + result.errorText).contains("\"\(missing)\""), "\(words)")
            }
            try Data("imports: [parts/absent.yaml]\npatchlab: 1\n".utf8)
                .write(to: folder.appendingPathComponent("importing.yaml"))
            let importing = folder.appendingPathComponent("importing.yaml").path
            let result = try await patchlab.run("validate", importing)
            let absent = folder.appendingPathComponent("parts/absent.yaml").path
            #expect(result.outputText.contains("\"\(absent)\" cannot be read"), "\(result.outputText)")
        }
    }
}
