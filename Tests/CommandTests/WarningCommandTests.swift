import Foundation
import Testing

/// What commands say of figures that would mislead, through the binary.
@Suite("Warnings of commands")
struct WarningCommandTests {
    /// A patch without a vendor's fix, which a strategy waits for, and a canary that cannot fail.
    private static let scenario = """
        patchlab: 1
        question: Which?
        start: 2026-03-10T18:00:00
        horizon: 20d
        software: { components: { app: { versions: [1, 2] } }, images: { a: [app 1] } }
        fleet: [{ group: g, count: 100, class: server, image: a, check-in: push }]
        vulnerabilities: { v: { affects: app < 2, severity: high } }
        patches:
          p:
            updates: app -> 2
            fixes: v
            install: { duration: 2m }
            regressions: [{ name: breaks, chance: 10%, effect: { down: app }, telemetry: { shows: 50%, after: 9d } }]
        strategies:
          now: { kind: big-bang }
          canary: { count: 2, soak: 24h, inconclusive: { extend: 0s, then: continue } }

        """

    private static let lines = [
        "s.yaml:9:3: warning stop-is-final: a rollout of \"p\" that stops never resumes",
        "s.yaml:16:13: warning canary-cannot-fail: 2 canaries can never fail the test at 5 %: even 2 of 2 against 0 of 2 "
            + "gives p = 0.167; 3 are needed",
    ]

    private func with(_ scenario: String = scenario, _ body: (CommandRunner) async throws -> Void) async throws {
        let folder = try ScratchDirectory()
        defer { folder.remove() }
        _ = try folder.newFile("s.yaml", holding: Data(scenario.utf8))
        try await body(try CommandRunner.patchlab(directory: folder.url))
    }

