import ArgumentParser
import Foundation
import Text
import Traces
import Workbench

/// `patchlab verify-trace`: does this trace still come out, and if not, where does it part?
struct VerifyTraceCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "verify-trace",
        abstract: "Run a trace again, or compare two traces, and show the first difference.",
        discussion: """
              patchlab verify-trace mine.jsonl
              patchlab verify-trace mine.jsonl other.jsonl

            Exit status: 0 if they are the same, 1 if they differ.
            """
    )

    @Argument(help: ArgumentHelp("A trace written by 'patchlab trace'.", valueName: "trace"), completion: .file())
    var trace: String

    @Argument(
        help: ArgumentHelp("Another trace to compare it with, instead of running it again.", valueName: "other"),
        completion: .file()
    )
    var other: String?

    @Option(
        help: ArgumentHelp("The scenario file, if it is not where the trace says.", valueName: "scenario"),
        completion: .scenario
    )
    var scenario: String?

    func validate() throws {
        if other != nil && scenario != nil { throw ValidationError("Name another trace or a scenario, not both.") }
    }

    func run() throws {
        let written = try TraceFile(path: trace)
        let difference =
            if let other {
                try written.divergence(from: TraceFile(path: other))
            } else {
                try written.divergenceFromRerun(scenario: scenario, for: TerminalCaller(isQuiet: false))
            }
        guard let difference else {
            Output.print("the same: \(written.lines.count - 1) lines\n")
            return
        }
        let (firstName, otherName) = (SafeText.line(trace), SafeText.line(other ?? "run again"))
        let width = max(firstName.count, otherName.count)
        let told = { (name: String, line: String?) in
            name.padding(toLength: width, withPad: " ", startingAt: 0) + "  " + (line ?? "(has ended)")
        }
        throw Failure(
            lines: [
                "the traces differ first in line \(difference.line + 1):", told(firstName, difference.first),
                told(otherName, difference.second),
            ],
            kind: .difference
        )
    }
}
