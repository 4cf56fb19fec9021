import Foundation
import OutsidePrograms
import Testing
import Text

/// `patchlab suite` and `patchlab bench`, as a CI uses them.
@Suite("Suites, through the command", .serialized)
struct SuiteCommandTests {
    static let world = """
        patchlab: 1
        start: 2026-03-10T09:00:00
        horizon: 10d
        software:
          components: { agent: { versions: [1, 2] } }
          images: { pc: [agent 1] }
        fleet:
          - { group: office, count: 40, class: desktop, image: pc, connectivity: always-on, check-in: { every: 1h } }
        vulnerabilities:
          flaw: { affects: [agent < 2], severity: high, disclosed: 0d }
        patches:
          fix:
            updates: agent -> 2
            fixes: flaw
            released: 0d
            install: { duration: 2m }
            vendor-fix: { after: 2d, reports: 3 }
            regressions:
              - name: crash
                chance: 100%
                where: { component: agent, share: 30% }
                onset: { exponential: { mean: 6h } }
                effect: { down: agent }
                telemetry: { shows: 80%, after: 30m }
        strategies:
          headlong: { kind: big-bang }
          staged: &staged
            kind: staged
            rings: [10%, rest]
            gate: { soak: 12h, success: 90%, of: reporting, minimum: 3 }
            stop: { failures: "> 5%", of: reporting, minimum: 3 }
          slower:
            kind: staged
            rings: [10%, rest]
            gate: { soak: 13h, success: 90%, of: reporting, minimum: 3 }
            stop: { failures: "> 5%", of: reporting, minimum: 3 }

        """

    static let suite = """
        patchlab-suite: 1
        name: small
        worlds:
          - { name: quiet, scenario: world.yaml, set: { "patches.fix.regressions[0].chance": 0% } }
          - { name: bad-patch, scenario: world.yaml }
        seeds: { public: 1, hidden: env SUITE_SECRET, rotate: weekly }
        baseline: { strategy: staged }
        metrics:
          - { metric: exposure, worlds: [quiet], margin: 10% }
          - { metric: stopped-falsely, worlds: [quiet], margin: 5 points }
          - { metric: devices-hit, worlds: [bad-patch], margin: 30%, at-least: 2 devices }
          - { metric: downtime-unplanned, worlds: [bad-patch], watch: true }
        decide: { looks: [80, 120] }
        policy: { audit: 2%, sandbox: off }

        """

    private static func withSuite(
        _ environment: [String: String] = [:],
        _ body: (CommandRunner, ScratchDirectory) async throws -> Void
    ) async throws {
        let folder = try ScratchDirectory()
        defer { folder.remove() }
        _ = try folder.newFile("world.yaml", holding: Data(world.replacing(" &staged", with: "").utf8))
        _ = try folder.newFile("suite.yaml", holding: Data(suite.utf8))
        try await body(try CommandRunner.patchlab(environment: environment, directory: folder.url), folder)
    }

    static func program(_ text: String, in folder: ScratchDirectory, named name: String) throws -> String {
        try Executable.write(text, to: folder.url.appendingPathComponent(name).path)
        return "./" + name
    }

    private static func everybody(in folder: ScratchDirectory) throws -> String {
        let file = PolicyCommandTests.examples.appendingPathComponent("everybody.sh")
        return try program(
            String(decoding: try Data(contentsOf: file), as: UTF8.self),
            in: folder,
            named: "everybody.sh"
        )
    }

    @Test("What is as good passes, what is worse fails, and both on any number of threads with the same bytes")
    func verdicts() async throws {
        try await Self.withSuite { patchlab, _ in
            let slower = try await patchlab.run("suite", "run", "suite.yaml", "-s", "slower", "-t", "1", "--json", "-q")
            #expect(slower.status == 0, "\(slower.outputText)\(slower.errorText)")
            let again = try await patchlab.run("suite", "run", "suite.yaml", "-s", "slower", "-t", "2", "--json", "-q")
            #expect(again.output == slower.output)
            let found = try json(slower)
            #expect(found["verdict"] as? String == "pass" && found["publicSeedsOnly"] as? Bool == true)
            let same = try await patchlab.run("suite", "run", "suite.yaml", "-s", "staged", "-q")
            #expect(same.status == 0, "\(same.outputText)")
            let headlong = try await patchlab.run("suite", "run", "suite.yaml", "-s", "headlong", "-q")
            #expect(headlong.status == 1, "\(headlong.outputText)")
            #expect(headlong.outputText.hasPrefix("FAIL  small: headlong against staged\n"))
            #expect(headlong.outputText.contains("bad-patch: devices hit"))
            #expect(headlong.errorText.contains("error: small: headlong failed"))
        }
    }

