import ArgumentParser
import Reports
import ScenarioFiles
import Text
import Workbench

/// `patchlab explain`: what a code of a diagnostic means.
struct ExplainCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "explain",
        abstract: "Say more about a code in an error message; without a code, list them.",
        discussion: """
              patchlab explain unknown-key
              patchlab explain
            """
    )

    @Argument(
        help: ArgumentHelp("The code, such as unknown-key.", valueName: "code"),
        completion: .list(DiagnosticCode.allCases.map(\.rawValue))
    )
    var code: String?

    func run() throws {
        guard let code else {
            for known in DiagnosticCode.allCases { Output.print(known.rawValue + "\n") }
            return
        }
        guard let known = DiagnosticCode(rawValue: code) else {
            throw Failure(
                "there is no code \"\(code)\"" + didYouMean(code, among: DiagnosticCode.allCases.map(\.rawValue))
                    + "; 'patchlab explain' lists them"
            )
        }
        Output.print(Self.text(known, width: Terminal.width))
    }

    private static func text(_ code: DiagnosticCode, width: Int) -> String {
        let explanation = code.explanation
        var lines = ["\(code.severity.rawValue) \(code.rawValue)", ""] + wrapped(explanation.cause, width: width)
        for (title, example) in [("Wrong", explanation.wrong), ("Right", explanation.right)] where !example.isEmpty {
            lines += ["", "\(title):"] + example.split(separator: "\n").map { "    \($0)" }
        }
        return lines.joined(separator: "\n") + "\n"
    }
}
