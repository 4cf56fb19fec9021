import Foundation
import OutsidePrograms
import Testing
import Text

/// Programs that decide, as a user runs them.
@Suite("Programs that decide, through the command", .serialized)
struct PolicyCommandTests {
    static let examples = DocumentationTests.repository.appendingPathComponent("Examples/policies")

    /// An example as a program in `folder` that runs in the Python of the tests.
    static func example(_ name: String, in folder: ScratchDirectory) throws -> String {
        let text = String(decoding: try Data(contentsOf: Self.examples.appendingPathComponent(name)), as: UTF8.self)
        let python = try #require(OutsideProgram.python, "there is no Python")
        try Executable.write(
            text.replacing("#!/usr/bin/env python3", with: "#!\(python.path)"),
            to: folder.url.appendingPathComponent(name).path
        )
        return "./" + name
    }

    private func program(_ text: String, in folder: ScratchDirectory, named name: String = "mine") throws -> String {
        try Executable.write(text, to: folder.url.appendingPathComponent(name).path)
        return "./" + name
    }

    @Test(
        "every example decides without an incident, and is found fit",
        arguments: ["two-rings.py", "everybody.sh", "risk-duration.py"]
    )
    func examples(name: String) async throws {
        try await withSmallScenario { patchlab, folder in
            _ = try Self.example("patchlab_policy.py", in: folder)
            let path = try Self.example(name, in: folder)
            let limits = ["--policy-start", "60", "--policy-decision", "20"]
            let result = try await patchlab.run(["run", "small.yaml", "--policy", path, "-n", "3", "--json"] + limits)
            #expect(result.status == 0, "\(result.errorText)")
            let runs = try #require(try json(result)["runs"] as? [[String: Any]])
            #expect(runs.count == 3)
            let programs = try #require(try json(result)["programs"] as? [[String: Any]])
            let sandbox = try #require(programs.first?["sandbox"] as? String)
            #expect(result.errorText.split(whereSeparator: \.isWhitespace).joined(separator: " ").contains(sandbox))
            for run in runs {
                #expect(run["incidents"] == nil)
                let ledger = try #require(run["ledger"] as? [String: Any])
                #expect(ledger["strategy"] as? String == String(name.prefix { $0 != "." }))
                #expect((run["decisions"] as? [Any])?.isEmpty == false)
            }
            let check = try await patchlab.run(["policy", "check", path, "-q"] + limits)
            #expect(check.status == 0, "\(check.outputText)\(check.errorText)")
        }
    }

