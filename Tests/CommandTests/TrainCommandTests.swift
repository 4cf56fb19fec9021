import Foundation
import Testing

@Suite("patchlab train")
struct TrainCommandTests {
    private static let quick = ["--belief-draws", "10"]

    @Test("A script on standard input plays a lesson to its debrief, and its result is told in four forms")
    func script() async throws {
        try await withSmallScenario { patchlab, _ in
            let script = """
                # Comments and empty lines are passed over.

                begin first 5%, others rest
                open first because somebody must be first
                wait 1d
                open others
                end
                debrief
                """
            let arguments = ["train", "first-look", "--text", "--save", "a.plt.jsonl"] + Self.quick
            let played = try await patchlab.run(arguments, input: Data(script.utf8))
            #expect(played.status == 0, "\(played.errorText)")
            #expect(played.outputText.contains("> open first because somebody must be first\n"))
            #expect(played.outputText.contains("\nWhere the money went\n") && played.outputText.contains("\nScore "))
            #expect(!played.outputText.contains("\u{1B}"))

            let result = try await patchlab.run(["train", "result", "a.plt.jsonl", "--json"] + Self.quick)
            let document = try #require(try JSONSerialization.jsonObject(with: result.output) as? [String: Any])
            #expect(document["lesson"] as? String == "first-look" && document["first-attempt"] as? Bool == true)
            let (cost, expert) = (document["trainee"] as? Double ?? 0, document["expert"] as? Double ?? 0)
            let decisions = (document["decisions"] as? [String: Any])?["sum"] as? Double ?? 0
            let luck = document["luck-of-choices"] as? Double ?? 0
            #expect(abs(expert + decisions + luck - cost) < 0.005)

            let table = try await patchlab.run(["train", "result", "a.plt.jsonl", "--csv"] + Self.quick)
            let rows = table.outputText.split(separator: "\n").map {
                $0.split(separator: ",", omittingEmptySubsequences: false)
            }
            #expect(rows.count == 2 && rows[0].count == rows[1].count && rows[1].first == "first-look")

            let statement = try await patchlab.run(
                ["train", "result", "a.plt.jsonl", "--xapi", "--actor", "ann", "--home", "https://example.org"]
                    + Self.quick
            )
            let xapi = try #require(try JSONSerialization.jsonObject(with: statement.output) as? [String: Any])
            #expect(xapi["version"] as? String == "1.0.3")
            let account = (xapi["actor"] as? [String: Any])?["account"] as? [String: Any]
            #expect(account?["name"] as? String == "ann" && account?["homePage"] as? String == "https://example.org")
            let plain = try await patchlab.run(["train", "result", "a.plt.jsonl"] + Self.quick)
            #expect(plain.outputText.hasPrefix("It cost "))
        }
    }

    @Test("A session that is killed goes on where it was left, with every decision that was answered")
    func killed() async throws {
        try await withSmallScenario { patchlab, folder in
            for (name, number) in [("KILL", 9), ("INT", 2)] {
                let line = """
                    rm -f pipe a.plt.jsonl; mkfifo pipe
                    "$patchlab" train first-look --save a.plt.jsonl < pipe > out.txt 2>&1 & job=$!
                    exec 3> pipe
                    printf 'begin first 5%%, others rest\\nopen first\\nwait 1d\\nnote seen\\n' >&3
                    until grep -q 'Order: noted' out.txt; do sleep 0.1; done
                    kill -\(name) $job
                    wait $job; echo "status $?"
                    """
                let result = try await CommandRunner.shell(line, in: folder)
                #expect(result.outputText == "status \(128 + number)\n", "\(result.outputText) \(result.errorText)")
                let further = try await patchlab.run("train", "a.plt.jsonl", input: Data("decisions\nquit\n".utf8))
                #expect(further.status == 0, "\(further.errorText)")
                #expect(further.outputText.contains("It is day 1, "))
                #expect(further.outputText.contains("Decision 1, day 0, "))
            }
        }
    }