    @Test("With a secret half of the runs are hidden, and a result replays to the same verdict with it alone")
    func hidden() async throws {
        let secret = ["SUITE_SECRET": "correct horse battery staple"]
        try await Self.withSuite(secret) { patchlab, folder in
            let path = try Self.everybody(in: folder)
            let run = [
                "suite", "run", "suite.yaml", "--policy", path, "-o", "r.json", "--week", "2026-W48", "--json", "-q",
            ]
            let live = try await patchlab.run(run)
            #expect(live.status == 1, "\(live.errorText)")
            let programs = try #require(try json(live)["programs"] as? [[String: Any]])
            #expect(programs.map { $0["name"] as? String } == ["everybody"])
            let notAsked = "network: not isolated, because it was not asked for; /proc: all processes"
            #expect(programs.map { $0["sandbox"] as? String } == [notAsked])
            let seeds = try #require(try json(live)["seeds"] as? [String: Any])
            #expect(
                seeds["commitment"] as? String == "c4bbcb1fbec99d65bf59d85c8cb62ee2db963f0fe106f483d9afa73bd4e39a8a"
            )
            #expect(seeds["week"] as? String == "2026-W48")
            // The same bytes on one thread.
            let one = try await patchlab.run(
                ["suite", "run", "suite.yaml", "--policy", path, "--week", "2026-W48", "--json", "-q", "-t", "1"]
            )
            #expect(one.output == live.output, "\(one.errorText)")
            let kept = try #require(
                try JSONSerialization.jsonObject(with: try folder.contents(of: "r.json")) as? [String: Any]
            )
            #expect(kept["sealed"] is String && kept["hidden"] == nil)
            // The program and the scenario are gone; the result holds what is needed.
            try FileManager.default.removeItem(at: folder.url.appendingPathComponent("everybody.sh"))
            try FileManager.default.removeItem(at: folder.url.appendingPathComponent("world.yaml"))
            let replay = try await patchlab.run("suite", "replay", "r.json", "--json", "-q")
            #expect(replay.status == 1, "\(replay.errorText)")
            #expect(replay.output == live.output)
            let stranger = try CommandRunner.patchlab(directory: folder.url)
            let refused = try await stranger.run("suite", "replay", "r.json")
            #expect(refused.status == 2)
            #expect(refused.errorText.contains("half of its runs are on a hidden seed"))
            var changed = String(decoding: try folder.contents(of: "r.json"), as: UTF8.self)
            let place = try #require(changed.firstRange(of: /"values":\[[0-9]/))
            changed.replaceSubrange(place, with: "\"values\":[9")
            _ = try folder.newFile("changed.json", holding: Data(changed.utf8))
            let differs = try await patchlab.run("suite", "replay", "changed.json", "-q")
            #expect(differs.status == 5, "\(differs.errorText)")
            #expect(differs.errorText.contains("the replay differs from the record"))
            // So is what was told of the runs.
            var told = String(decoding: try folder.contents(of: "r.json"), as: UTF8.self)
            told.replaceSubrange(try #require(told.firstRange(of: /"margin":[0-9]/)), with: "\"margin\":9")
            _ = try folder.newFile("told.json", holding: Data(told.utf8))
            let altered = try await patchlab.run("suite", "replay", "told.json", "-q")
            #expect(altered.status == 5, "\(altered.errorText)")
            #expect(altered.errorText.contains("the report on"))
        }
    }

    @Test("A program that ends, or does not answer, never passes")
    func misbehaving() async throws {
        try await Self.withSuite { patchlab, folder in
            for (name, text) in [("exits", "#!/bin/sh\nexit 0\n"), ("silent", "#!/bin/sh\nread line\necho nonsense\n")]
            {
                let path = try Self.program(text, in: folder, named: name)
                let result = try await patchlab.run(["suite", "run", "suite.yaml", "--policy", path, "-q"])
                #expect(result.status == 3, "\(name): \(result.errorText)")
                #expect(result.errorText.contains("policy misbehaved"))
            }
        }
    }

    @Test("A program that remembers earlier runs ends with status 5, whatever its figures are")
    func remembering() async throws {
        try await Self.withSuite { patchlab, folder in
            let text = #"""
                #!/bin/sh
                count=0
                while IFS= read -r line; do
                    case $line in
                    '{"type":"hello"'*) echo '{"type":"ready","protocol":"patchlab-policy/1"}' ;;
                    '{"type":"observation"'*)
                        count=$((count + 1))
                        seq=${line#*'"seq":'}
                        now=${line#*'"now":'}
                        wake=$((${now%%,*} + 86400 * (1 + count % 7)))
                        echo '{"type":"actions","seq":'"${seq%%,*}"',"wake":'$wake'}' ;;
                    esac
                done
                """#
            let path = try Self.program(text, in: folder, named: "remembers")
            let one = Self.suite.replacing("looks: [80, 120]", with: "looks: [80]")
            _ = try folder.newFile("suite.yaml", holding: Data(one.replacing("audit: 2%", with: "audit: 5%").utf8))
            let result = try await patchlab.run("suite", "run", "suite.yaml", "--policy", path, "-q", "-t", "1")
            #expect(result.status == 5, "\(result.outputText)\(result.errorText)")
            #expect(result.errorText.contains("state-leak"), "\(result.errorText)")
        }
    }

    @Test("A world that is gone, a changed seed, a truncated or unfitting baseline: never status 0")
    func failsClosed() async throws {
        try await Self.withSuite { patchlab, folder in
            let suite = Self.suite.replacing("{ strategy: staged }", with: "{ strategy: staged, file: base.json }")
            _ = try folder.newFile("suite.yaml", holding: Data(suite.utf8))
            let run = ["suite", "run", "suite.yaml", "-s", "slower", "-q"]
            func refused(_ message: String, _ comment: Comment) async throws {
                let result = try await patchlab.run(run)
                #expect(result.status == 2, comment)
                let flat = result.errorText.split(whereSeparator: \.isWhitespace).joined(separator: " ")
                #expect(flat.contains(message), "\(flat)")
            }
            try await refused("the baseline base.json cannot be read: No such file", "there is none yet")
            let place = folder.url.path + "/base.json"
            try FileManager.default.createDirectory(atPath: place, withIntermediateDirectories: false)
            try await refused("the baseline base.json cannot be read: it is a directory", "a directory")
            try FileManager.default.removeItem(atPath: place)
            #expect(mkfifo(place, 0o600) == 0)
            try await refused("the baseline base.json cannot be read: it is not a regular file", "a pipe")
            try FileManager.default.removeItem(atPath: place)
            #expect(symlink("base.json", place) == 0)
            try await refused("the baseline base.json cannot be read: Too many levels", "a link to itself")
            try FileManager.default.removeItem(atPath: place)
            let written = try await patchlab.run("suite", "baseline", "suite.yaml", "-o", "base.json", "-q")
            #expect(written.status == 0, "\(written.errorText)")
            let passed = try await patchlab.run(run)
            #expect(passed.status == 0, "\(passed.errorText)")
            let bytes = try folder.contents(of: "base.json")
            for length in [0, bytes.count / 2, bytes.count - 3] {
                _ = try folder.newFile("base.json", holding: bytes.prefix(length))
                try await refused("the baseline cannot be used", "cut off at \(length)")
            }
            let text = String(decoding: bytes, as: UTF8.self)
            let twice = text.replacing("\"seed\": 1,", with: "\"seed\": 2,\n\"seed\": 1,")
            _ = try folder.newFile("base.json", holding: Data(twice.utf8))
            try await refused("\"seed\" stands twice in an object", "a key twice")
            let foreign = text.replacing("\"suite\": \"small\"", with: "\"suite\": \"large\"")
            _ = try folder.newFile("base.json", holding: Data(foreign.utf8))
            try await refused("it is of the suite \"large\", and this is \"small\"", "another suite")
            _ = try folder.newFile("base.json", holding: bytes)
            _ = try folder.newFile("suite.yaml", holding: Data(suite.replacing("public: 1", with: "public: 2").utf8))
            try await refused("the public seed changed (1 -> 2)", "another seed")
            let without = suite.replacing("  - { name: bad-patch, scenario: world.yaml }\n", with: "")
            _ = try folder.newFile("suite.yaml", holding: Data(without.utf8))
            try await refused("there is no world \"bad-patch\"", "a world that a metric names is gone")
            _ = try folder.newFile("suite.yaml", holding: Data(suite.utf8))
            let other = String(decoding: try folder.contents(of: "world.yaml"), as: UTF8.self)
            _ = try folder.newFile("world.yaml", holding: Data(other.replacing("count: 40", with: "count: 41").utf8))
            try await refused("changed (fleet[0].count 40 -> 41)", "another fleet")
            try FileManager.default.removeItem(at: folder.url.appendingPathComponent("world.yaml"))
            try await refused("suite.yaml:4:30: error cannot-read: there is no file \"world.yaml\"", "no scenario")
        }
    }

    @Test("Mistakes are told at their place, with what was meant")
    func mistakes() async throws {
        try await Self.withSuite { patchlab, folder in
            for (old, new, message) in [
                (
                    "metric: exposure", "metric: exposur",
                    "suite.yaml:9:15: error unknown-metric: there is no metric \"exposur\" (did you mean \"exposure\"?)"
                ),
                ("margin: 10%", "margin: 10 points", "error bad-margin: \"10 points\": points are for shares"),
                ("margin: 10%", "margin: 0%", "error bad-margin: \"0%\" must be above zero"),
                ("at-least: 2 devices", "at-least: 2h", "error bad-margin: "),
                (
                    "strategy: staged", "strategy: stagd",
                    "error unknown-strategy: there is no strategy \"stagd\" in world \"quiet\""
                ),
                ("regressions[0].chance", "regression[0].chance", "suite.yaml:4:49: set "),
                ("metric: exposure", "metric: stopped", "error unknown-metric: stopped cannot be gated"),
            ] {
                _ = try folder.newFile(
                    "suite.yaml",
                    holding: Data(Self.suite.replacing(old, with: new, maxReplacements: 1).utf8)
                )
                let result = try await patchlab.run("suite", "run", "suite.yaml", "-s", "slower")
                #expect(result.status == 2)
                #expect(result.errorText.contains(message), "\(result.errorText)")
                #expect(result.output.isEmpty)
            }
        }
    }

    @Test("All outputs of a run are written, and a second result is held against the first")
    func outputs() async throws {
        try await Self.withSuite { patchlab, folder in
            _ = try folder.newFile("summary.md", holding: Data("# Before\n".utf8))
            let first = try await patchlab.run([
                "suite", "run", "suite.yaml", "-s", "slower", "-q", "--junit", "out.xml", "--markdown", "summary.md",
                "--bencher",
                "b.json", "--benchmark-action", "g.json", "-o", "one.json", "--tap",
            ])
            #expect(first.status == 0, "\(first.errorText)")
            #expect(first.outputText.hasPrefix("TAP version 14\n1..4\n"))
            let summary = String(decoding: try folder.contents(of: "summary.md"), as: UTF8.self)
            #expect(summary.hasPrefix("# Before\n## small: pass (public seeds only)\n"))
            for name in ["out.xml", "b.json", "g.json"] { #expect(try !folder.contents(of: name).isEmpty) }
            let actions = try CommandRunner.patchlab(environment: ["GITHUB_ACTIONS": "true"], directory: folder.url)
            let second = try await actions.run("suite", "run", "suite.yaml", "-s", "headlong", "-q", "-o", "two.json")
            #expect(second.status == 1)
            #expect(second.errorText.contains("::error title=headlong%3A bad-patch / devices-hit::"))
            let diff = try await patchlab.run("suite", "diff", "one.json", "two.json", "--json")
            #expect(diff.status == 1)
            #expect(try json(diff)["same"] as? Bool == false)
            let same = try await patchlab.run("suite", "diff", "one.json", "one.json")
            #expect(same.status == 0)
            #expect(same.outputText.contains("slower: pass in both"))
            let whole = String(decoding: try folder.contents(of: "one.json"), as: UTF8.self)
            let outcomes = try #require(whole.firstRange(of: /"outcomes":\[.*\],"patchlab"/))
            let without = whole.replacingCharacters(in: outcomes, with: "\"outcomes\":[],\"patchlab\"")
            _ = try folder.newFile("none.json", holding: Data(without.utf8))
            #expect(try await patchlab.run("suite", "diff", "one.json", "none.json").status == 1)
            for (old, new) in [
                (/"look":\d+/, "\"look\":-9223372036854775808"), (/"look":\d+/, "\"look\":1000000"),
                (/"replications":\d+/, "\"replications\":800000000"), (/"simulation":\d+/, "\"simulation\":-1"),
                (/"verdict":"pass"/, "\"verdict\":\"passed\""), (/"shown":\{/, "\"sealed\":\"!\",\"shown\":{"),
                (/"week":"[^"]*"/, "\"week\":\"2026-W60\""),
                (/"simulation":/, "\"simulation\":1,\"simulation\":"),
            ] as [(Regex<Substring>, String)] where whole.contains(old) {
                _ = try folder.newFile("wrong.json", holding: Data(whole.replacing(old, with: new).utf8))
                for command in [["diff", "one.json", "wrong.json"], ["replay", "wrong.json"]] {
                    let wrong = try await patchlab.run(["suite"] + command)
                    #expect(wrong.status == 2 && wrong.outputText.isEmpty, "\(new): \(wrong.errorText)")
                }
            }
            for (option, file) in [("--junit", "p.xml"), ("--bencher", "./p.xml")] {
                let taken = try await patchlab.run(
                    ["suite", "run", "suite.yaml", "-s", "slower", "-q", "-o", "p.xml", option, file]
                )
                #expect(taken.status == 2 && !FileManager.default.fileExists(atPath: folder.url.path + "/p.xml"))
            }
            let replay = try await patchlab.run("suite", "replay", "one.json", "-t", "2", "-q")
            #expect(replay.status == 0, "\(replay.errorText)")
        }
    }

    @Test("What is not found is told as every command tells it")
    func names() async throws {
        let scenarios = DocumentationTests.repository.appendingPathComponent("Scenarios").path
        let folder = try ScratchDirectory()
        defer { folder.remove() }
        let patchlab = try CommandRunner.patchlab(environment: ["PATCHLAB_EXAMPLES": scenarios], directory: folder.url)
        func told(_ arguments: String..., by runner: CommandRunner) async throws -> String {
            let result = try await runner.run(arguments)
            #expect(result.status == 2)
            return result.errorText.split(whereSeparator: \.isWhitespace).joined(separator: " ")
        }
        #expect(
            try await told("suite", "check", "laptop", by: patchlab)
                == "error: there is no file and no suite \"laptop\" (did you mean \"laptops\"?) help: one of the suites laptops"
        )
        _ = try folder.newFile("suite.yaml", holding: Data(Self.suite.utf8))
        for name in ["siute.yaml", "none/suite.yaml", "."] {
            let suite = try await told("suite", "check", name, by: patchlab)
            let scenario = try await told("run", name, by: patchlab)
            #expect(suite.split(separator: " help:").first == scenario.split(separator: " help:").first, "\(name)")
        }
        // What a file names is not looked for in the folder where it would be.
        _ = try folder.newFile("wrold.yaml", holding: Data(Self.world.utf8))
        let named = try await told("suite", "check", "suite.yaml", by: patchlab)
        #expect(named.contains("error cannot-read: there is no file \"world.yaml\" suite.yaml:5"), "\(named)")
        let none = try ScratchDirectory()
        defer { none.remove() }
        let without = try CommandRunner.patchlab(environment: ["PATCHLAB_EXAMPLES": none.url.path], directory: none.url)
        let suite = try await told("suite", "check", "laptop", by: without)
        #expect(suite.contains("no suite \"laptop\" help: no suites are installed; --examples DIR says where they are"))
        let scenario = try await told("run", "laptop", by: without)
        #expect(scenario.replacing("example", with: "suite", maxReplacements: 2) == suite)
    }

    @Test("check tells what cannot be decided, and which margin could be")
    func check() async throws {
        try await Self.withSuite { patchlab, folder in
            let head = Self.suite.components(separatedBy: "metrics:")[0]
            func write(_ metric: String, looks: String) throws {
                let rest = "metrics:\n  - { metric: \(metric) }\ndecide: { looks: \(looks) }\n"
                _ = try folder.newFile("suite.yaml", holding: Data((head + rest).utf8))
            }
            // At 120 replications `prove` fails five points of false stops too seldom; check says so before.
            try write("stopped-falsely, worlds: [quiet], margin: 5 points", looks: "[120]")
            let few = try await patchlab.run("suite", "check", "suite.yaml", "-s", "slower", "-q")
            #expect(few.status == 2)
            #expect(few.errorText.contains("stopped-falsely in quiet"), "\(few.errorText)")
            try write("stopped-falsely, worlds: [quiet], margin: 5 points", looks: "[80, 400]")
            let fine = try await patchlab.run("suite", "check", "suite.yaml", "-s", "slower", "-q")
            #expect(fine.status == 0, "\(fine.outputText)\(fine.errorText)")
            try write("devices-hit, worlds: [bad-patch], margin: 0.1%", looks: "[80]")
            let refused = try await patchlab.run("suite", "check", "suite.yaml", "-s", "slower", "--json", "-q")
            #expect(refused.status == 2)
            let rows = try #require(try json(refused)["rows"] as? [[String: Any]])
            let row = try #require(rows.first { $0["metric"] as? String == "devices-hit" })
            #expect(row["decidable"] as? Bool == false)
            let (least, margin) = (
                try #require(row["decidableMargin"] as? Double), try #require(row["margin"] as? Double)
            )
            #expect(least > margin)
        }
    }

    @Test("A suite that sees its regressions is proved; a world in which nothing can be lost is named as blind")
    func prove() async throws {
        try await Self.withSuite { patchlab, folder in
            let metrics = """
                metrics:
                  - { metric: devices-hit, worlds: [bad-patch], margin: 30%, at-least: 2 devices }
                decide: { looks: [80] }

                """
            let head = Self.suite.components(separatedBy: "metrics:")[0]
            _ = try folder.newFile("suite.yaml", holding: Data((head + metrics).utf8))
            let proved = try await patchlab.run("suite", "prove", "suite.yaml", "-s", "slower", "-q")
            #expect(proved.status == 0, "\(proved.outputText)\(proved.errorText)")
            #expect(proved.outputText.contains("ok      null, labels swapped at random"))
            #expect(proved.outputText.contains("ok      the baseline made worse ("))
            let blind = metrics.replacing("[bad-patch]", with: "[quiet]")
            _ = try folder.newFile("suite.yaml", holding: Data((head + blind).utf8))
            let named = try await patchlab.run("suite", "prove", "suite.yaml", "-s", "slower", "-q")
            #expect(named.status == 6, "\(named.outputText)\(named.errorText)")
            #expect(named.errorText.contains("world \"quiet\" is blind to devices-hit"))
        }
    }

    @Test("score ranks policies, and bench shows two of them figure by figure")
    func scoreAndBench() async throws {
        try await Self.withSuite { patchlab, folder in
            let world = String(decoding: try folder.contents(of: "world.yaml"), as: UTF8.self)
            let prices =
                "prices: { currency: EUR, exposed-device-day: 20, unplanned-downtime: 10, planned-downtime: 5, technician-hour: 60, ticket: 25, gigabyte: 0 }\n"
            _ = try folder.newFile("world.yaml", holding: Data((world + prices).utf8))
            let score = try await patchlab.run(
                "suite",
                "score",
                "suite.yaml",
                "-s",
                "headlong",
                "-s",
                "staged",
                "-n",
                "40",
                "--json",
                "-q"
            )
            #expect(score.status == 0, "\(score.errorText)")
            let policies = try #require(try json(score)["policies"] as? [[String: Any]])
            #expect(policies.map { $0["name"] as? String } == ["staged", "headlong"])
            let bench = try await patchlab.run(
                "bench",
                "world.yaml",
                "-s",
                "headlong",
                "--against",
                "staged",
                "-n",
                "20",
                "-q"
            )
            #expect(bench.status == 0, "\(bench.errorText)")
            #expect(bench.outputText.contains("Differences from staged, run by run:"))
            let path = try PolicyCommandTests.example("everybody.sh", in: folder)
            let program = try await patchlab.run(
                ["bench", "world.yaml", "--policy", path, "--against", "staged", "-n", "20", "-q"]
                    + ["--policy-start", "60", "--policy-decision", "20"]
            )
            #expect(program.status == 0, "\(program.errorText)")
            #expect(program.outputText.contains("everybody"))
            let alone = try await patchlab.run("bench", "world.yaml", "--against", "staged")
            #expect(alone.status == 2)
        }
    }

    @Test("What is inconclusive ends with status 4, unless it counts as something")
    func inconclusive() async throws {
        try await Self.withSuite { patchlab, folder in
            let narrow = Self.suite.replacing("margin: 30%, at-least: 2 devices", with: "margin: 1%")
                .replacing("looks: [80, 120]", with: "looks: [80]")
            _ = try folder.newFile("suite.yaml", holding: Data(narrow.utf8))
            for (more, status) in [([], 4), (["--inconclusive", "pass"], 0), (["--inconclusive", "fail"], 1)]
                as [([String], Int32)]
            {
                let result = try await patchlab.run(["suite", "run", "suite.yaml", "-s", "slower", "-q"] + more)
                #expect(result.status == status, "\(result.outputText)")
                #expect(result.outputText.hasPrefix("INCONCLUSIVE"))
            }
        }
    }
}