    @Test("a program stands beside the strategies, its log replays to the same bytes, and other worlds refuse the log")
    func compareAndReplay() async throws {
        try await withSmallScenario { patchlab, folder in
            let path = try Self.example("everybody.sh", in: folder)
            let live = try await patchlab.run(
                "compare",
                "small.yaml",
                "--policy",
                path,
                "-n",
                "4",
                "--json",
                "--policy-log",
                "log.ndjson",
                "--policy-audit",
                "50%"
            )
            #expect(live.status == 0, "\(live.errorText)")
            #expect(live.errorText.contains("network: "))
            #expect(live.errorText.contains("alone it decides the same"))
            let names = try #require(try json(live)["strategies"] as? [[String: Any]]).compactMap {
                $0["name"] as? String
            }
            #expect(names.last == "everybody" && names.count > 2)
            let programs = try #require(try json(live)["programs"] as? [[String: Any]])
            #expect(programs.map { $0["name"] as? String } == ["everybody"])
            #expect((programs[0]["sandbox"] as? String)?.hasPrefix("network: ") ?? false)

            try FileManager.default.removeItem(at: folder.url.appendingPathComponent("everybody.sh"))
            let replay = try await patchlab.run(
                "compare",
                "small.yaml",
                "-n",
                "4",
                "--json",
                "--policy-log",
                "log.ndjson",
                "-t",
                "1"
            )
            #expect(replay.status == 0, "\(replay.errorText)")
            #expect(replay.output == live.output)
            let single = try await patchlab.run("run", "small.yaml", "--policy-log", "log.ndjson")
            #expect(single.status == 0, "\(single.errorText)")

            let more = try await patchlab.run("compare", "small.yaml", "--policy-log", "log.ndjson")
            #expect(more.status == 2 && more.errorText.contains("has no replication 4"))

            for more in [["--seed", "2"], ["--set", "fleet.office.count=61"]] {
                let other = try await patchlab.run(["run", "small.yaml", "--policy-log", "log.ndjson"] + more)
                #expect(other.status == 2)
                #expect(other.errorText.contains("cannot be replayed"))
            }
            _ = try folder.newFile("bad.ndjson", holding: try folder.contents(of: "log.ndjson").dropLast(30))
            let bad = try await patchlab.run("run", "small.yaml", "--policy-log", "bad.ndjson")
            #expect(bad.status == 2 && bad.errorText.contains("line "))

            // Cut off after its head, with a run twice, with all of it twice, and without its first run.
            let lines = String(decoding: try folder.contents(of: "log.ndjson"), as: UTF8.self)
                .split(separator: "\n").map { "\($0)\n" }
            let end = try #require(lines.firstIndex { $0.contains("\"digest\"") })
            for (text, message) in [
                (lines[0], "the log of everybody has no run"),
                ((lines + lines[1...end]).joined(), "another episode than 0"),
                ((lines + lines).joined(), "everybody has two logs in it"),
            ] {
                _ = try folder.newFile("bad.ndjson", holding: Data(text.utf8))
                for command in ["run", "compare"] {
                    let bad = try await patchlab.run(command, "small.yaml", "--policy-log", "bad.ndjson")
                    let flat = bad.errorText.split(whereSeparator: \.isWhitespace).joined(separator: " ")
                    #expect(bad.status == 2 && bad.outputText.isEmpty && flat.contains(message), "\(flat)")
                }
            }
            let later = lines[0] + lines[(end + 1)...].joined()
            _ = try folder.newFile("later.ndjson", holding: Data(later.utf8))
            let late = try await patchlab.run("compare", "small.yaml", "-n", "3", "--policy-log", "later.ndjson")
            let flat = late.errorText.split(whereSeparator: \.isWhitespace).joined(separator: " ")
            #expect(late.status == 2 && flat.contains("has no replication 0"), "\(flat)")
            #expect(flat.contains("it has 3, from number 1 to 3, and not number 0") && !flat.contains("-n "), "\(flat)")
            let rest = try await patchlab.run("run", "small.yaml", "--policy-log", "later.ndjson")
            #expect(rest.status == 0, "\(rest.errorText)")
        }
    }

    @Test("after PatchLab was killed the next one removes its folder, and leaves alone what is held or of another kind")
    func abandonedFolders() async throws {
        try await withSmallScenario { patchlab, folder in
            let path = try Self.example("everybody.sh", in: folder)
            for name in ["patchlab-policies-left/a/b", "patchlab-policies-held/a", "other"] {
                try FileManager.default.createDirectory(
                    at: folder.url.appendingPathComponent(name),
                    withIntermediateDirectories: true
                )
            }
            _ = try folder.newFile("patchlab-policies-file", holding: Data())
            let held = open(folder.url.path + "/patchlab-policies-held", O_RDONLY | O_DIRECTORY | O_CLOEXEC)
            defer { close(held) }
            #expect(flock(held, LOCK_EX | LOCK_NB) == 0)
            let command = try CommandRunner.patchlab(environment: ["TMPDIR": folder.url.path], directory: folder.url)
            let result = try await command.run("run", "small.yaml", "--policy", path, "-n", "1", "-q")
            #expect(result.status == 0, "\(result.errorText)")
            let left = try FileManager.default.contentsOfDirectory(atPath: folder.url.path)
                .filter { $0.hasPrefix("patchlab-policies-") || $0 == "other" }
            #expect(left.sorted() == ["other", "patchlab-policies-file", "patchlab-policies-held"])
        }
    }

    @Test(
        "a program whose interpreter is not there is told with its name, and a pipe without a writer is no empty file"
    )
    func reasons() async throws {
        try await withSmallScenario { patchlab, folder in
            let path = try program("#!/nonexistent/x -u\n", in: folder)
            let result = try await patchlab.run("run", "small.yaml", "--policy", path, "-n", "1", "-q")
            let flat = result.errorText.split(whereSeparator: \.isWhitespace).joined(separator: " ")
            #expect(result.status == 2 && flat.contains("its interpreter /nonexistent/x is not there"), "\(flat)")
            #expect(mkfifo(folder.url.path + "/pipe.yaml", 0o600) == 0)
            let pipe = try await patchlab.run("run", "pipe.yaml")
            #expect(pipe.status == 2 && pipe.errorText.contains("is not a regular file"), "\(pipe.errorText)")
        }
    }

    @Test("the program in the documentation recomputes the digests of a log, whatever answers hold")
    func digests() async throws {
        try await withSmallScenario { patchlab, folder in
            let python = try #require(OutsideProgram.python, "there is no Python")
            let path = try program(
                #"""
                #!\#(python.path)
                import json, sys
                for line in sys.stdin:
                    m = json.loads(line)
                    if m["type"] == "hello":
                        print(json.dumps({"type": "ready", "protocol": m["protocol"]}), flush=True)
                    elif m["type"] == "observation":
                        todo = []
                        if m["seq"] == 2 and m["episode"] == 1: sys.exit(1)
                        if m["seq"] == 1 and m["released"]:
                            why = 'a "quoted" back\\slash, \u00e9\u4e2d\U0001f600, \u202e\u007f\t\u0001\n, </x>'
                            rings = [{"name": "pilot", "share": 0.1}, {"name": "rest", "rest": True}]
                            todo = [{"do": "begin", "patches": m["released"], "rings": rings, "why": why},
                                    {"why": why, "ring": 0, "rollout": 0, "do": "open"}]
                        answer = {"type": "actions", "seq": m["seq"], "actions": todo, "wake": m["now"] + 90000,
                                  "x": [1.0, -0.0, 1e-05, 2.5e300, 0.1, 1e15, 2**63, None, True], "\u00fcber": {"b": 1, "a": {}}}
                        if m["seq"] == 3: answer = {"type": "actions", "seq": 3, "actions": 7}
                        print(json.dumps(answer, ensure_ascii=m["episode"] == 0), flush=True)
                """#,
                in: folder
            )
            let run = ["run", "small.yaml", "--policy", path, "-n", "2", "-t", "1", "-q", "--policy-log", "log.ndjson"]
            let live = try await patchlab.run(run + ["--policy-sandbox", "off"])
            #expect(live.status == 0, "\(live.errorText)")
            let quits = try program("#!/bin/sh\nexit 1\n", in: folder, named: "quits")
            let opening = run.map { $0 == path ? quits : $0 == "log.ndjson" ? "quits.ndjson" : $0 }
            #expect(try await patchlab.run(opening).status == 0)

            let page = DocumentationTests.repository.appendingPathComponent("docs/policies.md")
            let text = try String(contentsOf: page, encoding: .utf8)
            let block = try #require(text.firstMatch(of: /```python\n((?:(?!```)[\s\S])*hashlib[\s\S]*?)```/))
            _ = try folder.newFile("digests.py", holding: Data(block.1.utf8))
            let checker = try CommandRunner.python(directory: folder.url)
            for name in ["log.ndjson", "quits.ndjson"] {
                let checked = try await checker.run("digests.py", name)
                #expect(checked.outputText == "0 True\n1 True\n", "\(checked.errorText)")
            }
            let log = String(decoding: try folder.contents(of: "log.ndjson"), as: UTF8.self)
            #expect(log.contains("\\u202e") && log.contains("\"gone\"") && log.contains("\"wrong-type\""))
            #expect(log.contains("\"sandbox\":\"network: not isolated, because it was not asked for; "))
            let changed = log.replacing("\"share\":0.1", with: "\"share\":0.2")
            _ = try folder.newFile("changed.ndjson", holding: Data(changed.utf8))
            let differs = try await checker.run("digests.py", "changed.ndjson")
            #expect(differs.outputText == "0 False\n1 False\n")
        }
    }

    @Test("a program takes part in sweeps and selections")
    func sweepAndSelect() async throws {
        try await withSmallScenario { patchlab, folder in
            let path = try Self.example("everybody.sh", in: folder)
            let sweep = try await patchlab.run(
                "sweep",
                "small.yaml",
                "--vary",
                "fleet.office.count=10,20",
                "--policy",
                path,
                "-n",
                "2",
                "--csv",
                "--metric",
                "exposure"
            )
            #expect(sweep.status == 0, "\(sweep.errorText)")
            #expect(sweep.outputText.split(separator: "\n").count { $0.contains("everybody") } == 2)
            let select = try await patchlab.run(
                "select",
                "small.yaml",
                "--policy",
                path,
                "--indifference",
                "1",
                "--first-stage",
                "3",
                "--max-replications",
                "4",
                "--metric",
                "exposure",
                "--json"
            )
            #expect(select.status == 0, "\(select.errorText)")
            #expect(select.outputText.contains("everybody"))
        }
    }

    @Test("what goes wrong is marked, told with the means of the other runs, and ends the command only if asked")
    func incidents() async throws {
        try await withSmallScenario { patchlab, folder in
            let python = try #require(OutsideProgram.python, "there is no Python")
            let path = try program(
                """
                #!\(python.path)
                import json, sys
                for line in sys.stdin:
                    m = json.loads(line)
                    if m["type"] == "hello":
                        print(json.dumps({"type": "ready", "protocol": m["protocol"]}), flush=True)
                    elif m["type"] == "observation":
                        if m["episode"] == 1: sys.exit("out of luck")
                        print(json.dumps({"type": "actions", "seq": m["seq"]}), flush=True)
                """,
                in: folder
            )
            let text = try await patchlab.run("run", "small.yaml", "--policy", path, "-n", "4")
            #expect(text.status == 0, "\(text.errorText)")
            #expect(text.outputText.contains("mine: 1 of 4 runs had incidents: gone 1"))
            #expect(text.outputText.contains("run 1: gone"))
            let words = text.outputText.split { $0 == " " || $0 == "\n" }.joined(separator: " ")
            #expect(words.contains("out of luck"))
            #expect(text.outputText.contains("Means of the other 3"))
            #expect(text.errorText.contains("out of luck"))
            // A study cannot keep them; a page can show them.
            let compared = try await patchlab.run(
                "compare",
                "small.yaml",
                "--policy",
                path,
                "-n",
                "4",
                "-q",
                "--page",
                "mine.html"
            )
            #expect(compared.status == 0, "\(compared.errorText)")
            let page = String(
                decoding: try Data(contentsOf: folder.url.appendingPathComponent("mine.html")),
                as: UTF8.self
            )
            #expect(page.contains("1 of 4 runs of mine had incidents") && page.contains("plot-patched"))
            #expect(page.contains("patchlab compare small.yaml --policy") && page.contains("--page mine.html"))
            let twice = try await patchlab.run(
                "compare",
                "small.yaml",
                "-n",
                "2",
                "-q",
                "--page",
                "small.yaml"
            )
            #expect(twice.status == 2 && twice.output.isEmpty, "\(twice.errorText)")
            let csv = try await patchlab.run("run", "small.yaml", "--policy", path, "-n", "4", "--csv", "-q")
            let lines = csv.outputText.split(separator: "\n")
            #expect(lines.first?.hasSuffix(",incidents") ?? false)
            #expect(lines.dropFirst().map { $0.suffix(2) } == [",0", ",1", ",0", ",0"])
            let document = try await patchlab.run("run", "small.yaml", "--policy", path, "-n", "2", "--json", "-q")
            let runs = try #require(try json(document)["runs"] as? [[String: Any]])
            #expect((runs[1]["incidents"] as? [[String: Any]])?.first?["kind"] as? String == "gone")

            let strict = try await patchlab.run(
                "run",
                "small.yaml",
                "--policy",
                path,
                "-n",
                "4",
                "--policy-fallback",
                "fail"
            )
            #expect(strict.status == 3)
            #expect(strict.errorText.contains("misbehaved"))
            let wheel = try await patchlab.run(
                "run",
                "small.yaml",
                "--policy",
                path,
                "-k",
                "1",
                "--policy-fallback",
                "strategy big-bang",
                "--json",
                "-q"
            )
            #expect(wheel.status == 0, "\(wheel.errorText)")
            let taken = try #require(try json(wheel)["runs"] as? [[String: Any]])
            #expect((taken[0]["decisions"] as? [Any])?.isEmpty == false)
        }
    }

    @Test("nothing is left of a program when the command is interrupted")
    func interrupted() async throws {
        try await withSmallScenario { patchlab, folder in
            let python = try #require(OutsideProgram.python, "there is no Python")
            let note = folder.url.appendingPathComponent("number")
            let path = try program(
                """
                #!\(python.path)
                import json, os, sys, time
                with open(\(String(reflecting: note.path)), "w") as file: file.write(str(os.getpid()))
                for line in sys.stdin:
                    m = json.loads(line)
                    if m["type"] == "hello":
                        print(json.dumps({"type": "ready", "protocol": m["protocol"]}), flush=True)
                    elif m["type"] == "observation":
                        answer = {"type": "actions", "seq": m["seq"], "wake": m["now"] + 1}
                        print(json.dumps(answer), flush=True)
                time.sleep(1000)
                """,
                in: folder
            )
            let result = try await patchlab.run(
                [
                    "run", "small.yaml", "--policy", path, "-n", "100000", "-t", "1", "--policy-sandbox", "off", "-q",
                    "--csv",
                ],
                interruptedAfter: .seconds(1)
            )
            #expect(result.status == 130, "\(result.errorText)")
            let number = try #require(pid_t(String(decoding: try Data(contentsOf: note), as: UTF8.self)))
            #expect(kill(number, 0) != 0)
        }
    }

    @Test("a program does not outlive a command that is killed, though it never looks at its input again")
    func killed() async throws {
        try await withSmallScenario { patchlab, folder in
            let python = try #require(OutsideProgram.python, "there is no Python")
            let note = folder.url.appendingPathComponent("note")
            let path = try program(
                """
                #!\(python.path)
                import fcntl, json, sys, time
                # Whoever can lock it knows that this process is no more, whatever its number is elsewhere.
                note = open(\(String(reflecting: note.path)), "w")
                fcntl.flock(note, fcntl.LOCK_EX)
                for line in sys.stdin:
                    m = json.loads(line)
                    if m["type"] == "hello":
                        print(json.dumps({"type": "ready", "protocol": m["protocol"]}), flush=True)
                    elif m["type"] == "observation":
                        note.write("at work")
                        note.flush()
                        time.sleep(600)
                """,
                in: folder
            )
            for sandbox in ["off", "prefer"] {
                try? FileManager.default.removeItem(at: note)
                var shell = OutsideProgram("/bin/sh")
                shell.directory = folder.url.path
                let result = try await shell.runAside(
                    [
                        "-c", #""$0" "$@" & while [ ! -s note ]; do sleep 0.05; done; kill -9 $!; wait $!"#,
                        patchlab.executable.path,
                        "run", "small.yaml", "--policy", path, "-q", "--policy-sandbox", sandbox,
                    ]
                )
                #expect(result.status == 128 + SIGKILL, "\(result.errorText)")
                let file = open(note.path, O_RDONLY)
                defer { close(file) }
                var isFree = false
                for _ in 0..<600 where !isFree {
                    isFree = flock(file, LOCK_EX | LOCK_NB) == 0
                    if !isFree { usleep(100_000) }
                }
                #expect(isFree, "sandbox \(sandbox)")
            }
        }
    }

    @Test("a program that is given up ends the command with status 3 after the results")
    func givenUp() async throws {
        try await withSmallScenario { patchlab, folder in
            let path = try program("#!/bin/sh\nexit 1\n", in: folder)
            let result = try await patchlab.run("compare", "small.yaml", "--policy", path, "-n", "8", "--json", "-q")
            #expect(result.status == 3)
            #expect(result.errorText.contains("policy misbehaved: mine"))
            let strategies = try #require(try json(result)["strategies"] as? [[String: Any]])
            let marked = try #require(strategies.last?["incidents"] as? [String: Any])
            #expect((marked["runs"] as? [Int]) == Array(0..<8))
        }
    }

    @Test("a program that remembers earlier runs ends an audit with status 5")
    func leak() async throws {
        try await withSmallScenario { patchlab, folder in
            let python = try #require(OutsideProgram.python, "there is no Python")
            let path = try program(
                """
                #!\(python.path)
                import json, sys
                count = 0
                for line in sys.stdin:
                    m = json.loads(line)
                    if m["type"] == "hello":
                        print(json.dumps({"type": "ready", "protocol": m["protocol"]}), flush=True)
                    elif m["type"] == "observation":
                        count += 1
                        wake = m["now"] + 86400 * (1 + count % 3)
                        print(json.dumps({"type": "actions", "seq": m["seq"], "wake": wake}), flush=True)
                """,
                in: folder
            )
            let result = try await patchlab.run(
                "run",
                "small.yaml",
                "--policy",
                path,
                "-n",
                "4",
                "-t",
                "1",
                "--policy-audit",
                "100%"
            )
            #expect(result.status == 5)
            #expect(result.errorText.contains("state-leak"))
            #expect(result.errorText.contains("among others: {"))
        }
    }

    @Test(
        "mistakes are told in one line with what was meant, and nothing is run",
        arguments: [
            (["--policy", "./mien"], "there is no program \"./mien\" (did you mean \"./mine\"?)"),
            (["--policy", "."], "this is not a regular file"), (["--policy", "./text"], "this file is not executable"),
            (["--policy", "./big-bang"], "\"big-bang\" is the name of a strategy"),
            (["--policy", "./mine", "--policy-fallback", "hodl"], "(did you mean \"hold\"?)"),
            (["--policy", "./mine", "--policy-fallback", "strategy big-bnag"], "(did you mean \"big-bang\"?)"),
            (["--policy", "./mine", "--policy-clock", "sun"], "--policy-clock"),
            (["--policy", "./mine", "--policy-decision", "-1"], "--policy-decision must lie between"),
            (["--policy", "./mine", "--policy-env", "A=B"], "expected the name of a variable"),
            (["--policy", "./mine", "--study", "s.db"], "--study cannot keep the runs of programs"),
            (["--policy-bank", "3"], "need a program"), (["--policy-log", "nothing.ndjson"], "cannot be read"),
            (["--policy", "./other"], "the program speaks \"patchlab-policy/9\"; this is \"patchlab-policy/1\""),
            (["--policy", "./lacking"], "\"grups\" (did you mean \"groups\"?)"),
        ]
    )
    func mistakes(arguments: [String], expected: String) async throws {
        try await withSmallScenario { patchlab, folder in
            _ = try program("#!/bin/sh\nexit 1\n", in: folder)
            _ = try program("#!/bin/sh\nexit 1\n", in: folder, named: "big-bang")
            let says = { (words: String) in "#!/bin/sh\nread -r line\necho '\(words)'\nread -r line\n" }
            _ = try program(says(#"{"type":"ready","protocol":"patchlab-policy/9"}"#), in: folder, named: "other")
            _ = try program(
                says(#"{"type":"ready","protocol":"patchlab-policy/1","needs":["grups"]}"#),
                in: folder,
                named: "lacking"
            )
            _ = try folder.newFile("text")
            let result = try await patchlab.run(["run", "small.yaml"] + arguments)
            #expect(result.status == 2, "\(result.errorText)")
            #expect(result.outputText.isEmpty)
            #expect(result.errorText.contains(expected), "\(result.errorText)")
        }
    }

    @Test("a new policy comes with its helper, is fit, and replaces nothing")
    func newPolicy() async throws {
        try await withSmallScenario { patchlab, folder in
            let first = try await patchlab.run("policy", "new", "my-policy.py")
            #expect(first.status == 0, "\(first.errorText)")
            let helper = try folder.contents(of: "patchlab_policy.py")
            #expect(helper == (try Data(contentsOf: Self.examples.appendingPathComponent("patchlab_policy.py"))))
            _ = try program("#!/bin/sh\nexit 1\n", in: folder, named: "quits")
            let check = try await patchlab.run(
                "policy",
                "check",
                "./my-policy.py",
                "-q",
                "--policy-start",
                "60",
                "--policy-decision",
                "20",
                "--json"
            )
            #expect(check.status == 0, "\(check.outputText)")
            #expect(try json(check)["failed"] as? Int == 0)
            // What a run of the same program has in this place, on the same machine.
            let run = try await patchlab.run("run", "small.yaml", "--policy", "./my-policy.py", "--json", "-q")
            let programs = try #require(try json(run)["programs"] as? [[String: Any]])
            let sandbox = try #require(try json(check)["sandbox"] as? String)
            #expect(sandbox == programs.first?["sandbox"] as? String && sandbox.hasPrefix("network: "))
            let open = try await patchlab.run(
                "policy",
                "check",
                "./quits",
                "-q",
                "--json",
                "--policy-sandbox",
                "off"
            )
            #expect(open.status == 3)
            #expect(
                try json(open)["sandbox"] as? String
                    == "network: not isolated, because it was not asked for; /proc: all processes"
            )

            let again = try await patchlab.run("policy", "new", "my-policy.py")
            #expect(again.status == 2)
            #expect(again.errorText.contains("exists already"))
            #expect(!again.errorText.contains("--force"))
            _ = try folder.newFile("patchlab_policy.py", holding: Data("mine\n".utf8))
            #expect(try await patchlab.run("policy", "new", "other.py").status == 0)
            #expect(try folder.contents(of: "patchlab_policy.py") == Data("mine\n".utf8))
            #expect(try await patchlab.run("policy", "new", "patchlab_policy.py").status == 2)
            let shell = try await patchlab.run("policy", "new", "mine.sh")
            #expect(shell.status == 2 && shell.errorText.contains("ends in .py"))
            #expect(!FileManager.default.fileExists(atPath: folder.url.appendingPathComponent("mine.sh").path))
        }
    }

    @Test("the schema holds for the messages that a program gets")
    func schema() async throws {
        try await withSmallScenario { patchlab, folder in
            let result = try await patchlab.run("policy", "schema")
            #expect(result.status == 0)
            _ = try folder.newFile("schema.json", holding: result.output)
            let note = folder.url.appendingPathComponent("seen.ndjson").path
            let python = try #require(OutsideProgram.python, "there is no Python")
            let path = try program(
                """
                #!\(python.path)
                import json, sys
                note = open(\(String(reflecting: note)), "w")
                def say(m): note.write(json.dumps(m) + chr(10)); note.flush(); print(json.dumps(m), flush=True)
                for line in sys.stdin:
                    note.write(line); note.flush()
                    m = json.loads(line)
                    if m["type"] == "hello":
                        needs = ["contacts", "devices", "progress", "pace", "services", "technicians"]
                        say({"type": "ready", "protocol": m["protocol"], "needs": needs, "subscribe": ["vendor", "stop-rule"]})
                    elif m["type"] == "observation":
                        todo = []
                        if m["released"]:
                            todo.append({"do": "begin", "patches": m["released"], "stop-rule": {"unhealthy": 0.01},
                                         "rings": [{"count": 5, "pace": {"devices": 1, "per": 600}}, {"rest": True}]})
                            todo.append({"do": "open", "rollout": len(m["rollouts"]), "ring": 0})
                        if m["now"] == 86400: todo.append({"do": "open", "rollout": 0, "ring": 0, "why": "once more"})
                        say({"type": "actions", "seq": m["seq"], "actions": todo, "wake": m["now"] + 86400})
                """,
                in: folder
            )
            let run = try await patchlab.run("run", "small.yaml", "--policy", path, "-q")
            #expect(run.status == 0, "\(run.errorText)")
            let check = try await CommandRunner.python(directory: folder.url).run(
                "-c",
                """
                import json
                from jsonschema import Draft202012Validator
                schema = json.load(open("schema.json"))
                Draft202012Validator.check_schema(schema)
                validator = Draft202012Validator(schema)
                kinds = set()
                for line in open("seen.ndjson"):
                    message = json.loads(line)
                    kinds.add(message["type"])
                    for error in validator.iter_errors(message): raise SystemExit(f"{line}: {error.message}")
                print(*sorted(kinds))
                print(len(list(validator.iter_errors({"type": "actions", "seq": "x"}))) > 0)
                """
            )
            #expect(
                check.outputText == "actions bye end episode error hello observation ready\nTrue\n",
                "\(check.errorText)"
            )
        }
    }
}
