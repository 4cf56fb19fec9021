import ArgumentParser
import ScenarioFiles

/// `patchlab explain`: what a code of a diagnostic means.
struct ExplainCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "explain",
        abstract: "Say more about a code in an error message; without a code, list them."
    )

    @Argument(help: ArgumentHelp("The code, such as unknown-key.", valueName: "code"))
    var code: String?

    func run() throws {
        guard let code else {
            for known in DiagnosticCode.allCases { Output.print(known.rawValue + "\n") }
            return
        }
        guard let known = DiagnosticCode(rawValue: code) else {
            let nearest = nearestName(to: code, among: DiagnosticCode.allCases.map(\.rawValue))
            throw Failure(
                "there is no code \"\(code)\"" + (nearest.map { " (did you mean \"\($0)\"?)" } ?? "")
                    + "; 'patchlab explain' lists them"
            )
        }
        Output.print(known.explanationText)
    }
}
