import Foundation
import Testing

/// `patchlab optimise` through the binary.
@Suite("Searches")
struct OptimiseTests {
    private static let soak = "strategies.canary.soak"
    private static let share = "strategies.canary.share"

    @Test("A search finds the short soak that exposure alone wants, and fresh replications confirm it")
    func exposure() async throws {
        try await withSmallScenario { patchlab, _ in
            let words = [
                "optimise", "small.yaml", "--vary", "\(Self.soak)=1h..96h", "--budget", "240", "-n", "8", "--json",
            ]
            let result = try await patchlab.run(words)
            let document = try json(result)
            let best = try #require(document["best"] as? [String: Any])
            let settings = try #require(best["settings"] as? [String: String])
            #expect(settings[Self.soak].map { ["1h", "2h"].contains(String($0.prefix(2))) } == true, "\(settings)")
            let confirmation = try #require(document["confirmation"] as? [String: Any])
            #expect(confirmation["verdict"] as? String == "better")
            #expect((document["runs"] as? Int).map { $0 <= 240 } == true)
            let fresh = try #require(document["freshBest"] as? [String: Any])
            #expect(fresh["replications"] as? [Int] == Array(8..<88))
            let trials = try #require(document["trials"] as? [[String: Any]])
            let values = trials.compactMap { $0["value"] as? Double }
            let metrics = try #require(best["metrics"] as? [[String: Any]])
            #expect(metrics[0]["estimate"] as? Double == values.min())
            #expect(try await patchlab.run(words + ["--threads", "1"]).output == result.output)
        }
    }

    @Test("A constraint is kept where it can be, and the text shows the strategy as it would stand in the file")
    func constrained() async throws {
        try await withSmallScenario { patchlab, folder in
            let words = [
                "optimise", "small.yaml", "--vary", "\(Self.soak)=1h..96h", "--vary", "\(Self.share)=2%..50%",
                "--subject-to",
                "devices-hit<=4", "--budget", "320", "-n", "8",
            ]
            let document = try json(try await patchlab.run(words + ["--json"]))
            #expect(document["isFeasible"] as? Bool == true)
            let text = try await patchlab.run(words)
            #expect(text.status == 0)
            #expect(text.outputText.split(separator: "\n").allSatisfy { $0.count <= 80 })
            let lines = text.outputText.components(separatedBy: "\n")
            let begin = try #require(lines.firstIndex(of: "strategies:"))
            // What is shown can be pasted: it replaces the strategies of the file.
            let original = CompareTests.scenario.components(separatedBy: "\n")
            let place = try #require(original.firstIndex { $0.hasPrefix("strategies:") })
            let end = try #require(original.firstIndex { $0.hasPrefix("measure:") })
            let pasted = original[..<place] + lines[begin...].filter { !$0.isEmpty } + original[end...]
            _ = try folder.newFile("pasted.yaml", holding: Data(pasted.joined(separator: "\n").utf8))
            let compared = try json(try await patchlab.run("compare", "pasted.yaml", "-n", "8", "--json"))
            let strategies = try #require(compared["strategies"] as? [[String: Any]])
            func exposure(_ metrics: Any?) -> Double? {
                (metrics as? [[String: Any]])?.first { $0["metric"] as? String == "exposure" }?["estimate"]
                    as? Double
            }
            let best = try #require(document["best"] as? [String: Any])
            #expect(exposure(strategies[0]["metrics"]) == exposure(best["metrics"]))
        }
    }

    @Test("A search whose runs are kept makes none of them twice, and says the same")
    func study() async throws {
        try await withSmallScenario { patchlab, _ in
            let words = [
                "optimise", "small.yaml", "--vary", "\(Self.soak)=1h..96h", "--budget", "100", "-n", "5", "--json",
            ]
            let plain = try await patchlab.run(words)
            let kept = try await patchlab.run(words + ["--study", "s.db"])
            let again = try await patchlab.run(words + ["--study", "s.db"])
            #expect(plain.status == 0)
            #expect(kept.output == plain.output)
            #expect(again.output == plain.output)
        }
    }

