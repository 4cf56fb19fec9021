import Foundation
import Testing

/// The commands that simulate, through the binary.
@Suite("Simulating commands")
struct CompareTests {
    /// Two strategies on a small fleet, quick also without optimisation.
    static let scenario = """
        patchlab: 1
        question: Does a canary pay?
        start: 2026-03-10T18:00:00
        timezone: Europe/Paris
        horizon: 20d
        software:
          components: { app: { versions: [1.0, 1.1] }, tool: { versions: [5], requires: [app] } }
          images: { standard: [app 1.0, tool 5] }
        fleet:
          - { group: office, count: 60, class: desktop, image: standard, connectivity: desktop, check-in: { every: 4h } }
          - { group: road, count: 40, class: laptop, image: standard, connectivity: laptop, check-in: { every: 4h } }
        vulnerabilities:
          CVE-2026-1: { affects: [app < 1.1], severity: high, exploited: { exponential: { mean: 5d } } }
        patches:
          app-1.1:
            updates: app -> 1.1
            fixes: [CVE-2026-1]
            install: { duration: { exponential: { mean: 10m } }, failure-chance: 5% }
            restart: { kind: reboot, duration: 5m }
            rollback: { duration: 4m }
            regressions:
              - { name: tool breaks, chance: 50%, where: { component: tool, share: 60% }, onset: { exponential: { mean: 6h } },
                  effect: { down: tool }, telemetry: { shows: 90%, after: 10m }, help-desk: { reports: 50%, after: 1d } }
            vendor-fix: { after: 3d, reports: 1 }
        repair: { technicians: 2, duration: 1h }
        strategies:
          big-bang: {}
          canary: { share: 20%, soak: 24h, test: { kind: fisher, level: 5%, minimum: 5 }, inconclusive: { extend: 24h, then: continue } }
        measure: { sla: { high: 7d } }
        """

    private func withScenario(_ body: (CommandRunner, String) async throws -> Void) async throws {
        let folder = try ScratchDirectory()
        defer { folder.remove() }
        let path = folder.url.appendingPathComponent("small.yaml").path
        try Data(Self.scenario.utf8).write(to: URL(fileURLWithPath: path))
        try await body(try CommandRunner.patchlab(directory: folder.url), path)
    }

    @Test("The same comparison gives the same bytes twice, and with one thread and two")
    func sameBytes() async throws {
        try await withScenario { patchlab, path in
            let one = try await patchlab.run(["compare", path, "--json", "-n", "8", "--threads", "1"])
            let two = try await patchlab.run(["compare", path, "--json", "-n", "8", "--threads", "2"])
            let again = try await patchlab.run(["compare", path, "--json", "-n", "8", "--threads", "2"])
            #expect(one.status == 0)
            #expect(!one.output.isEmpty)
            #expect(one.output == two.output)
            #expect(two.output == again.output)
            #expect(one.errors.isEmpty, "no progress bar when standard error is no terminal")
            let other = try await patchlab.run(["compare", path, "--json", "-n", "8", "--seed", "2"])
            #expect(other.output != one.output)
        }
    }

    @Test("Replication 7 alone equals replication 7 of a run of 20")
    func oneReplicationAlone() async throws {
        try await withScenario { patchlab, path in
            let all = try await patchlab.run(["run", path, "--strategy", "canary", "-n", "20", "--csv"])
            let alone = try await patchlab.run(["run", path, "--strategy", "canary", "--run", "7", "--csv"])
            let rows = all.outputText.split(separator: "\n")
            #expect(rows.count == 21)
            #expect(alone.outputText.split(separator: "\n") == [rows[0], rows[8]])
        }
    }

