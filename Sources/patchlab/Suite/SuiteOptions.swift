import ArgumentParser
import Foundation
import ResultStore
import Text
import Workbench

/// What every command takes that runs a suite.
struct SuiteOptions: ParsableArguments {
    @Argument(
        help: ArgumentHelp("The suite: a file, or the name of one that comes with the program.", valueName: "suite"),
        completion: .file(extensions: ["yaml", "yml"])
    )
    var suite: String

    @Option(
        name: .shortAndLong,
        help: ArgumentHelp("Parallel runs (default: what the suite says); does not affect results.", valueName: "n")
    )
    var threads: Int?

    @Option(
        help: ArgumentHelp(
            "The week of a rotating hidden seed, such as 2026-W48 (default: this one).",
            valueName: "week"
        )
    )
    var week: String?

    @Flag(name: [.short, .long], help: "No progress bar, and no interim messages.")
    var quiet = false

    func validate() throws {
        if let threads, !(1...1024).contains(threads) {
            throw ValidationError("--threads must lie between 1 and 1024.")
        }
        if let week, !HiddenSeed.isWeek(week) {
            throw ValidationError("--week must be a week of ISO 8601, such as 2026-W48.")
        }
    }

    var caller: TerminalCaller { TerminalCaller(isQuiet: quiet) }

    /// The suite, with candidates in place of its own if some are named.
    func read(_ candidates: CandidateOptions?, areNeeded: Bool = true) throws -> PreparedSuite {
        var input = SuiteInput()
        input.programs = candidates?.programs ?? []
        input.strategies = candidates?.strategies ?? []
        input.needsCandidates = areNeeded
        input.threads = threads
        input.environment = ProcessInfo.processInfo.environment
        input.week = week ?? HiddenSeed.week(of: Date())
        return try input.read(suite, for: caller)
    }
}

/// What is held against the baseline.
struct CandidateOptions: ParsableArguments {
    @Option(
        name: .customLong("policy"),
        help: ArgumentHelp("A program in place of the suite's candidates; may be repeated.", valueName: "program"),
        completion: .file()
    )
    var programs: [String] = []

    @Option(
        name: [.customShort("s"), .customLong("strategy")],
        help: ArgumentHelp(
            "A strategy of the worlds in place of the suite's candidates; may be repeated.",
            valueName: "name"
        )
    )
    var strategies: [String] = []
}

/// Where a command's text goes, and in which form.
struct SuiteShowing: ParsableArguments {
    @Flag(help: "Print JSON.")
    var json = false

    @Option(
        name: [.customLong("color"), .customLong("colour")],
        help: ArgumentHelp("Colour: auto, always or never.", valueName: "when")
    )
    var colour: Appearance.Colour = .auto
}