    @Test(
        "Another program can search: every line is answered, mistakes by a code and a message, and nothing dies of them"
    )
    func askTell() async throws {
        try await withSmallScenario { patchlab, folder in
            let script = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
                .appendingPathComponent("outside_optimiser.py")
            let python = try CommandRunner.python(directory: folder.url)
            let result = try await python.run([
                script.path, patchlab.executable.path, "optimise", "small.yaml", "--ask-tell", "-n", "3",
                "--vary",
                "\(Self.soak)=1h..96h/log", "--vary", "\(Self.share)=2%..50%", "--vary",
                "strategies.canary.test.minimum=1..9",
                "--vary", "strategies.canary.assignment=stable,per-release",
            ])
            let document = try json(result)
            #expect(document["status"] as? Int == 0)
            let description = try #require(document["description"] as? [String: Any])
            let parameters = try #require(description["parameters"] as? [[String: Any]])
            #expect(parameters.compactMap { $0["kind"] as? String } == ["number", "number", "integer", "choice"])
            #expect(parameters[0]["low"] as? Double == 3600)
            #expect(parameters[0]["log"] as? Bool == true)
            #expect(parameters[2]["high"] as? Int == 9)
            let answers = try #require(document["answers"] as? [[String: Any]])
            #expect(answers.compactMap { $0["id"] as? Int } == Array(0..<6))
            for answer in answers {
                let metrics = try #require(answer["metrics"] as? [String: Any], "\(answer)")
                let exposure = try #require(metrics["exposure"] as? [String: Any])
                let mean = try #require(exposure["mean"] as? Double)
                #expect(try #require(exposure["lower"] as? Double) <= mean)
            }
            let errors = try #require(document["errors"] as? [[String: Any]])
            let codes = errors.compactMap { ($0["error"] as? [String: Any])?["code"] as? String }
            #expect(
                codes == [
                    "bad-json", "bad-json", "missing-key", "bad-value", "bad-value", "unknown-key", "bad-value",
                    "bad-number",
                    "unknown-key", "duplicate-key", "duplicate-key", "bad-id", "bad-id", "bad-json", "bad-json",
                ]
            )
            let messages = errors.compactMap { ($0["error"] as? [String: Any])?["message"] as? String }
            #expect(messages[0].hasPrefix("column 1: expected a value, not no"))
            #expect(messages[9].hasPrefix("column 27: \"id\" stands twice"))
            #expect(messages[13].hasPrefix("column 23: expected , or }"))
            #expect(messages[14].hasPrefix("column 27: expected a value, not 01"))
            #expect(document["keepsIds"] as? Bool == true)
            let last = try #require(document["last"] as? [String: Any])
            #expect(last as NSDictionary == answers[0] as NSDictionary)
        }
    }

    @Test(
        "What cannot be searched ends with status 2, and says what was expected",
        arguments: [
            ([], "nothing is varied"),
            (["--vary", "strategies.canary.soak=1h..2h", "--metric", "exposre"], "no metric"),
            (["--vary", "strategies.canary.soak=1h..2h", "--metric", "devices-hit.p95"], "a mean over runs"),
            (
                ["--vary", "strategies.canary.soak=1h..2h", "--subject-to", "devices-hit"],
                "expected METRIC<=VALUE"
            ),
            (
                ["--vary", "strategies.canary.soak=1h..2h", "--subject-to", "blast-radius-men<=3"],
                "did you mean \"devices-hit\""
            ),
            (
                ["--vary", "strategies.canary.soak=1h..2h", "--subject-to", "devices-hit<=few"],
                "counted in devices: write a number of them"
            ),
            (["--vary", "strategies.canary.soak=1h..2h", "--budget", "10"], "expected at least 40"),
            (["--vary", "strategies.canary.soak=1h..2h", "--strategy", "big-bang"], "--strategy canary"),
            (
                ["--vary", "strategies.canary.soak=1h..2h", "--vary", "strategies.big-bang.attribution-window=1d..2d"],
                "several strategies"
            ),
            (["--vary", "strategies.canary.soak=1h..2h", "--ask-tell", "--csv"], "--ask-tell"),
            (["--vary", "strategies.canary.soak=1h..2h", "--ask-tell", "--budget", "100"], "--budget does not go"),
            (
                ["--vary", "strategies.canary.soak=1h..2h", "--subject-to", "in-time>=95"],
                "did you mean 95%?"
            ),
            (
                ["--vary", "strategies.canary.soak=1h..2h", "--subject-to", "in-time>=1"],
                "write 1% or 100%"
            ),
            (
                ["--vary", "strategies.canary.soak=1h..2h", "--subject-to", "in-time<=140%"],
                "between 0% and 100%"
            ),
            (
                ["--vary", "strategies.canary.soak=1h..2h", "--subject-to", "devices-hit>=-3"],
                "is never negative"
            ),
            (["--vary", "strategies.canary.share=1%,140%"], "cannot be used with all of these values"),
        ]
    )
    func wrongUsage(arguments: [String], message: String) async throws {
        try await withSmallScenario { patchlab, _ in
            let result = try await patchlab.run(["optimise", "small.yaml"] + arguments)
            #expect(result.status == 2)
            #expect(result.output.isEmpty)
            #expect(result.errorText.contains(message), "\(result.errorText)")
        }
    }
}