    @Test("validate gives warnings in one line each in a pipe, then the notes, and counts them at the end")
    func validate() async throws {
        try await with { patchlab in
            let result = try await patchlab.run("validate", "s.yaml")
            #expect(result.status == 0)
            let lines = result.outputText.split(separator: "\n").map(String.init)
            #expect(Array(lines.prefix(2)) == Self.lines)
            #expect(lines[2].hasPrefix("s.yaml:14:1: note prices-missing: "))
            #expect(
                lines[3...] == [
                    "s.yaml: OK with 2 warnings and 1 note. 100 devices in 1 group, 1 patch, 1 vulnerability, 2 strategies"
                ]
            )
            let quiet = try await patchlab.run("validate", "-q", "s.yaml")
            #expect(quiet.outputText == Self.lines.joined(separator: "\n") + "\n")
            let author = try await patchlab.run("validate", "--author", "s.yaml")
            #expect(author.outputText.contains("s.yaml:16:23: warning soak-too-short: the soak lasts 24 h, but half"))
        }
    }

    @Test("validate shows the lines of the file, JSON, or commands for GitHub, as asked for")
    func forms() async throws {
        try await with { patchlab in
            let full = try await patchlab.run("validate", "--format", "full", "s.yaml").outputText
            #expect(full.contains("\n  --> s.yaml:16:13\n   |\n16 |   canary: { count: 2, soak"))
            #expect(full.contains("\n   |             ^^^^^\n"))
            #expect(full.contains("\n   = help: `count: 3` at least; more find rarer defects\n"))
            #expect(full.contains("\n   = more: patchlab explain canary-cannot-fail\n"))
            let json = try await patchlab.run("validate", "--format", "json", "s.yaml")
            let found = try #require(try JSONSerialization.jsonObject(with: json.output) as? [[String: Any]])
            #expect(found.map { $0["code"] as? String } == ["stop-is-final", "canary-cannot-fail", "prices-missing"])
            #expect(found.map { $0["line"] as? Int } == [9, 16, 14])
            let github = try await patchlab.run("validate", "--format", "github", "s.yaml").outputText
            #expect(github.hasPrefix("::warning file=s.yaml,line=9,col=3,title=stop-is-final::a rollout of \"p\" that"))
        }
        try await with(Self.scenario.replacing("image: a", with: "image: b")) { patchlab in
            let wrong = try await patchlab.run("validate", "--format", "full", "s.yaml")
            #expect(wrong.status == 2)
            #expect(wrong.outputText.hasPrefix("error[unknown-image]: there is no image \"b\"\n --> s.yaml:6:55\n"))
        }
    }

    @Test(
        "commands that simulate warn on standard error before they run, without notes, and not when quiet",
        arguments: [
            ["compare", "s.yaml", "-n", "2"], ["run", "s.yaml"],
            ["sweep", "s.yaml", "--vary", "strategies.canary.soak=12h,24h", "-n", "2"],
            ["select", "s.yaml", "--smallest-difference", "1000000", "--max-runs", "3"],
            [
                "optimise", "s.yaml", "--vary", "patches.p.regressions.breaks.chance=1%,2%", "-n", "2", "--metric",
                "downtime",
            ],
        ]
    )
    func simulating(command: [String]) async throws {
        try await with { patchlab in
            let result = try await patchlab.run(command)
            #expect(result.status == 0, "\(result.errorText)")
            #expect(Array(result.errorText.split(separator: "\n").map(String.init).prefix(2)) == Self.lines)
            #expect(!result.errorText.contains("note"))
            let quiet = try await patchlab.run(command + ["-q"])
            #expect(quiet.errorText == "")
            #expect(quiet.output == result.output)
            let denied = try await patchlab.run(command + ["-q", "--deny", "warnings"])
            #expect(denied.status == 2)
            #expect(denied.output.isEmpty)
            #expect(
                denied.errorText
                    == (Self.lines + ["error: there are 2 warnings, and --deny warnings was given"])
                    .joined(separator: "\n") + "\n"
            )
        }
    }

    @Test("a preset that is given by name is looked at, too, and nothing is said of what its author chose")
    func preset() async throws {
        try await with { patchlab in
            let words = ["compare", "s.yaml", "-n", "2", "-s", "now,canary-sequential"]
            let result = try await patchlab.run(words)
            #expect(result.status == 0)
            let told = result.errorText.split(separator: "\n").filter { $0.hasPrefix("strategy ") }
            #expect(told.count == 1, "\(result.errorText)")
            #expect(told.first?.hasPrefix("strategy canary-sequential: warning canary-cannot-pass: ") ?? false)
            #expect(result.outputText.contains("[canary-cannot-pass]"), "\(result.outputText)")
            let denied = try await patchlab.run(words + ["--deny", "warnings"])
            #expect(denied.status == 2 && denied.output.isEmpty)
            // Neither of what it leaves to the defaults, nor that these have no effect.
            let rolling = try await patchlab.run("compare", "s.yaml", "-n", "2", "-s", "now,k8s-rolling")
            #expect(rolling.status == 0)
            #expect(!rolling.errorText.contains("strategy k8s-rolling"), "\(rolling.errorText)")
        }
    }

    @Test(
        "below the table the three most harmful are given, those that runs tell included, and all of them with --full"
    )
    func belowTheTable() async throws {
        try await with { patchlab in
            let result = try await patchlab.run("compare", "s.yaml", "-n", "10", "-q").outputText
            let given = result.split(separator: "\n").filter { $0.hasPrefix("! ") }
            #expect(given.count <= 4)
            #expect(given[0] == "! a rollout of \"p\" that stops never resumes [stop-is-final]")
            #expect(given[1].hasPrefix("! 2 canaries can never fail the test at 5 %"))
            #expect(given[2].hasPrefix("! canary was not finished on day 20 in 1 of 10 runs"))
            let full = try await patchlab.run("compare", "s.yaml", "-n", "10", "-q", "--full").outputText
            #expect(full.contains("[rare-harm]"))
            #expect(!full.contains("other warning"))
        }
    }

    @Test("warnings that only the runs tell end the command with status 2 after its output, if they are denied")
    func deniedAfterwards() async throws {
        let scenario = Self.scenario.replacing("    install:", with: "    vendor-fix: { after: 2d }\n    install:")
            .replacing("count: 2", with: "count: 20")
        try await with(scenario) { patchlab in
            let fine = try await patchlab.run("compare", "s.yaml", "-n", "10")
            #expect(fine.status == 0)
            #expect(fine.errors.isEmpty)
            let denied = try await patchlab.run("compare", "s.yaml", "-n", "10", "--deny", "warnings")
            #expect(denied.status == 2)
            #expect(denied.output == fine.output)
            #expect(denied.errorText.contains("warning rare-harm: only 1 of 10 runs met a bad patch"))
            #expect(denied.errorText.contains(", and --deny warnings was given\n"))
            let validated = try await patchlab.run("validate", "s.yaml", "--deny", "warnings")
            #expect(validated.status == 0)
        }
        try await with { patchlab in
            let validated = try await patchlab.run("validate", "s.yaml", "--deny", "warnings")
            #expect(validated.status == 2)
        }
    }

    @Test("a search whose end is known before is warned of")
    func trivialSearch() async throws {
        try await with { patchlab in
            let search = ["optimise", "s.yaml", "--vary", "strategies.canary.soak=1h,2h", "-n", "2"]
            let result = try await patchlab.run(search)
            #expect(result.errorText.contains("s.yaml:16:23: warning optimise-trivially: "))
            let bound = try await patchlab.run(search + ["--subject-to", "blast-radius-mean<=50"])
            #expect(!bound.errorText.contains("optimise-trivially"))
        }
    }

    @Test("a report lists the warnings, on the page, in its data and in Markdown")
    func report() async throws {
        try await with { patchlab in
            _ = try await patchlab.run("compare", "s.yaml", "-n", "10", "-q", "--study", "s.db")
            let made = try await patchlab.run("report", "s.db", "-o", "s.html")
            #expect(made.status == 0)
            let folder = try #require(patchlab.directory)
            let page = String(decoding: try Data(contentsOf: folder.appendingPathComponent("s.html")), as: UTF8.self)
            #expect(page.contains("<li data-code=\"stop-is-final\">"))
            #expect(page.contains("<li data-code=\"rare-harm\">"))
            #expect(page.contains("\"code\":\"canary-cannot-fail\""))
            let markdown = try await patchlab.run("report", "s.db", "--markdown").outputText
            #expect(
                markdown.contains("\n- **Warning** a rollout of \"p\" that stops never resumes (`stop-is-final`)\n")
            )
        }
    }

    @Test("every code is explained")
    func explain() async throws {
        let patchlab = try CommandRunner.patchlab()
        let codes = try await patchlab.run("explain").outputText.split(separator: "\n").map(String.init)
        #expect(codes.contains("unknown-key") && codes.contains("noise-stops") && codes.contains("undecided"))
        #expect(Set(codes).count == codes.count)
        for code in ["noise-stops", "soak-too-short", "no-effect", "unknown-code"] {
            let result = try await patchlab.run("explain", code)
            #expect(result.status == 0)
            #expect(result.outputText.contains(code))
            #expect(result.outputText.contains("\nRight:\n"))
        }
        #expect(
            try await patchlab.run("explain", "soak-too-short").outputText.hasPrefix(
                "warning (`--author`) soak-too-short\n"
            )
        )
    }
}