    @Test("Figures of compare --json are means of the values it lists, and differences are those of paired values")
    func figuresAgree() async throws {
        try await withScenario { patchlab, path in
            let result = try await patchlab.run(["compare", path, "--json", "-n", "6"])
            let document = try #require(try JSONSerialization.jsonObject(with: result.output) as? [String: Any])
            let strategies = try #require(document["strategies"] as? [[String: Any]])
            #expect(strategies.compactMap { $0["name"] as? String } == ["big-bang", "canary"])
            var exposure: [[Double]] = []
            for strategy in strategies {
                let metrics = try #require(strategy["metrics"] as? [[String: Any]])
                #expect(metrics.count > 30)
                let metric = try #require(metrics.first { $0["metric"] as? String == "exposure" })
                let values = try #require(metric["values"] as? [Double])
                #expect(values.count == 6)
                let estimate = try #require(metric["estimate"] as? Double)
                #expect(abs(estimate - values.reduce(0, +) / 6) < 1e-9 * estimate)
                exposure.append(values)
            }
            let differences = try #require(document["differences"] as? [[String: Any]])
            let difference = try #require(differences.first { $0["metric"] as? String == "exposure" })
            let mean = zip(exposure[1], exposure[0]).reduce(0) { $0 + $1.0 - $1.1 } / 6
            #expect(abs(try #require(difference["mean"] as? Double) - mean) < 1e-9 * abs(mean) + 1e-9)
            #expect((document["verdict"] as? [String])?.count == 2)
        }
    }

    @Test("Times that were not reached are marked as such in the CSV, and nothing bounds their means from above")
    func notReached() async throws {
        let folder = try ScratchDirectory()
        defer { folder.remove() }
        let scenario = """
            patchlab: 1
            start: 2026-03-10T18:00:00
            horizon: 20h
            software: { components: { app: { versions: [1, 2] } }, images: { a: [app 1] } }
            fleet: [{ group: g, count: 100, class: server, image: a, check-in: push }]
            vulnerabilities: { v: { affects: app < 2 } }
            patches: { p: { updates: app -> 2, fixes: v, install: { duration: 2m } } }
            strategies:
              now: { kind: big-bang }
              tomorrow: { kind: staged, rings: [{ rest: true, after: 24h }], stop: never }

            """
        _ = try folder.newFile("s.yaml", holding: Data(scenario.utf8))
        let patchlab = try CommandRunner.patchlab(directory: folder.url)
        let csv = try await patchlab.run("compare", "s.yaml", "-n", "3", "--csv")
        let rows = csv.outputText.split(separator: "\n").map {
            $0.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
        }
        #expect(rows[0][11...] == ["not_reached", "replications_needed"])
        #expect(rows.allSatisfy { $0.count == rows[0].count })
        func row(_ strategy: String) throws -> [String] {
            try #require(rows.first { $0[0] == strategy && $0[1] == "time-to-patch-p50" })
        }
        #expect(try row("tomorrow")[5] == "", "no upper end")
        #expect(try row("tomorrow")[11] == "3")
        #expect(try row("now")[5] != "")
        #expect(try row("now")[11] == "0")
        let text = try await patchlab.run("compare", "s.yaml", "-n", "3", "--full")
        #expect(text.outputText.contains("≥0.83"))
        #expect(text.outputText.contains("0.83…?"))
    }

    @Test("The answer comes before the figures, in at most five lines, and what has more to say comes only when asked")
    func answerFirst() async throws {
        try await withScenario { patchlab, path in
            let result = try await patchlab.run(["compare", path, "-n", "80"])
            let parts = result.outputText.split(separator: "\n\n").map { $0.split(separator: "\n") }
            #expect(parts[0] == ["Does a canary pay?"])
            #expect(parts[1].filter { !$0.hasPrefix("    ") }.count <= 5)
            #expect(parts[1].contains { $0.hasPrefix("  How sure") })
            #expect(parts[2][0].contains("big-bang") && parts[2][0].contains("canary"))
            #expect(parts[2].contains { $0.hasPrefix("exposure  device-days") })
            #expect(parts[2].contains { $0.contains("*") }, "something is best beyond chance")
            #expect(parts.last?.last?.hasPrefix("More: --full") == true)
            #expect(!result.outputText.contains("Differences from"))
            let full = try await patchlab.run(["compare", path, "-n", "80", "--full"])
            // But for the line that says how to get more.
            let answer = result.outputText.split(separator: "\n", omittingEmptySubsequences: false).dropLast(2)
            #expect(full.outputText.hasPrefix(answer.joined(separator: "\n")))
            #expect(full.outputText.contains("Differences from big-bang"))
            let few = try await patchlab.run(["compare", path, "-n", "8"])
            #expect(few.outputText.firstMatch(of: #/[0-9]\*/#) == nil)
            #expect(few.outputText.contains("Fewer than 80 runs: nothing is called best."))
            #expect(!few.outputText.contains("Choose"))
        }
    }

