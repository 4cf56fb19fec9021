import Foundation
import OutsidePrograms
import Testing

/// What a run of a suite leaves behind and says, beyond its verdict.
@Suite("Suites: going on, varying worlds, and what is said", .serialized)
struct SuiteRunTests {
    private static let suite = SuiteCommandTests.suite.replacing(", hidden: env SUITE_SECRET, rotate: weekly", with: "")
    private static let everybody = DocumentationTests.repository.appendingPathComponent(
        "Examples/policies/everybody.sh"
    )
    .path

    private static func withSuite(
        _ text: String = suite,
        _ environment: [String: String] = [:],
        _ body: (CommandRunner, ScratchDirectory) async throws -> Void
    ) async throws {
        let folder = try ScratchDirectory()
        defer { folder.remove() }
        _ = try folder.newFile(
            "world.yaml",
            holding: Data(SuiteCommandTests.world.replacing(" &staged", with: "").utf8)
        )
        _ = try folder.newFile("suite.yaml", holding: Data(text.utf8))
        try await body(try CommandRunner.patchlab(environment: environment, directory: folder.url), folder)
    }

    @Test("A run that was killed goes on with --resume, and leaves the same bytes as one that was not")
    func resume() async throws {
        try await Self.withSuite { patchlab, folder in
            let run = ["suite", "run", "suite.yaml", "-s", "slower", "--policy", Self.everybody, "-q", "-t", "2"]
            let whole = try await patchlab.run(run + ["-o", "whole.json"])
            #expect(whole.status == 1, "\(whole.errorText)")
            var kills = 0
            for delay in [500, 900, 1300, 1700] {
                let killed = try await patchlab.run(
                    run + ["-o", "again.json", "--resume", "kept"],
                    signalling: SIGKILL,
                    after: .milliseconds(delay)
                )
                guard killed.status == 128 + SIGKILL else { break }
                kills += 1
            }
            #expect(kills > 0)
            let again = try await patchlab.run(run + ["-o", "again.json", "--resume", "kept"])
            #expect(again.status == 1, "\(again.errorText)")
            #expect(again.outputText == whole.outputText)
            #expect(try folder.contents(of: "again.json") == folder.contents(of: "whole.json"))
            // Nothing has to be asked any more: the decisions are there.
            let logs = try FileManager.default.contentsOfDirectory(atPath: folder.url.path + "/kept")
                .filter { $0.hasSuffix(".log") }
            #expect(!logs.isEmpty)
            let kept = try await patchlab.run(run + ["-o", "kept.json", "--resume", "kept"])
            #expect(kept.status == 1, "\(kept.errorText)")
            #expect(try folder.contents(of: "kept.json") == folder.contents(of: "whole.json"))
            // What is cut off is made anew.
            let log = try #require(logs.first)
            let bytes = try folder.contents(of: "kept/" + log)
            _ = try folder.newFile("kept/" + log, holding: bytes.prefix(bytes.count / 2))
            let mended = try await patchlab.run(run + ["-o", "mended.json", "--resume", "kept"])
            #expect(mended.status == 1, "\(mended.errorText)")
            #expect(try folder.contents(of: "mended.json") == folder.contents(of: "whole.json"))
        }
    }

    @Test("When the time is over there is no verdict but status 75, and the same command goes on from there")
    func overBudget() async throws {
        let text = Self.suite.replacing("looks: [80, 120]", with: "looks: [80]")
        try await Self.withSuite(text + "budget: { time: 1s }\n") { patchlab, folder in
            // Longer than there is time, whatever the machine, before its first answer.
            let slow = try SuiteCommandTests.program(
                "#!/bin/sh\nsleep 2\nexec \(Self.everybody)\n",
                in: folder,
                named: "slow"
            )
            let run = ["suite", "run", "suite.yaml", "--policy", slow, "-q", "--resume", "kept", "-o", "r.json"]
            let over = try await patchlab.run(run)
            #expect(over.status == 75, "\(over.outputText)\(over.errorText)")
            #expect(over.outputText.isEmpty && over.errorText.contains("the time ran out: 0 of 80 replications"))
            #expect(!FileManager.default.fileExists(atPath: folder.url.path + "/r.json"))
            _ = try folder.newFile("suite.yaml", holding: Data(text.utf8))
            let on = try await patchlab.run(run)
            #expect(on.status == 1, "\(on.errorText)")
        }
    }

