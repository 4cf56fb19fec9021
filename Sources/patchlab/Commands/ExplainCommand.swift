import ArgumentParser
import Reports
import ScenarioFiles
import Text
import Warnings
import Workbench

/// `patchlab explain`: what a code of a diagnostic means, a metric, or a term.
struct ExplainCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "explain",
        abstract: "Explain an error or warning code, a metric or a term; without any, list the codes.",
        discussion: """
              patchlab explain unknown-key
              patchlab explain metrics
              patchlab explain terms
              patchlab explain soak time
            """
    )

    @Argument(
        help: ArgumentHelp(
            "A code, such as unknown-key; a metric, such as in-time; a term, such as gate; metrics or terms for a list.",
            valueName: "what"
        ),
        completion: .list(Remark.codes.map(\.code) + ["metrics", "terms"] + MetricGlossary.names + Glossary.names)
    )
    var what: [String] = []

    func run() throws {
        let name = what.joined(separator: " ")
        let width = Terminal.width
        guard !what.isEmpty else {
            for known in Remark.codes { Output.print(known.code + "\n") }
            return
        }
        if name == "metrics" { return Output.print(MetricGlossary.list(width: width)) }
        if name == "terms" { return Output.print(Glossary.list(width: width)) }
        // A metric says more than its term.
        if let text = MetricGlossary.text(name, width: width) { return Output.print(text) }
        if let known = Remark.codes.first(where: { $0.code == name }) {
            return Output.print(Self.text(known.code, known.kind, known.explanation, width: width))
        }
        if let text = Glossary.text(name, width: width) { return Output.print(text) }
        if let present = FormerCommands.present(name) {
            return Output.print(
                wrapped("'patchlab \(name)' is called '\(present)' now.", width: width).joined(separator: "\n") + "\n"
            )
        }
        let names = Remark.codes.map(\.code) + MetricGlossary.names + Glossary.names
        throw Failure(
            "there is no code, metric or term \"\(name)\"" + didYouMean(name, among: names)
                + "; 'patchlab explain' lists the codes, 'patchlab explain metrics' the metrics, "
                + "'patchlab explain terms' the terms"
        )
    }

    private static func text(_ code: String, _ kind: String, _ explanation: Explanation, width: Int) -> String {
        var lines = ["\(kind) \(code)", ""] + wrapped(explanation.cause, width: width)
        for (title, example) in [("Wrong", explanation.wrong), ("Right", explanation.right)] where !example.isEmpty {
            lines += ["", "\(title):"] + example.split(separator: "\n").map { "    \($0)" }
        }
        return lines.joined(separator: "\n") + "\n"
    }
}