    @Test("Below 80 replications nothing is marked, and what it would take is told")
    func tooFew() async throws {
        try await withScenario { patchlab, path in
            let few = try await patchlab.run(["compare", path, "-n", "8", "--full"])
            let words = few.outputText.replacing("\n", with: " ")
            #expect(words.contains("No marks below 80 runs"))
            #expect(words.contains("Going by these, a mark takes at least"))
            #expect(!words.contains("skewed"))
            #expect(words.contains("8 runs are too few to say which strategy is best"))
            #expect(few.outputText.firstMatch(of: #/[0-9][*!]/#) == nil)
            let enough = try await patchlab.run(["compare", path, "-n", "80", "--full"])
            #expect(enough.outputText.firstMatch(of: #/[0-9][*!]/#) != nil)
            #expect(enough.outputText.contains("* = better, ! = worse at the 5 % level (Hall's interval"))
        }
    }

    @Test("Flags may stand anywhere: before the subcommand, before and after the file")
    func flagsAnywhere() async throws {
        try await withScenario { patchlab, path in
            let usual = try await patchlab.run(["compare", path, "-n", "2", "--csv", "--seed", "5"])
            #expect(usual.status == 0)
            for arguments in [
                ["--csv", "--seed", "5", "compare", "-n", "2", path],
                ["compare", "--csv", path, "--seed", "5", "-n", "2"],
                ["-n", "2", "--seed=5", "--csv", "compare", path],
            ] {
                let result = try await patchlab.run(arguments)
                #expect(result.status == 0)
                #expect(result.output == usual.output)
            }
        }
    }

    @Test("Flags may stand before a subcommand of a subcommand, too")
    func flagsBeforeImport() async throws {
        let folder = try ScratchDirectory()
        defer { folder.remove() }
        let advisory =
            "[17 Mar 2023] DSA-5356-2 sox - regression update\n[20 Feb 2023] DSA-5356-1 sox - security update\n"
        _ = try folder.newFile("list", holding: Data(advisory.utf8))
        let patchlab = try CommandRunner.patchlab(directory: folder.url)
        let usual = try await patchlab.run("import", "advisories", "--json", "list")
        #expect(usual.status == 0)
        for arguments in [["--json", "import", "advisories", "list"], ["import", "--json", "advisories", "list"]] {
            #expect(try await patchlab.run(arguments).output == usual.output)
        }
    }

    @Test("A text comparison fits 80 columns, names every strategy, and ends with two sentences")
    func text() async throws {
        try await withScenario { patchlab, path in
            let result = try await patchlab.run(["compare", path, "-n", "3", "--full"])
            #expect(result.outputText.split(separator: "\n").allSatisfy { $0.count <= 80 })
            #expect(result.outputText.contains("big-bang"))
            #expect(result.outputText.contains("canary"))
            #expect(result.outputText.contains("Differences from big-bang"))
            #expect(!result.outputText.contains("\u{1B}"))
        }
    }

    @Test("--output writes the document into a file, whole, and prints nothing")
    func outputFile() async throws {
        try await withScenario { patchlab, path in
            let printed = try await patchlab.run(["compare", path, "-n", "2", "--json"])
            let written = try await patchlab.run(["compare", path, "-n", "2", "--json", "-o", "result.json"])
            #expect(written.status == 0)
            #expect(written.output.isEmpty)
            let folder = URL(fileURLWithPath: path).deletingLastPathComponent()
            #expect(try Data(contentsOf: folder.appendingPathComponent("result.json")) == printed.output)
            let names = try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted()
            #expect(names == ["result.json", "small.yaml"])
        }
    }