    @Test("Worlds vary with the week, evenly and within their ranges, and a star stands for all entries")
    func vary() async throws {
        let worlds = """
              - { name: quiet, scenario: world.yaml, set: { "patches.*.regressions[*].chance": 0% } }
              - { name: bad-patch, scenario: world.yaml, vary: { "fleet.*.count": [20, 60] } }

            """
        let old = Self.suite.components(separatedBy: "worlds:\n")[1].components(separatedBy: "seeds:")[0]
        let text = Self.suite.replacing(old, with: worlds).replacing("public: 1", with: "public: 1, rotate: weekly")
        try await Self.withSuite(text) { patchlab, folder in
            var counts: [Int] = []
            for week in ["2026-W45", "2026-W46", "2026-W47", "2026-W48"] {
                let run = try await patchlab.run([
                    "suite", "run", "suite.yaml", "-s", "headlong", "-q", "--week", week, "-o", "run.json",
                ])
                #expect(run.status == 1, "\(run.errorText)")
                #expect(run.outputText.contains("week \(week)"))
                let match = try #require(run.outputText.firstMatch(of: /--set fleet\.office\.count=([0-9]+)/))
                counts.append(try #require(Int(match.1)))
                let replay = try await patchlab.run("suite", "replay", "run.json", "-q")
                #expect(replay.status == 1, "\(replay.errorText)")
            }
            #expect(counts.allSatisfy { (20...60).contains($0) })
            // Of four weeks in a row that begin with a multiple of four one lies in each quarter; of any four in a row no two in the same
            // half twice over.
            #expect(Set(counts).count == 4, "\(counts)")
            #expect(counts.count { $0 < 40 } == 2, "\(counts)")
            _ = try folder.newFile(
                "suite.yaml",
                holding: Data(text.replacing("fleet.*.count", with: "flet.*.count").utf8)
            )
            let wrong = try await patchlab.run("suite", "run", "suite.yaml", "-s", "headlong", "-q")
            #expect(wrong.status == 2)
            #expect(wrong.errorText.contains("error unknown-key: no key of the scenario is like"), "\(wrong.errorText)")
            _ = try folder.newFile("suite.yaml", holding: Data(text.replacing("[20, 60]", with: "[60, 20]").utf8))
            let turned = try await patchlab.run("suite", "run", "suite.yaml", "-s", "headlong", "-q")
            #expect(turned.status == 2)
            #expect(turned.errorText.contains("from the smaller value to the greater one"), "\(turned.errorText)")
        }
    }

    @Test("The baseline against itself passes and is told to be the same")
    func same() async throws {
        try await Self.withSuite { patchlab, folder in
            let copy = SuiteCommandTests.world.replacing(" &staged", with: "").replacing("soak: 13h", with: "soak: 12h")
            _ = try folder.newFile("world.yaml", holding: Data(copy.utf8))
            let result = try await patchlab.run("suite", "run", "suite.yaml", "-s", "slower", "-q", "-o", "run.json")
            #expect(result.status == 0, "\(result.errorText)")
            #expect(result.outputText.contains("Both are the same, and so are their runs"))
            let replay = try await patchlab.run("suite", "replay", "run.json", "-q")
            #expect(replay.status == 0, "\(replay.errorText)")
            #expect(replay.outputText == result.outputText)
        }
    }

    @Test("What shows why a candidate failed is a command that runs")
    func command() async throws {
        try await Self.withSuite { patchlab, folder in
            let result = try await patchlab.run("suite", "run", "suite.yaml", "-s", "headlong", "-q")
            #expect(result.status == 1)
            let line = try #require(result.outputText.split(separator: "\n").first { $0.hasPrefix("  patchlab bench") })
            #expect(line.hasSuffix("--against staged --strategy headlong -n 80 --seed 1"), "\(line)")
            let bench = try await CommandRunner.shell(String(line), in: folder)
            #expect(bench.status == 0, "\(bench.errorText)")
            #expect(bench.outputText.contains("Differences from staged, run by run:"))
        }
    }

    @Test("Incidents are told with what the program said, by run and by check")
    func incidents() async throws {
        try await Self.withSuite { patchlab, folder in
            let text = "#!/bin/sh\necho 'no such table' >&2\nread line\necho nonsense\n"
            let path = try SuiteCommandTests.program(text, in: folder, named: "talks")
            for command in ["run", "check"] {
                let result = try await patchlab.run(["suite", command, "suite.yaml", "--policy", path, "-q"])
                #expect(result.status == 3, "\(command): \(result.errorText)")
                let said = result.outputText + result.errorText
                #expect(said.contains("Its last lines on standard error:"), "\(command): \(said)")
                #expect(said.contains("  no such table"), "\(command): \(said)")
            }
        }
    }

    @Test("A baseline says what it has written, unless it is to be quiet")
    func baseline() async throws {
        try await Self.withSuite { patchlab, _ in
            let told = try await patchlab.run("suite", "baseline", "suite.yaml", "-o", "base.json")
            #expect(told.status == 0)
            #expect(
                told.errorText.contains(
                    "base.json: 120 runs of staged in each of 2 worlds on public seed 1, 4 metrics"
                ),
                "\(told.errorText)"
            )
            let quiet = try await patchlab.run("suite", "baseline", "suite.yaml", "-o", "base.json", "-q")
            #expect(quiet.status == 0 && quiet.errorText.isEmpty)
        }
    }

    @Test("The folders of programs are gone after any signal but SIGKILL", arguments: [SIGINT, SIGTERM])
    func folders(_ number: Int32) async throws {
        let temporary = try ScratchDirectory()
        defer { temporary.remove() }
        try await Self.withSuite(Self.suite, ["TMPDIR": temporary.url.path]) { patchlab, folder in
            // It answers nothing and heeds nothing, so that the command has to be ended over it.
            let text = "#!/bin/sh\ntrap '' TERM INT\ntouch here\nwhile :; do sleep 0.1; done\n"
            let path = try SuiteCommandTests.program(text, in: folder, named: "deaf")
            let result = try await patchlab.run(
                ["suite", "run", "suite.yaml", "--policy", path, "-q"],
                signalling: number,
                after: .milliseconds(150)
            )
            #expect(result.status != 0)
            var left: [String] = []
            // What removes them outlives the command by a moment.
            for _ in 0..<3000 {
                left = try FileManager.default.contentsOfDirectory(atPath: temporary.url.path)
                if left.isEmpty { break }
                try await Task.sleep(for: .milliseconds(10))
            }
            #expect(left.isEmpty, "\(left)")
        }
    }
}
