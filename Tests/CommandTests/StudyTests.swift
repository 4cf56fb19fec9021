import Foundation
import Testing

/// Studies that are kept in a file, through the binary.
@Suite("A kept study")
struct StudyTests {
    @Test("A comparison that is kept, continued or only read back prints what one without a study prints")
    func continued() async throws {
        try await withSmallScenario { patchlab, folder in
            let plain = try await patchlab.run(["compare", "small.yaml", "-n", "9", "--json"])
            let first = try await patchlab.run(["compare", "small.yaml", "-n", "4", "--json", "--study", "s.db"])
            #expect(first.status == 0)
            #expect(first.errorText == "0 of 8 runs were in the study already\n")
            let second = try await patchlab.run(["compare", "small.yaml", "-n", "9", "--json", "--study", "s.db"])
            #expect(second.errorText == "8 of 18 runs were in the study already\n")
            #expect(second.output == plain.output)
            let third = try await patchlab.run(["compare", "small.yaml", "-n", "9", "--json", "--study", "s.db", "-q"])
            #expect(third.errors.isEmpty)
            #expect(third.output == plain.output)

            let alone = try await patchlab.run(["run", "small.yaml", "-s", "canary", "-k", "7", "--json"])
            let kept = try await patchlab.run(
                ["run", "small.yaml", "-s", "canary", "-k", "7", "--json", "--study", "s.db"]
            )
            #expect(kept.errorText == "1 of 1 runs were in the study already\n")
            #expect(kept.output == alone.output)
            let names = try FileManager.default.contentsOfDirectory(atPath: folder.url.path).sorted()
            #expect(names == ["s.db", "small.yaml"], "the log is tidied up")
        }
    }

    @Test("The order of a study's strategies is the scenario's, whichever was run first")
    func order() async throws {
        try await withSmallScenario { patchlab, _ in
            for strategy in ["canary", "big-bang"] {
                let made = try await patchlab.run("run", "small.yaml", "-s", strategy, "--study", "s.db")
                #expect(made.status == 0, "\(made.errorText)")
            }
            let text = try await patchlab.run("study", "s.db").outputText
            #expect(text.contains("strategies  big-bang, canary\n"), "\(text)")
            #expect(text.contains("2 runs; 1 of every strategy\n"), "\(text)")
        }
    }

    @Test(
        "A study without a replication of all strategies says what there is of each, and which command makes the rest"
    )
    func incomplete() async throws {
        try await withSmallScenario { patchlab, _ in
            for (strategy, replication, seed) in [
                ("big-bang", "0", "4"), ("canary", "1", "4"), ("canary", "2", "4"), ("canary", "0", "9"),
            ] {
                let made = try await patchlab.run(
                    "run",
                    "small.yaml",
                    "-s",
                    strategy,
                    "-k",
                    replication,
                    "--seed",
                    seed,
                    "--study",
                    "s.db"
                )
                #expect(made.status == 0, "\(made.errorText)")
            }
            let report = try await patchlab.run("report", "s.db", "--json", "--seed", "4")
            #expect(report.status == 2)
            #expect(
                report.errorText.contains(
                    "with seed 4 no run number has been run under every strategy that is wanted (runs: big-bang 1, canary 2)"
                ),
                "\(report.errorText)"
            )
            #expect(report.errorText.contains("there are also runs with seed 9 (--seed)"))
            let command = try #require(report.errorText.firstMatch(of: #/'patchlab (compare SCENARIO [^']*)'/#)).1
            let words = command.replacing("SCENARIO", with: "small.yaml").split(separator: " ").map(String.init)
            #expect(try await patchlab.run(words + ["-n", "2"]).status == 0)
            #expect(try await patchlab.run("report", "s.db", "--json", "--seed", "4").status == 0)
        }
    }

    @Test("Comments, order of keys and the question change nothing; anything that matters makes other runs")
    func content() async throws {
        try await withSmallScenario { patchlab, folder in
            let text = CompareTests.scenario
            let cases: [(text: String, known: Int)] = [
                (text, 0), ("# a comment\n" + text, 4),
                (text.replacing("Does a canary pay?", with: "Does it?"), 4),
                (text.replacing("count: 60, class: desktop", with: "class: desktop, count: 60"), 4),
                (text.replacing("soak: 24h", with: "soak: 1d"), 4),
                // Only one of the two strategies is another.
                (text.replacing("soak: 24h", with: "soak: 25h"), 2),
                (text.replacing("count: 60", with: "count: 61"), 0),
            ]
            for (text, known) in cases {
                _ = try folder.newFile("other.yaml", holding: Data(text.utf8))
                let result = try await patchlab.run("compare", "other.yaml", "-n", "2", "--study", "s.db")
                #expect(result.errorText.hasPrefix("\(known) of 4 runs"), "\(result.errorText)\(text)")
            }
            let other = try await patchlab.run("run", "small.yaml", "--seed", "2", "--study", "s.db")
            #expect(other.errorText.hasPrefix("0 of 1"), "another seed")
        }
    }

    @Test(
        "kill -9 in the middle costs no more than what was under way, and the figures are those of an undisturbed run"
    )
    func killed() async throws {
        try await withSmallScenario { patchlab, folder in
            let arguments = ["compare", "small.yaml", "-n", "250", "--json"]
            let plain = try await patchlab.run(arguments)
            // A busy machine may take its time until the first runs are kept.
            var stored = 0
            for attempt in 1...20 where stored == 0 {
                let killed = try await patchlab.run(
                    arguments + ["--study", "s.db"],
                    signalling: SIGKILL,
                    after: .milliseconds(300 * attempt)
                )
                guard killed.status == 128 + SIGKILL else { break }
                stored = try await Self.storedRuns(patchlab)
            }
            #expect(stored > 0 && stored < 500, "killed in the middle")
            let resumed = try await patchlab.run(arguments + ["--study", "s.db"])
            #expect(resumed.status == 0)
            #expect(resumed.errorText == "\(stored) of 500 runs were in the study already\n")
            #expect(resumed.output == plain.output)
        }
    }

    private static func storedRuns(_ patchlab: CommandRunner) async throws -> Int {
        let result = try await patchlab.run(["study", "s.db", "--json"])
        // Killed before there was a study.
        guard result.status == 0 else { return 0 }
        let document = try JSONSerialization.jsonObject(with: result.output) as? [String: Any]
        return try #require(document?["runs"] as? Int)
    }

    @Test("Ctrl-C keeps what is finished")
    func interrupted() async throws {
        try await withSmallScenario { patchlab, _ in
            let result = try await patchlab.run(
                ["compare", "small.yaml", "-n", "100000", "--csv", "--study", "s.db"],
                interruptedAfter: .seconds(2)
            )
            #expect(result.status == 130)
            #expect(try await Self.storedRuns(patchlab) > 0)
        }
    }

    @Test("Two commands that write at the same time both succeed, with the right figures")
    func twoWriters() async throws {
        try await withSmallScenario { patchlab, _ in
            let arguments = ["compare", "small.yaml", "-n", "30", "--json"]
            let plain = try await patchlab.run(arguments)
            async let one = patchlab.run(arguments + ["--study", "s.db"])
            async let other = patchlab.run(arguments + ["--study", "s.db"])
            for result in try await [one, other] {
                #expect(result.status == 0, "\(result.errorText)")
                #expect(result.output == plain.output)
            }
            #expect(try await Self.storedRuns(patchlab) == 60)
        }
    }
}