    @Test("Ctrl-C prints the replications that are finished, says so, and leaves no half-written file")
    func interrupt() async throws {
        try await withScenario { patchlab, path in
            let result = try await patchlab.run(
                ["compare", path, "-n", "1000000", "--json", "-o", "result.json"],
                interruptedAfter: .seconds(2)
            )
            #expect(result.status == 130)
            #expect(result.errorText.contains("interrupted"))
            let folder = URL(fileURLWithPath: path).deletingLastPathComponent()
            let names = try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted()
            #expect(names == ["result.json", "small.yaml"])
            let data = try Data(contentsOf: folder.appendingPathComponent("result.json"))
            let document = try #require(try JSONSerialization.jsonObject(with: data) as? [String: Any])
            #expect((document["study"] as? [String: Any])?["isPartial"] as? Bool == true)
        }
    }

    @Test("The life of a device tells its group, its exposure and what happened")
    func device() async throws {
        try await withScenario { patchlab, path in
            let result = try await patchlab.run(["device", "61", path, "--strategy", "canary"])
            #expect(result.status == 0)
            #expect(result.outputText.contains("Device road[1] (number 61): class laptop"))
            #expect(result.outputText.contains("CVE-2026-1"))
            #expect(result.outputText.contains("app-1.1"))
            #expect(result.outputText.contains("What happened:"))
        }
    }

    @Test(
        "Wrong usage ends with status 2, prints nothing on standard output, and names what was probably meant",
        arguments: [
            (["compare"], "scenario"), (["compare", "small.yaml", "--strategies", "canry"], "did you mean \"canary\""),
            (["compare", "small.yaml", "-n", "0"], "--runs"), (["compare", "small.yaml", "--bogus"], "--bogus"),
            (["compare", "missing.yaml"], "missing.yaml"), (["compare", "."], ". is a directory"),
            (["run", "small.yaml", "-n", "2", "-k", "1"], "exclude"), (["device", "100", "small.yaml"], "0 to 99"),
            (["device", "-1", "small.yaml"], "-1"), (["nonsense"], "nonsense"),
            (["explain", "unknown-kee"], "did you mean \"unknown-key\""),
            (["compare", "small.yaml", "-n", "1", "-o", "no/such/folder/x.json"], "does not exist"),
            (["compare", "small.yaml", "--threads", "0"], "threads"), (["run", "small.yaml", "--seed", "-5"], "seed"),
        ]
    )
    func wrongUsage(arguments: [String], message: String) async throws {
        try await withScenario { patchlab, _ in
            let result = try await patchlab.run(arguments)
            #expect(result.status == 2)
            #expect(result.output.isEmpty)
            #expect(result.errorText.contains(message), "\(result.errorText)")
        }
    }

    @Test("A scenario with mistakes is told of with file, line and column, and nothing is run")
    func mistakes() async throws {
        let folder = try ScratchDirectory()
        defer { folder.remove() }
        let text = Self.scenario.replacingOccurrences(of: "horizon: 20d", with: "horizont: 20d")
        try Data(text.utf8).write(to: folder.url.appendingPathComponent("wrong.yaml"))
        let patchlab = try CommandRunner.patchlab(directory: folder.url)
        for command in [["compare"], ["run"], ["device", "3"]] {
            let result = try await patchlab.run(command + ["wrong.yaml"])
            #expect(result.status == 2)
            #expect(result.output.isEmpty)
            #expect(
                result.errorText.contains("wrong.yaml:5:1: error unknown-key"),
                "\(result.errorText)"
            )
            #expect(result.errorText.contains("did you mean \"horizon\""))
        }
        let result = try await patchlab.run(["validate", "wrong.yaml"])
        #expect(result.status == 2)
        #expect(result.outputText.contains("wrong.yaml:5:1: error unknown-key"))
    }

    @Test("Help, version, schema and completions are there")
    func help() async throws {
        let patchlab = try CommandRunner.patchlab()
        #expect(try await patchlab.run(["--help"]).outputText.contains("compare"))
        #expect(try await patchlab.run(["--version"]).status == 0)
        let schema = try await patchlab.run(["schema"])
        #expect(try JSONSerialization.jsonObject(with: schema.output) is [String: Any])
        for shell in ["bash", "zsh", "fish"] {
            let script = try await patchlab.run(["--generate-completion-script", shell])
            #expect(script.status == 0)
            #expect(script.outputText.contains("compare"))
        }
    }
}
