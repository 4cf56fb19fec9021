import EventEngine
package import Experiments
import PatchModel
import PatchSimulator
import Text
package import Warnings

/// What `compare` prints first: the question, the answer, one table, how fast the fleet is patched, and what to type next.
package struct AnswerReport {
    private let comparison: Comparison
    private let precision: PrecisionReport?
    private let warnings: [Warning]
    private let isFull: Bool
    private let width: Int

    /// - Parameters:
    ///   - precision: how near the study came to the precision asked for; nil if none was.
    ///   - warnings: about the scenario and its runs, the most harmful first.
    ///   - isFull: all tables follow, so that nobody need be told how to get them.
    ///   - width: of the terminal, in characters.
    package init(
        _ comparison: Comparison,
        precision: PrecisionReport? = nil,
        warnings: [Warning] = [],
        isFull: Bool = false,
        width: Int = 80
    ) {
        self.warnings = warnings.filter { $0.severity == .warning && !$0.isSaidByAnswer }
        self.comparison = comparison
        self.precision = precision
        self.isFull = isFull
        self.width = max(40, width)
    }

    /// The whole text, ending with a line break.
    package var text: String {
        let question = study.scenario.question
        var lines = question.isEmpty ? [] : wrapped(question, width: width) + [""]
        lines += answerLines
        if !lines.isEmpty, lines.last != "" { lines.append("") }
        lines += AnswerTable(names: names, rows: AnswerRows(study).rows).lines(width: width)
        lines += warningLines
        lines += BreakdownText(comparison, width: width).lines
        lines += [""] + closing.flatMap { wrapped($0, width: width) }
        return lines.map { SafeText.line($0) }.joined(separator: "\n") + "\n"
    }

    private var study: Study { comparison.study }
    private var names: [String] { study.policies.map { SafeText.line($0.name) } }

    private var answerLines: [String] {
        guard let answer = AnswerText(study) else { return [] }
        // What is told of stands in one column, unless the labels would leave it no room.
        let widest = (answer.lines.map(\.label.count).max() ?? 0) + 4
        let column = widest <= width / 2 ? widest : 4
        return wrapped(answer.sentence, width: width, indent: "    ")
            + answer.lines.flatMap { line -> [String] in
                let indent = String(repeating: " ", count: column)
                let texts = wrapped(line.text, width: width - column).map { indent + $0 }
                let head = "  " + line.label
                guard head.count < column, let first = texts.first else { return [head] + texts }
                return [head + first.dropFirst(head.count)] + texts.dropFirst()
            }
    }

    // MARK: Warnings

    /// Below a table so many are given, unless everything is asked for.
    private static let mostWarnings = 3

    /// Begins with an empty line; no lines where there is nothing to warn of.
    private var warningLines: [String] {
        guard !warnings.isEmpty else { return [] }
        let shown = isFull ? warnings[...] : warnings.prefix(Self.mostWarnings)
        var texts = shown.map { "! \($0.message) [\($0.code)]" }
        if shown.count < warnings.count {
            texts.append(
                "! and \(Figure.count(warnings.count - shown.count, "other warning", "other warnings")): --full"
            )
        }
        return [""] + texts.flatMap { wrapped($0, width: width, indent: "  ") }
    }

    // MARK: The end

    private var span: String {
        let days = Double(study.scenario.horizon) / 86_400
        return days < 2 ? Figure.span(Double(study.scenario.horizon)) : "\(Figure.plain(days)) days"
    }

    /// The date on which it begins.
    private var day: String { String("\(study.scenario.start)".prefix { $0 != "T" }) }

    private var closing: [String] {
        let scenario = study.scenario
        var first = Figure.count(study.replications.count, "run", "runs") + ", seed \(study.seed), "
        first += "\(span) from \(day)."
        if study.isPartial { first += " Interrupted: only what was finished is shown." }
        let runs = study.replications.count
        let isMarked = names.count > 1 && runs >= Significance.fewestReplications
        if runs > 1 { first += " Means" + (isMarked ? "; * best, not by luck (5 % level), and by over 1 %." : ".") }
        let isBound = AnswerRows(study).rows.contains { $0.cells.contains { $0.hasPrefix("≥") } }
        if isBound { first += " ≥: not reached in some runs; the mean counts them as the end." }
        let more =
            study.replications.count < Significance.fewestReplications && names.count > 1
            ? "Fewer than \(Significance.fewestReplications) runs: nothing is called best." : nil
        let prices =
            scenario.prices == nil && names.count > 1
            ? "No prices in the scenario, hence no cheapest strategy: see `prices` in the reference." : nil
        let reached = precision.map { PrecisionText(precision: $0, names: names).sentences } ?? []
        return ([first, more] + reached + [prices, isFull ? nil : "More: --full"]).compactMap { $0 }
    }
}
