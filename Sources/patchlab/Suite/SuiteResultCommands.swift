import ArgumentParser
import Foundation
import Reports
import Text
import Workbench

/// `patchlab suite replay`: the same verdict without the programs.
struct SuiteReplayCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "replay",
        abstract: "Repeat the runs of a result, with programs replayed from their decisions, and check the verdict.",
        discussion: """
              patchlab suite replay run.result

            Needs only the file; for runs on a hidden seed also the secret, in the suite's variable. Ends with status 5 if \
            anything differs, otherwise with that of the verdict.
            """
    )

    @Argument(help: ArgumentHelp("What 'suite run -o' wrote.", valueName: "result"), completion: .file())
    var result: String

    @Option(
        name: .shortAndLong,
        help: ArgumentHelp("Parallel runs (default: one per CPU); does not affect results.", valueName: "n")
    )
    var threads: Int?

    @Option(help: ArgumentHelp("Let an inconclusive verdict count as pass or fail.", valueName: "verdict"))
    var inconclusive: Inconclusive?

    @Flag(help: "Show figures of hidden runs in full, for the suite's owner.")
    var reveal = false

    @Flag(name: [.short, .long], help: "No progress bar, and no interim messages.")
    var quiet = false

    @OptionGroup var showing: SuiteShowing

    func validate() throws {
        if let threads, !(1...1024).contains(threads) {
            throw ValidationError("--threads must lie between 1 and 1024.")
        }
    }

    func run() async throws {
        let report = try await SuiteRecords.replayed(
            try SuiteRecords.read(result),
            result,
            threads: threads,
            environment: ProcessInfo.processInfo.environment,
            for: TerminalCaller(isQuiet: quiet)
        )
        try SuiteOutput.show(reveal ? report : report.rounded, showing)
        try SuiteSession.end(report, inconclusive: inconclusive?.verdict)
    }
}

/// `patchlab suite diff`: two results side by side.
struct SuiteDiffCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "diff",
        abstract: "Show what differs between two results of suites.",
        discussion: """
              patchlab suite diff main.result branch.result

            Ends with status 1 if a verdict differs. It shows what the results say, and runs nothing: whether a result
            was altered is found by 'suite replay'.
            """
    )

    @Argument(help: ArgumentHelp("A result.", valueName: "first"), completion: .file())
    var first: String

    @Argument(help: ArgumentHelp("Another one.", valueName: "second"), completion: .file())
    var second: String

    @OptionGroup var showing: SuiteShowing

    func run() throws {
        let diff = SuiteDiff(try SuiteRecords.read(first), try SuiteRecords.read(second))
        SuiteOutput.show(diff.lines(width: Terminal.width), diff.json, showing)
        try diff.end()
    }
}
