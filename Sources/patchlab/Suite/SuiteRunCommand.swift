import ArgumentParser
import Experiments
import Foundation
import Reports
import ResultStore
import ScenarioFiles
import Text
import Workbench

/// What an inconclusive verdict counts as.
enum Inconclusive: String, CaseIterable, ExpressibleByArgument {
    case pass, fail

    var verdict: GateVerdict { self == .pass ? .pass : .fail }
}

/// `patchlab suite run`: the gate.
struct SuiteRunCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "run",
        abstract: "Compare candidates with the baseline, and end with the verdict as exit status.",
        discussion: """
              patchlab suite run laptops --policy ./my-policy.py
              patchlab suite run laptops -s two-days --junit out.xml -o run.result
              patchlab suite run mine.yaml --markdown summary.md

            Passes candidates shown to lose no more than the margins, fails those shown to lose more, and calls \
            all others 'inconclusive' (status 4). Candidates are those of the suite, unless --policy or --strategy \
            names others.

            With --resume the same command continues where it was interrupted, however that happened, and its output is the same to \
            the byte. The folder holds runs on the hidden seed unsealed: do not share it.

            With GITHUB_ACTIONS=true the worst rows become annotations.
            """
    )

    @OptionGroup var options: SuiteOptions
    @OptionGroup var candidates: CandidateOptions
    @OptionGroup var showing: SuiteShowing

    @Option(help: ArgumentHelp("Let an inconclusive verdict count as pass or fail.", valueName: "verdict"))
    var inconclusive: Inconclusive?

    @Option(
        name: [.customShort("o"), .customLong("output")],
        help: ArgumentHelp("Write what 'suite replay' and 'suite diff' need.", valueName: "file"),
        completion: .file()
    )
    var output: String?

    @Option(
        help: ArgumentHelp(
            "Keep runs in this folder as they are made, and continue from those in it.",
            valueName: "folder"
        ),
        completion: .directory
    )
    var resume: String?

    @Flag(help: "Show and write hidden runs, too, for the suite's owner.")
    var reveal = false

    @Option(help: ArgumentHelp("Write JUnit's XML.", valueName: "file"), completion: .file(extensions: ["xml"]))
    var junit: String?

    @Flag(help: "Print the Test Anything Protocol, version 14, instead of the table.")
    var tap = false

    @Option(
        help: ArgumentHelp("Append a summary in Markdown, such as to \"$GITHUB_STEP_SUMMARY\".", valueName: "file"),
        completion: .file(extensions: ["md"])
    )
    var markdown: String?

    @Option(help: ArgumentHelp("Write what bencher reads.", valueName: "file"), completion: .file(extensions: ["json"]))
    var bencher: String?

    @Option(
        help: ArgumentHelp("Write what github-action-benchmark reads.", valueName: "file"),
        completion: .file(extensions: ["json"])
    )
    var benchmarkAction: String?

    func validate() throws {
        if showing.json && tap { throw ValidationError("--json and --tap exclude each other.") }
    }

    func run() async throws {
        let caller = options.caller
        let suite = try options.read(candidates)
        var taken = suite.files + [suite.baselinePath].compactMap { $0 }
        for file in [output, junit, markdown, bencher, benchmarkAction].compactMap({ $0 }) {
            try OutputOptions.check(file, against: taken)
            taken.append(file)
        }
        if let missing = suite.seeds.variable, suite.seeds.secret == nil {
            caller.hear("public seeds only: \(missing) is not set")
        }
        var session = try SuiteSession(suite, resuming: resume, for: caller)
        let whole: SuiteReport
        do {
            try await session.decide(budget: suite.file.budget.time)
            try await session.audit()
            whole = try session.report()
        } catch {
            let why = (error as? Failure)?.lines.joined(separator: ": ") ?? "\(error)"
            if let junit {
                try OutputOptions.write(SuiteFormats.junit(withoutVerdict: why, of: suite.file.name), to: junit)
            }
            throw error
        }
        let report = reveal ? whole : whole.rounded
        if let output { try OutputOptions.write(try session.record(whole, reveals: reveal).text, to: output) }
        try write(report)
        try SuiteOutput.show(report, showing, tap: tap)
        if ProcessInfo.processInfo.environment["GITHUB_ACTIONS"] == "true" {
            // They go where the runner reads them and no program that reads standard output does.
            for line in SuiteFormats.annotations(report) { Output.printError(line) }
        }
        try SuiteSession.end(report, inconclusive: inconclusive?.verdict)
    }

    private func write(_ report: SuiteReport) throws {
        if let junit { try OutputOptions.write(SuiteFormats.junit(report), to: junit) }
        if let bencher { try OutputOptions.write(SuiteFormats.bencher(report).printed() + "\n", to: bencher) }
        if let benchmarkAction {
            try OutputOptions.write(SuiteFormats.benchmarkAction(report).printed() + "\n", to: benchmarkAction)
        }
        guard let markdown else { return }
        // A summary is added to what other steps have written; together they must not be too large.
        let before = FileManager.default.contents(atPath: markdown) ?? Data()
        let room = max(0, SuiteMarkdown.mostBytes - before.count)
        let text = SuiteMarkdown.document(report, mostBytes: room)
        try OutputOptions.write(String(decoding: before, as: UTF8.self) + text, to: markdown)
    }
}

/// How what a suite found is shown.
enum SuiteOutput {
    static func show(_ report: SuiteReport, _ showing: SuiteShowing, tap: Bool = false) throws {
        if showing.json {
            Output.print(SuiteJSON.document(report).printed() + "\n")
        } else if tap {
            Output.print(SuiteFormats.tap(report))
        } else {
            let appearance = Terminal.appearance(showing.colour)
            Output.print(SuiteText(report, width: Terminal.width(appearance)).lines, appearance)
        }
    }

    /// Lines of a table, or a document.
    static func show(_ lines: [String], _ json: JSON, _ showing: SuiteShowing) {
        if showing.json {
            Output.print(json.printed() + "\n")
        } else {
            Output.print(lines.map { StyledLine($0) }, Terminal.appearance(showing.colour))
        }
    }
}
