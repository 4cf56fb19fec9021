import ArgumentParser
import Text
import Workbench

/// Options of every command that simulates.
struct SimulationOptions: ParsableArguments {
    @Option(help: ArgumentHelp("Random seed; the same seed gives the same results.", valueName: "number"))
    var seed: UInt64 = 1

    @Option(
        name: .shortAndLong,
        help: ArgumentHelp(
            "Parallel runs (default: one per CPU); does not affect results.",
            valueName: "n"
        )
    )
    var threads: Int?

    @Flag(name: [.short, .long, .customLong("no-progress")], help: "No progress bar and no warnings.")
    var quiet = false

    @Flag(help: "Print JSON.")
    var json = false

    @Flag(help: "Print comma-separated values.")
    var csv = false

    @OptionGroup var destination: OutputOptions

    func validate() throws {
        if json && csv { throw ValidationError("--json and --csv exclude each other.") }
        if let threads, !(1...1024).contains(threads) {
            throw ValidationError("--threads must lie between 1 and 1024.")
        }
    }

    /// How runs are to be made.
    var work: Work { Work(seed: seed, threads: threads ?? Work.usualThreads, caller: caller) }

    var caller: TerminalCaller { TerminalCaller(isQuiet: quiet) }

    var output: String? { destination.output }

    /// Puts a document where the user wants it.
    func deliver(_ text: String) throws { try destination.deliver(text) }

    /// The same with lines that a terminal shows in styles.
    func deliver(_ lines: [StyledLine], _ appearance: Appearance) throws {
        guard output == nil else {
            try destination.deliver(lines.map(\.text).joined(separator: "\n") + "\n")
            return
        }
        Output.print(lines, appearance)
    }
}
