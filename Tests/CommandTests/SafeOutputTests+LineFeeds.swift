import Foundation
import Testing

extension SafeOutputTests {
    /// What an attacker wants to see at the beginning of a line.
    private static let feed = "\nFAKE: ok"

    /// Each has a line feed from outside in what it says on standard error.
    private static let failing: [[String]] = [
        ["run", "gone\(feed)"], ["run", "broken\(feed)"], ["validate", "gone\(feed)"], ["study", "gone\(feed)"],
        ["report", "gone\(feed)", "--csv"], ["study", "check", "gone\(feed)"],
        ["study", "pack", "gone\(feed)", "-o", "b.zip"],
        ["study", "pack", "h.db", "-o", "b\(feed)"], ["study", "check", "twice.tar"],
        ["trace", "--check", "gone\(feed)"],
        ["trace", "--check", "moved.jsonl"], ["trace", "--check", "two\(feed).jsonl", "one.jsonl"],
        ["run", "h.yaml", "-o", "gone\(feed)/x"], ["run", "h.yaml", "--study", "gone\(feed)/x"],
        ["run", "h.yaml", "-s", "a\(feed)"], ["compare", "h.yaml", "-s", "a\(feed),b"],
        ["device", "1", "h.yaml", "-s", "a\(feed)"], ["run", "h.yaml", "--set", "a\(feed)"],
        ["run", "h.yaml", "--set", "a\(feed)=1"], ["sweep", "h.yaml", "--vary", "a\(feed)=1,2"],
        ["sweep", "h.yaml", "--vary", "fleet[0].count=5,9", "--metric", "a\(feed)"],
        ["select", "h.yaml", "--metric", "a\(feed)", "--smallest-difference", "5"],
        ["select", "h.yaml", "--smallest-difference", "5\(feed)"],
        ["optimise", "h.yaml", "--vary", "fleet[0].count=5,9", "--subject-to", "a\(feed)<=1"],
        ["optimise", "h.yaml", "--vary", "fleet[0].count=5,9", "--subject-to", "a\(feed)"],
        ["keys", "h.yaml", "--matching", "a\(feed)"], ["explain", "a\(feed)"],
        ["import", "debian", "--status", "gone\(feed)", "--security", "Packages"],
        ["import", "debian", "--status", "ok.status", "--security", "Packages", "--start", "1\(feed)"],
        ["import", "advisories", "gone\(feed)"], ["import", "advisories", "list", "--since", "2\(feed)"],
        // What the parser of arguments says.
        ["a\(feed)"], ["run", "h.yaml", "--a\(feed)"], ["run", "h.yaml", "-a\(feed)"], ["run", "h.yaml", "a\(feed)"],
        ["run", "h.yaml", "-n", "1\(feed)"], ["run", "h.yaml", "-n=1\(feed)"], ["run", "h.yaml", "--seed=1\(feed)"],
        ["trace", "h.yaml", "--form", "log\(feed)"], ["trace", "h.yaml", "--devices", "1\(feed)"],
        ["select", "h.yaml", "--smallest-difference", "5", "--confidence", "5\(feed)"],
    ]

    /// Each shows one on standard output.
    private static let succeeding: [[String]] = [
        ["validate", "fine\(feed)"], ["study", "fed.db"], ["report", "fed.db", "--markdown"],
        [
            "import", "debian", "--status", "i=ok.status", "--security", "Packages", "--start", "2026-03-01", "-o",
            "estate\(feed)",
        ],
    ]

    /// Makes a tar whose two members have the same name, with a line feed in it.
    private static let twice = """
        import io, tarfile
        with tarfile.open("twice.tar", "w") as archive:
            for _ in range(2):
                archive.addfile(tarfile.TarInfo("m\\nFAKE: ok"), io.BytesIO())
        """

