import ArgumentParser
import Reports
import ScenarioFiles
import Text
import Warnings
import Workbench

/// `patchlab explain`: what a code of a diagnostic means, or a metric.
struct ExplainCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "explain",
        abstract: "Explain an error or warning code, or a metric; without either, list the codes.",
        discussion: """
              patchlab explain unknown-key
              patchlab explain metrics
              patchlab explain
            """
    )

    @Argument(
        help: ArgumentHelp("The code, such as unknown-key, or a metric, such as in-time.", valueName: "code"),
        completion: .list(Remark.codes.map(\.code) + ["metrics"] + MetricGlossary.names)
    )
    var code: String?

    func run() throws {
        guard let code else {
            for known in Remark.codes { Output.print(known.code + "\n") }
            return
        }
        if code == "metrics" {
            Output.print(MetricGlossary.list(width: Terminal.width))
            return
        }
        if let text = MetricGlossary.text(code, width: Terminal.width) {
            Output.print(text)
            return
        }
        guard let known = Remark.codes.first(where: { $0.code == code }) else {
            let names = Remark.codes.map(\.code) + MetricGlossary.names
            throw Failure(
                "there is no code or metric \"\(code)\"" + didYouMean(code, among: names)
                    + "; 'patchlab explain' lists the codes, 'patchlab explain metrics' the metrics"
            )
        }
        Output.print(Self.text(known.code, known.kind, known.explanation, width: Terminal.width))
    }

    private static func text(_ code: String, _ kind: String, _ explanation: Explanation, width: Int) -> String {
        var lines = ["\(kind) \(code)", ""] + wrapped(explanation.cause, width: width)
        for (title, example) in [("Wrong", explanation.wrong), ("Right", explanation.right)] where !example.isEmpty {
            lines += ["", "\(title):"] + example.split(separator: "\n").map { "    \($0)" }
        }
        return lines.joined(separator: "\n") + "\n"
    }
}