    @Test("What was said in time counts, whether with the order or in a note, and notes come back in the debrief")
    func notes() async throws {
        try await withSmallScenario { patchlab, _ in
            func played(_ file: String, before: String = "", with reason: String = "") async throws -> String {
                let script =
                    "\(before)\nbegin a 50%, b rest\nopen b\nopen a\nopen a\nwait 3d\nopen b \(reason)\nend\ndebrief\n"
                let arguments = ["train", "ninety-three-percent", "--save", file] + Self.quick
                let result = try await patchlab.run(arguments, input: Data(script.utf8))
                #expect(result.status == 0, "\(result.errorText)")
                return result.outputText
            }
            let told = try await played("a.plt.jsonl", with: "because the missing are away")
            #expect(told.contains("yes: you must note why"), "\(told)")
            // Names and the lesson's clock, not the numbers of programs.
            #expect(told.contains("rings open in order, and the next is \"a\""))
            #expect(told.contains("ring \"a\" has been open since day 0, "))
            let early = try await played("b.plt.jsonl", before: "note lunch")
            #expect(early.contains("NO: you must note why"), "\(early)")
            #expect(early.contains("\nYour notes\nday 0, ") && early.contains(": lunch\n"))
        }
    }

    @Test("After the end nothing is foreseen, and no help is given any more")
    func over() async throws {
        try await withSmallScenario { patchlab, _ in
            let script = "end\nforecast defect 100%\nhint\nremind 2d look\n"
            let played = try await patchlab.run(
                ["train", "tuesdays-library", "--save", "a.plt.jsonl"],
                input: Data(script.utf8)
            )
            #expect(played.outputText.contains("the lesson is over, and nothing is left to be foreseen"))
            #expect(played.outputText.contains("the lesson is over, and there is nothing left to decide"))
            #expect(played.outputText.contains("the lesson is over, and time moves no more"), "\(played.outputText)")
        }
    }

    @Test("What cannot be played is refused in words")
    func refusals() async throws {
        try await withSmallScenario { patchlab, folder in
            _ = try folder.newFile("b.plt.jsonl", holding: Data("{}\n".utf8))
            _ = try folder.newFile("d.plt.jsonl", holding: Data("{\"patchlab-training\":1}\n".utf8))
            _ = try folder.newFile("e.yaml", holding: Data("patchlab-lesson: 1\n".utf8))
            let cases = [
                (["train", "tuesday-library"], "did you mean \"tuesdays-library\"?"),
                (["train"], "--list lists lessons"),
                (["train", "2", "--draw", "0000-00"], "this is not the code of a draw"),
                (["train", "b.plt.jsonl"], "it does not begin as a saved session does"),
                (["train", "c.plt.jsonl"], "No such file"),
                (["train", "small.yaml"], "small.yaml is a scenario, and a lesson is expected"),
                (["compare", "d.plt.jsonl"], "is a saved session of a lesson, and a scenario is expected"),
                (["compare", "e.yaml"], "e.yaml is a lesson, and a scenario is expected"),
                (["train", "result", "b.plt.jsonl"], "it does not begin as a saved session does"),
            ]
            for (arguments, words) in cases {
                let result = try await patchlab.run(arguments)
                #expect(result.status == 2 && result.errorText.contains(words), "\(arguments): \(result.errorText)")
            }
        }
    }

    @Test("Lessons are listed by number, and validate knows them")
    func list() async throws {
        try await withSmallScenario { patchlab, folder in
            let list = try await patchlab.run("train", "--list")
            #expect(list.outputText.split(separator: "\n").count == 8)
            #expect(list.outputText.contains("2  tuesdays-library: Tuesday's library, about 30 minutes\n"))
            let lesson = "patchlab-lesson: 1\ntitle: Mine\nscenario: small.yaml\nexpert: nobody\nnaive: nobody\n"
            _ = try folder.newFile("lesson.yaml", holding: Data(lesson.utf8))
            let found = try await patchlab.run("validate", "lesson.yaml")
            #expect(found.status == 2 && found.outputText.contains("lesson.yaml:4:9: error unknown-strategy: "))
        }
    }
}