    @Test("No line feed in a name, a value or a file begins a line of what the program says")
    func lineFeeds() async throws {
        let folder = try ScratchDirectory()
        defer { folder.remove() }
        for name in ["h.yaml", "fine\(Self.feed)"] {
            _ = try folder.newFile(name, holding: Data(CompareTests.scenario.utf8))
        }
        _ = try folder.newFile("broken\(Self.feed)", holding: Data("patchlab: 1\n".utf8))
        _ = try folder.newFile("ok.status", holding: Data(Self.fineStatus.utf8))
        _ = try folder.newFile("Packages", holding: Data(Self.index.utf8))
        _ = try folder.newFile("list", holding: Data())
        #expect(try await CommandRunner.python(directory: folder.url).run("-c", Self.twice).status == 0)
        let patchlab = try CommandRunner.patchlab(directory: folder.url)
        for made in [
            ["compare", "fine\(Self.feed)", "-n", "2", "--study", "fed.db"], ["run", "h.yaml", "--study", "h.db"],
            ["trace", "h.yaml", "-o", "one.jsonl"], ["trace", "h.yaml", "-k", "1", "-o", "two\(Self.feed).jsonl"],
        ] { #expect(try await patchlab.run(made).status == 0, "\(made)") }
        let trace = try String(decoding: folder.contents(of: "one.jsonl"), as: UTF8.self)
        let moved = trace.replacingOccurrences(of: #""scenario":"h.yaml""#, with: #""scenario":"gone\nFAKE: ok""#)
        #expect(moved != trace)
        _ = try folder.newFile("moved.jsonl", holding: Data(moved.utf8))

        for command in Self.failing {
            let result = try await patchlab.run(command)
            #expect(result.status == 2 || command.contains("one.jsonl"), "\(command): \(result.status)")
            let said = command[0] == "validate" ? result.outputText : result.errorText
            #expect(said.contains("\\u000aFAKE"), "\(command): \(said)")
            Self.expectNoFake(result, command)
        }
        for command in Self.succeeding {
            let result = try await patchlab.run(command)
            #expect(result.status == 0, "\(command): \(result.errorText)")
            #expect(result.outputText.contains(/(\\u000a|\\012)FAKE/), "\(command): \(result.outputText)")
            Self.expectNoFake(result, command)
        }
    }

    private static func expectNoFake(_ result: CommandRunner.Result, _ command: [String]) {
        let lines = (result.outputText + "\n" + result.errorText).split(separator: "\n")
        #expect(!lines.contains { $0.hasPrefix("FAKE") }, "\(command): \(lines)")
    }

    @Test("A command line with a line feed stays on one line of a report, and a shell reads it as it was")
    func shellWord() async throws {
        let folder = try ScratchDirectory()
        defer { folder.remove() }
        let name = "it's\n~~~\n# \\FAKE\u{1B}7"
        _ = try folder.newFile(name, holding: Data(CompareTests.scenario.utf8))
        let patchlab = try CommandRunner.patchlab(directory: folder.url)
        #expect(try await patchlab.run("compare", name, "-n", "2", "--study", "h.db").status == 0)
        let markdown = try await patchlab.run("report", "h.db", "--markdown").outputText
        #expect(markdown.contains(#"$'it\'s\012~~~\012# \\FAKE\0337'"#), "\(markdown)")
        let words = markdown.split(separator: "\n").first { $0.hasPrefix("patchlab compare") } ?? ""
        let script =
            "import subprocess, sys\nsys.stdout.write(subprocess.run(['bash', '-c', sys.argv[1]], "
            + "capture_output=True, text=True).stdout)"
        let shell = try CommandRunner.python(directory: folder.url)
        let read = try await shell.run("-c", script, "printf %s " + words.dropFirst("patchlab compare ".count))
        #expect(read.outputText.hasPrefix(name), "\(read.outputText)")
    }

    @Test("An empty name is told as such, and what is no file is not said to be forbidden")
    func namesOfNoFile() async throws {
        let patchlab = try CommandRunner.patchlab()
        let validated = try await patchlab.run("validate", "")
        #expect(validated.status == 2)
        #expect(
            validated.outputText
                == "\"\": error cannot-read: the name of the file is empty; the name of a file is expected\n"
        )
        let verified = try await patchlab.run("trace", "--check", "/dev/zero")
        #expect(verified.status == 2)
        #expect(verified.errorText == "error: /dev/zero: cannot be read: this is a device, not a file\n")
    }

    @Test("A replication that a study could not hold is refused, and the last that it can hold is read again")
    func greatestReplication() async throws {
        let folder = try ScratchDirectory()
        defer { folder.remove() }
        _ = try folder.newFile("h.yaml", holding: Data(CompareTests.scenario.utf8))
        let patchlab = try CommandRunner.patchlab(directory: folder.url)
        for command in [["run", "h.yaml"], ["trace", "h.yaml"], ["device", "1", "h.yaml"]] {
            for number in ["576460752303423489", "9223372036854775807", "-1"] {
                let result = try await patchlab.run(command + ["-k", number])
                #expect(result.status == 2, "\(command)")
                #expect(
                    result.errorText.contains("--run: runs are counted from 0 on, and there is no run "),
                    "\(result.errorText)"
                )
            }
        }
        for command in [
            ["run", "h.yaml", "-k", "576460752303423488", "--study", "h.db"], ["study", "h.db"],
            ["report", "h.db", "--markdown"], ["study", "pack", "h.db", "-o", "h.zip"], ["study", "check", "h.zip"],
        ] {
            let result = try await patchlab.run(command)
            #expect(result.status == 0, "\(command): \(result.errorText)")
        }
    }
}
