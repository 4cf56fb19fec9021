import Foundation
import Testing

/// Plans that several machines carry out, through the binary.
@Suite("A plan for several machines")
struct PlanTests {
    /// Plans a comparison of ten runs in four shards, with `count` of them done.
    static func withPlan(
        done count: Int = 0,
        _ body: (CommandRunner, ScratchDirectory) async throws -> Void
    ) async throws {
        let folder = try ScratchDirectory()
        defer { folder.remove() }
        try await PlannedFolders.shared.folder(done: count).write(to: folder.url)
        try await body(try CommandRunner.patchlab(directory: folder.url), folder)
    }

    /// Changes a study as somebody would who means harm.
    static func alter(_ file: String, _ sql: String, in folder: ScratchDirectory) async throws {
        let sqlite = CommandRunner(executable: URL(fileURLWithPath: "/usr/bin/env"), directory: folder.url)
        let result = try await sqlite.run("sqlite3", file, sql)
        #expect(result.status == 0, "\(result.errorText)")
    }

    @Test(
        "Merged shards print what one machine prints, to the byte, in whichever order they were done",
        arguments: [
            "compare small.yaml -n 10", "compare small.yaml -n 10 --full --seed 7",
            "compare small.yaml -n 10 --by group,patch --set horizon=9d", "run small.yaml -s canary -n 10",
        ]
    )
    func sameBytes(command: String) async throws {
        try await withSmallScenario { patchlab, folder in
            let words = command.split(separator: " ").map(String.init)
            let planned = try await patchlab.run(words + ["--plan", "w", "--shards", "3"])
            #expect(planned.status == 0, "\(planned.errorText)")
            // Where the scenario was is of no matter any more.
            let file = folder.url.appendingPathComponent("small.yaml")
            let text = try Data(contentsOf: file)
            try FileManager.default.removeItem(at: file)
            for shard in ["2", "0", "1,0"] {
                let done = try await patchlab.run("shard", "w", shard, "--state", "state")
                #expect(done.status == 0 && done.output.isEmpty, "\(done.errorText)")
            }
            #expect(try await patchlab.run("status", "w").outputText == "3 of 3 shards done\n")
            let merged = try await patchlab.run("merge", "w")
            let json = try await patchlab.run("merge", "w", "--json")
            let csv = try await patchlab.run("merge", "w", "--csv", "-o", "merged.csv")
            #expect(merged.status == 0 && json.status == 0 && csv.status == 0, "\(merged.errorText)\(csv.errorText)")
            try text.write(to: file)
            #expect(merged.outputText == (try await patchlab.run(words).outputText))
            #expect(json.output == (try await patchlab.run(words + ["--json"]).output))
            #expect(try folder.contents(of: "merged.csv") == (try await patchlab.run(words + ["--csv"]).output))
            let names = try FileManager.default.contentsOfDirectory(atPath: folder.url.path + "/w").sorted()
            let scripts = ["README", "cost.json", "inputs", "job.yaml", "logs", "machines", "parallel.sh", "partial"]
            #expect(
                names == scripts + ["plan.json", "progress", "shards", "slurm.sh", "study.db"],
                "nothing is left over"
            )
        }
    }

    @Test("The same command makes the same plan, wherever and whenever, and leaves one that is there as it is")
    func samePlan() async throws {
        try await Self.withPlan(done: 1) { patchlab, folder in
            let again = try await patchlab.run(
                "compare",
                "small.yaml",
                "--plan=v",
                "-q",
                "-n",
                "10",
                "--threads",
                "1",
                "--shards=4"
            )
            #expect(again.status == 0, "\(again.errorText)")
            #expect(try folder.contents(of: "v/plan.json") == folder.contents(of: "w/plan.json"))
            let shard = try folder.contents(of: "w/shards/0000.db")
            let same = try await patchlab.run("compare", "small.yaml", "-n", "10", "--plan", "w", "--shards", "4")
            #expect(same.status == 0, "\(same.errorText)")
            #expect(try folder.contents(of: "w/shards/0000.db") == shard)
            let other = try await patchlab.run("compare", "small.yaml", "-n", "11", "--plan", "w", "--shards", "4")
            #expect(other.status == 2 && other.errorText.contains("of another command"), "\(other.errorText)")
        }
    }

    @Test("What is missing is told by status and merge, with what to type, and nothing is merged")
    func missing() async throws {
        try await Self.withPlan(done: 2) { patchlab, folder in
            let status = try await patchlab.run("status", "w")
            #expect(status.status == 1 && status.outputText == "2 of 4 shards done, 2 not begun or given up\n")
            #expect(try await patchlab.run("status", "w", "--missing").outputText == "2-3\n")
            let json = try JSONSerialization.jsonObject(with: try await patchlab.run("status", "w", "--json").output)
            #expect((json as? [String: Any])?["missing"] as? [Int] == [2, 3])
            let merged = try await patchlab.run("merge", "w")
            #expect(merged.status == 1 && merged.output.isEmpty)
            #expect(
                merged.errorText.contains(
                    "2 shards of 4 cannot be merged\n  shard 2 is missing\n  shard 3 is missing\n"
                )
            )
            #expect(
                merged.errorText.contains("help: patchlab shard w 2-3, or with Slurm: sbatch --array=2-3 w/slurm.sh")
            )
            #expect(!FileManager.default.fileExists(atPath: folder.url.path + "/w/study.db"))
        }
    }

    @Test(
        "A shard that is cut off, altered, of another plan or not this one is named with its reason, and made again",
        arguments: [
            ("cut", "is damaged or cut off"), ("other", "belongs to another plan"),
            ("swapped", "says that it is shard 2 of 4"),
            ("junk", "it is not an SQLite database"), ("figure", "its runs are not those that were put into it"),
            ("fewer", "has 6 runs, and 6 belong to it"), ("plain", "is a study, but not a shard of a plan"),
            ("trigger", "there is a trigger 'later', which no study has"), ("link", "is not a regular file"),
        ]
    )
    func unsound(fault: String, words: String) async throws {
        try await Self.withPlan(done: 4) { patchlab, folder in
            let shard = folder.url.appendingPathComponent("w/shards/0001.db")
            switch fault {
            case "cut": try Data(contentsOf: shard).dropLast(5000).write(to: shard)
            case "other":
                _ = try await patchlab.run(
                    "compare",
                    "small.yaml",
                    "-n",
                    "10",
                    "--seed",
                    "3",
                    "--plan",
                    "v",
                    "--shards",
                    "4"
                )
                _ = try await patchlab.run("shard", "v", "1", "--state", "state")
                try folder.contents(of: "v/shards/0001.db").write(to: shard)
            case "swapped": try folder.contents(of: "w/shards/0002.db").write(to: shard)
            case "junk": try Data(repeating: 7, count: 9000).write(to: shard)
            case "figure":
                try await Self.alter(
                    "w/shards/0001.db",
                    "UPDATE run SET tickets = tickets + 1 WHERE id = 2",
                    in: folder
                )
            case "fewer": try await Self.alter("w/shards/0001.db", "DELETE FROM run WHERE id = 2", in: folder)
            case "plain": try await Self.alter("w/shards/0001.db", "DROP TABLE shard", in: folder)
            case "trigger":
                try await Self.alter(
                    "w/shards/0001.db",
                    "CREATE TRIGGER later AFTER INSERT ON run BEGIN DELETE FROM run; END",
                    in: folder
                )
            default:
                try FileManager.default.removeItem(at: shard)
                try FileManager.default.createSymbolicLink(atPath: shard.path, withDestinationPath: "0000.db")
            }
            let merged = try await patchlab.run("merge", "w")
            #expect(merged.status == 1 && merged.output.isEmpty, "\(merged.errorText)")
            let told = merged.errorText.replacing("\n    ", with: " ")
            #expect(told.contains("shard 1 ") && told.contains(words), "\(merged.errorText)")
            if fault == "figure" {
                // Only whoever reads every run sees it.
                try FileManager.default.removeItem(at: shard)
            }
            #expect(try await patchlab.run("status", "w", "--missing").outputText == "1\n")
            let again = try await patchlab.run("shard", "w", "0-99", "--state", "state")
            #expect(again.status == 0, "\(again.errorText)")
            #expect(try await patchlab.run("merge", "w").status == 0)
        }
    }

    @Test("A shard that is interrupted says so with status 75 by whichever signal, keeps what it has, and goes on")
    func interrupted() async throws {
        try await withSmallScenario { patchlab, folder in
            let planned = try await patchlab.run(
                "compare",
                "small.yaml",
                "-n",
                "100000",
                "--plan",
                "w",
                "--shards",
                "2",
                "--set",
                "fleet[0].count=3000"
            )
            #expect(planned.status == 0, "\(planned.errorText)")
            for number in [SIGTERM, SIGUSR1, SIGUSR2, SIGXCPU, SIGHUP, SIGINT] {
                let result = try await patchlab.run(
                    ["shard", "w", "1", "--state", "state", "--threads", "1"],
                    signalling: number,
                    after: .seconds(1)
                )
                #expect(result.status == 75, "\(number): \(result.errorText)")
                #expect(result.errorText.contains("interrupted"), "\(result.errorText)")
            }
            let runs = try await CommandRunner(executable: URL(fileURLWithPath: "/usr/bin/env"), directory: folder.url)
                .run("sqlite3", "w/partial/0001.db", "SELECT count(*) > 0, (SELECT attempts FROM shard) FROM run")
            #expect(runs.outputText == "1|6\n", "\(runs.outputText) \(runs.errorText)")
            // Elsewhere, with nothing but the folder, it goes on from there.
            let elsewhere = try await patchlab.run(
                ["shard", "w", "1", "--state", "elsewhere", "--threads", "1"],
                signalling: SIGTERM,
                after: .seconds(1)
            )
            #expect(elsewhere.status == 75)
            let attempts = try await CommandRunner(
                executable: URL(fileURLWithPath: "/usr/bin/env"),
                directory: folder.url
            ).run("sqlite3", "w/partial/0001.db", "SELECT attempts FROM shard")
            #expect(attempts.outputText == "7\n")
            _ = try folder.newFile("w/stop")
            let stopped = try await patchlab.run("shard", "w", "0-1", "--state", "state")
            #expect(stopped.status == 2 && stopped.errorText.contains("stop is there: shard 0 is not done"))
        }
    }

    @Test("A shard that was killed goes on from what it has kept, and comes to the same")
    func killed() async throws {
        try await withSmallScenario { patchlab, folder in
            let words = ["compare", "small.yaml", "-n", "60", "--set", "fleet[0].count=500"]
            _ = try await patchlab.run(words + ["--plan", "w", "--shards", "1"])
            let killed = try await patchlab.run(
                ["shard", "w", "0", "--state", "state", "--threads", "1"],
                signalling: SIGKILL,
                after: .milliseconds(700)
            )
            #expect([0, 137].contains(killed.status))
            let done = try await patchlab.run("shard", "w", "0", "--state", "state")
            #expect(done.status == 0, "\(done.errorText)")
            #expect(try await patchlab.run("merge", "w").outputText == (try await patchlab.run(words).outputText))
        }
    }

    @Test("A shard that somebody is at already is left to him, with status 75")
    func twice() async throws {
        try await Self.withPlan { _, folder in
            let line = """
                name=$(sha256sum w/plan.json | cut -c 1-12); mkdir -p state
                flock "state/$name-1.lock" "$patchlab" shard w 1 --state state; echo "status $?"
                """
            let result = try await CommandRunner.shell(line, in: folder)
            #expect(result.outputText == "status 75\n", "\(result.errorText)")
            #expect(result.errorText.contains("shard 1 is being run by another process here"))
        }
    }

    @Test("A machine that computes something else is told before it has made a run, with status 76")
    func otherMachine() async throws {
        try await Self.withPlan { patchlab, folder in
            let text = String(decoding: try folder.contents(of: "w/plan.json"), as: UTF8.self)
            let place = try #require(text.range(of: #""sha256" : "[0-9a-f]{8}"#, options: .regularExpression))
            // The first one is that of a check run.
            let changed = text.replacingCharacters(in: place, with: #""sha256" : "00000000"#)
            _ = try folder.newFile("w/plan.json", holding: Data(changed.utf8))
            let result = try await patchlab.run("shard", "w", "0", "--state", "state")
            #expect(result.status == 76 && result.errorText.contains("does not compute what the plan says"))
            #expect(try FileManager.default.contentsOfDirectory(atPath: folder.url.path + "/w/shards").isEmpty)
        }
    }

    @Test(
        "What cannot be planned, or is no plan, is told with what to do, and nothing is left",
        arguments: [
            ("compare small.yaml -n 10 --plan w --json", "--plan cannot go with --json: give it to merge"),
            ("compare small.yaml -n 10 --plan w -o x.txt", "--plan cannot go with --output: give it to merge"),
            ("compare small.yaml -n 10 --plan w --study x.db", "--plan cannot go with --study"),
            ("compare small.yaml -n 10 --plan w --precision 5%", "--plan cannot go with --precision"),
            ("compare small.yaml -n 10 --plan w --shards 11", "10 runs make at most 10 shards"),
            ("compare small.yaml -n 10 --plan w --shards 0", "--shards must lie between 1 and 10,000"),
            ("compare small.yaml -n 10 --plan w --shard-time later", "--shard-time: expected a time"),
            ("compare small.yaml -n 10 --plan w --shard-time 2m --shards 2", "exclude each other"),
            ("compare small.yaml -n 10 --shards 2", "--shards goes with --plan"),
            ("compare small.yaml -n 10 --plan small.yaml", "this is a file"),
            ("compare small.yaml -n 10 --plan .", "there is something else in it"),
            ("compare small.yaml -n 10 --plan a/b/c", "cannot be made"),
            ("compare small.yaml --cells --plan w", "--cells and --plan exclude each other"),
            ("run small.yaml --cell all/3 --plan w", "--plan cannot go with --cell"),
            ("run small.yaml -k 3 --plan w", "--plan cannot go with --run"),
            ("shard w 0", "there is no folder w"), ("shard . 0", "there is no plan in it"),
            ("status w", "there is no folder w"),
            ("merge w", "there is no folder w"), ("merge .", "there is no plan in it"),
            ("merge small.yaml -o x.db", "small.yaml is a scenario, and a study is expected"),
            ("merge small.yaml", "name it with -o"),
        ]
    )
    func refused(line: String, words: String) async throws {
        try await withSmallScenario { patchlab, folder in
            let result = try await patchlab.run(line.split(separator: " ").map(String.init))
            #expect(result.status == 2 && result.output.isEmpty, "\(result.outputText)\(result.errorText)")
            let told = result.errorText.replacing("\n  ", with: " ")
            #expect(told.contains(words), "\(result.errorText)")
            #expect(try FileManager.default.contentsOfDirectory(atPath: folder.url.path) == ["small.yaml"])
        }
    }

    @Test(
        "A list of shards that is none, or names what there is not, is refused",
        arguments: [
            ("-1", "is not a list of shards"), ("4", "there is no shard 4: the plan has the shards 0 to 3"),
            ("3-1", "is not a list of shards"),
            ("1,,2", "is not a list of shards"), ("", "is not a list of shards"), ("1e3", "is not a list of shards"),
            ("999999999999999999999999999999", "is not a list of shards"), ("0-", "is not a list of shards"),
        ]
    )
    func lists(list: String, words: String) async throws {
        try await Self.withPlan { patchlab, _ in
            let result = try await patchlab.run("shard", "w", "--state", "state", "--", list)
            #expect(result.status == 2 && result.errorText.contains(words), "\(result.errorText)")
        }
    }

    @Test(
        "A plan that was changed is no plan",
        arguments: [
            ("cut", "this is not a plan, or is cut off"), ("key", "the plan was changed"), ("form", "a plan of form 9"),
            ("climbing", "the plan was changed"), ("input", "this file was changed after the plan was made"),
            ("gone", "a file of the scenario is missing"), ("version", "the plan is for patchlab 9.9.9"),
            ("huge", "this is not a plan"), ("count", "the plan was changed"), ("many", "the plan was changed"),
        ]
    )
    func changed(fault: String, words: String) async throws {
        try await Self.withPlan { patchlab, folder in
            var text = String(decoding: try folder.contents(of: "w/plan.json"), as: UTF8.self)
            let input = folder.url.appendingPathComponent("w/inputs/1-small.yaml")
            switch fault {
            case "cut": text = String(text.dropLast(40))
            case "key": text = text.replacing("\"count\"", with: "\"also\" : 1,\n  \"count\"")
            case "form": text = text.replacing("\"format\" : 1", with: "\"format\" : 9")
            case "climbing": text = text.replacing("1-small.yaml", with: "../../small.yaml")
            case "input": try Data("patchlab: 1\n".utf8).write(to: input)
            case "gone": try FileManager.default.removeItem(at: input)
            case "version":
                text = text.replacing(/"patchlab" : "[^"]+"/, with: #""patchlab" : "9.9.9""#)
            case "huge": text = String(repeating: " ", count: 17 << 20)
            case "many": text = text.replacing("\"count\" : 10", with: "\"count\" : 288230376151711744")
            default: text = text.replacing("\"count\" : 10", with: "\"count\" : 9223372036854775807")
            }
            _ = try folder.newFile("w/plan.json", holding: Data(text.utf8))
            for command in [["shard", "w", "0", "--state", "state"], ["merge", "w"]] {
                let result = try await patchlab.run(command)
                #expect(result.status == 2 && result.output.isEmpty, "\(result.errorText)")
                #expect(result.errorText.replacing("\n  ", with: " ").contains(words), "\(result.errorText)")
            }
        }
    }

    @Test(
        "The command of a plan writes nothing and starts nothing, whoever wrote it there",
        arguments: [
            #""-o", "../taken.txt""#, #""--study", "../taken.db""#, #""--policy", "../taken.sh""#,
            #""--plan", "../taken""#,
            #""--baseline", "../taken.db""#, #""--policy-log", "../taken.log""#,
        ]
    )
    func hostileCommand(words: String) async throws {
        try await Self.withPlan { patchlab, folder in
            let text = String(decoding: try folder.contents(of: "w/plan.json"), as: UTF8.self)
            let added = words.replacing(", ", with: ",\n    ")
            let changed = text.replacing("    \"10\"\n", with: "    \"10\",\n    \(added)\n")
            #expect(changed != text)
            _ = try folder.newFile("w/plan.json", holding: Data(changed.utf8))
            let merged = try await patchlab.run("merge", "w")
            #expect(merged.status == 2 && merged.output.isEmpty, "\(merged.errorText)")
            #expect(merged.errorText.contains("its command cannot be planned"), "\(merged.errorText)")
            let names = try FileManager.default.contentsOfDirectory(atPath: folder.url.path).sorted()
            #expect(names == ["small.yaml", "w"])
        }
    }

    @Test("A command with a -- in it can be planned and merged")
    func doubleHyphen() async throws {
        try await withSmallScenario { patchlab, _ in
            _ = try await patchlab.run("compare", "-n", "3", "--plan", "w", "--shards", "1", "--", "small.yaml")
            _ = try await patchlab.run("shard", "w", "0", "--state", "state")
            let merged = try await patchlab.run("merge", "w", "--json")
            #expect(merged.status == 0, "\(merged.errorText)")
            #expect(merged.output == (try await patchlab.run("compare", "small.yaml", "-n", "3", "--json").output))
        }
    }

    @Test("A heartbeat that cannot be one counts for nothing")
    func hostileHeartbeat() async throws {
        try await Self.withPlan { patchlab, folder in
            let beat =
                #"{"attempt":1,"done":9223372036854775807,"host":"h","of":9223372036854775807,"process":1,"rate":1,"time":0}"#
            for number in 0..<2 { _ = try folder.newFile("w/progress/000\(number).json", holding: Data(beat.utf8)) }
            #expect(mkfifo(folder.url.path + "/w/progress/0002.json", 0o644) == 0)
            let status = try await patchlab.run("status", "w")
            #expect(status.status == 1 && status.outputText == "0 of 4 shards done, 4 not begun or given up\n")
        }
    }

    @Test("A richer partial of another machine is gone on with, and a poorer one is not")
    func partials() async throws {
        try await withSmallScenario { patchlab, folder in
            let words = ["compare", "small.yaml", "-n", "100000", "--set", "fleet[0].count=3000"]
            _ = try await patchlab.run(words + ["--plan", "w", "--shards", "1"])
            func runs() async throws -> Int {
                let count = try await CommandRunner(
                    executable: URL(fileURLWithPath: "/usr/bin/env"),
                    directory: folder.url
                ).run("sqlite3", "w/partial/0000.db", "SELECT count(*) FROM run")
                return try #require(Int(count.outputText.trimmingCharacters(in: .whitespacesAndNewlines)))
            }
            var before = 0
            for state in ["a", "b", "a"] {
                _ = try await patchlab.run(
                    ["shard", "w", "0", "--state", state, "--threads", "1"],
                    signalling: SIGTERM,
                    after: .seconds(1)
                )
                let now = try await runs()
                #expect(now >= before)
                before = now
            }
        }
    }

    @Test("Studies are merged into a new one, and a run that is not the same in two of them is named")
    func studies() async throws {
        try await withSmallScenario { patchlab, folder in
            for (number, file) in [("4", "a.db"), ("7", "b.db")] {
                _ = try await patchlab.run("compare", "small.yaml", "-n", number, "--study", file, "-q")
            }
            _ = try await patchlab.run(
                "run",
                "small.yaml",
                "-s",
                "canary",
                "-k",
                "9",
                "--seed",
                "5",
                "--study",
                "c.db",
                "-q"
            )
            let merged = try await patchlab.run("merge", "a.db", "b.db", "c.db", "-o", "all.db")
            #expect(merged.status == 0 && merged.outputText == "all.db is written: 15 runs\n", "\(merged.errorText)")
            let check = try await patchlab.run("study", "check", "all.db", "-q")
            #expect(check.status == 0, "\(check.outputText)\(check.errorText)")
            let read = try await patchlab.run("compare", "small.yaml", "-n", "7", "--study", "all.db")
            #expect(read.errorText == "14 of 14 runs were in the study already\n")
            let again = try await patchlab.run("merge", "a.db", "b.db", "-o", "all.db")
            #expect(
                again.status == 2 && again.errorText.contains("is a study, which would be lost"),
                "\(again.errorText)"
            )

            try await Self.alter("b.db", "UPDATE run SET tickets = 777 WHERE replication = 2", in: folder)
            let apart = try await patchlab.run("merge", "a.db", "b.db", "-o", "more.db")
            #expect(apart.status == 1, "\(apart.errorText)")
            let told = apart.errorText.replacing("\n  ", with: " ")
            #expect(
                told.contains("b.db: run 2 with seed 1 is not the same") && told.contains("777 in the other"),
                "\(told)"
            )
            #expect(!FileManager.default.fileExists(atPath: folder.url.path + "/more.db"))
        }
    }
}
