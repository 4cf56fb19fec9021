import Foundation
import Testing

/// Mistakes in checks that would pass, or destroy something, without a word.
@Suite("Mistakes in checks")
struct CheckMistakeTests {
    /// Says that it is ready, and nothing of use afterwards.
    private static let rubbish = """
        #!/bin/sh
        read hello
        echo '{"type":"ready","protocol":"patchlab-policy/1","name":"rubbish"}'
        while read question; do :; done
        exit 0

        """

    private func withFiles(_ body: (CommandRunner, URL) async throws -> Void) async throws {
        let folder = try ScratchDirectory()
        defer { folder.remove() }
        for (name, text) in [
            ("world.yaml", SuiteCommandTests.world.replacing(" &staged", with: "")),
            ("suite.yaml", SuiteCommandTests.suite), ("p.sh", Self.rubbish),
        ] {
            let file = folder.url.appendingPathComponent(name)
            try Data(text.utf8).write(to: file)
            try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: file.path)
        }
        try await body(try CommandRunner.patchlab(directory: folder.url), folder.url)
    }

    @Test(
        "What a command writes takes the place neither of a program nor of its log",
        arguments: [
            "run world.yaml --policy ./p.sh -o p.sh", "run world.yaml --policy ./p.sh --policy-log p.sh",
            "compare world.yaml -n 2 --policy ./p.sh -o ./p.sh",
            "compare world.yaml -n 2 --policy ./p.sh --policy-log ./p.sh",
            "run world.yaml --policy ./p.sh -o x.txt --policy-log x.txt",
        ]
    )
    func programs(line: String) async throws {
        try await withFiles { patchlab, folder in
            let result = try await patchlab.run(line.split(separator: " ").map(String.init))
            #expect(result.status == 2, "\(result.errorText)")
            #expect(result.errorText.contains("the command uses this file itself"), "\(result.errorText)")
            #expect(try String(contentsOf: folder.appendingPathComponent("p.sh"), encoding: .utf8) == Self.rubbish)
            #expect(!FileManager.default.fileExists(atPath: folder.appendingPathComponent("x.txt").path))
        }
    }

    @Test("A study that is not there is told to be none, and a strategy that it has not is a mistake")
    func baseline() async throws {
        try await withFiles { patchlab, _ in
            let held = ["--rows", "none", "-q", "--require", "staged.exposure<=1.1*baseline", "--baseline"]
            let absent = try await patchlab.run(["compare", "world.yaml", "-n", "2"] + held + ["old.study"])
            #expect(absent.status == 2)
            #expect(absent.errorText.contains("there is no study \"old.study\""), "\(absent.errorText)")
            let kept = try await patchlab.run([
                "compare", "world.yaml", "-n", "2", "-s", "headlong", "--study", "old.study", "-q",
            ])
            #expect(kept.status == 0, "\(kept.errorText)")
            let other = try await patchlab.run(["compare", "world.yaml", "-n", "2"] + held + ["old.study"])
            #expect(other.status == 2, "\(other.outputText)")
            #expect(
                other.errorText.contains("it has no runs of staged, only of headlong"),
                "\(other.errorText)"
            )
        }
    }

    @Test(
        "A margin has a unit, and a seed is the one that is written",
        arguments: [
            ("margin: 10%", "margin: 0.15", "has no unit: write \\\"0.15 device-days\\\""),
            ("margin: 5 points", "margin: 1", "has no unit: write \\\"1 point\\\""),
            ("margin: 5 points", "margin: 500 points", "could never fail"),
            ("public: 1,", "public: 1000000000000001,", "must be at most 1000000000000000"),
        ]
    )
    func suites(written: String, wrong: String, words: String) async throws {
        try await withFiles { patchlab, folder in
            let text = SuiteCommandTests.suite.replacing(written, with: wrong)
            #expect(text != SuiteCommandTests.suite)
            try Data(text.utf8).write(to: folder.appendingPathComponent("suite.yaml"))
            let result = try await patchlab.run(["suite", "check", "suite.yaml", "-q"])
            #expect(result.status == 2)
            let told = result.errorText.replacing("\n", with: " ")
            #expect(told.contains(words.replacing("\\\"", with: "\"")), "\(result.errorText)")
            #expect(told.contains("suite.yaml:"), "\(result.errorText)")
        }
    }

    @Test("A check that is met by a program that did not answer ends with status 3, and says so")
    func incidents() async throws {
        try await withFiles { patchlab, _ in
            let result = try await patchlab.run([
                "compare", "world.yaml", "-n", "1", "--rows", "none", "-q", "--policy", "./p.sh",
                "--policy-decision", "0.01", "--policy-bank", "0.01", "--policy-clock", "wall", "--policy-start", "60",
                "--require", "p.devices-hit<=40",
            ])
            #expect(result.status == 3, "\(result.outputText)\(result.errorText)")
            #expect(result.outputText.contains("met"), "\(result.outputText)")
            #expect(result.errorText.contains("1 of 1 runs of p had incidents"), "\(result.errorText)")
        }
    }
}
