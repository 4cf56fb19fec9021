import Text
import Traces
import Workbench

/// `patchlab trace --check`: does this trace still come out, and if not, where does it part?
struct TraceCheck {
    /// Path of a trace.
    var trace: String
    /// Path of another one to compare it with; nil: it is run again.
    var other: String?
    /// Where its scenario is; nil: where the trace says.
    var scenario: String?

    /// - Throws: `Failure` if they differ, or cannot be read.
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
        let width = max(firstName.columns, otherName.columns)
        let told = { (name: String, line: String?) in
            padded(name, to: width) + "  " + (line ?? "(has ended)")
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
