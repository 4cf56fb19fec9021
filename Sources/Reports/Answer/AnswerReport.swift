import EventEngine
package import Experiments
import PatchModel
import PatchSimulator
package import Text
package import Warnings

/// What `compare` prints first: the question, the answer, one table, how fast the fleet is patched, and what to type next.
package struct AnswerReport {
    private let comparison: Comparison
    private let precision: PrecisionReport?
    private let warnings: [Warning]
    private let options: AnswerOptions
    private let width: Int
    private let answer: Answer?

    /// - Parameters:
    ///   - precision: how near the study came to the precision asked for; nil if none was.
    ///   - warnings: about the scenario and its runs, the most harmful first.
    package init(
        _ comparison: Comparison,
        precision: PrecisionReport? = nil,
        warnings: [Warning] = [],
        _ options: AnswerOptions = AnswerOptions()
    ) {
        self.warnings = warnings.filter { $0.severity == .warning && !$0.isSaidByAnswer }
        self.comparison = comparison
        self.precision = precision
        self.options = options
        width = max(40, options.width)
        answer = Answer(comparison.study, decideBy: options.decideBy)
    }

    /// The whole text without styles, ending with a line break.
    package var text: String { lines.map { SafeText.line($0.text) }.joined(separator: "\n") + "\n" }

    /// The lines of the text, none wider than the terminal.
    package var lines: [StyledLine] {
        // Without a table the answer stands alone.
        guard !options.rows.isEmpty else { return answerLines }
        let question = study.scenario.question
        var lines = question.isEmpty ? [] : plain(wrapped(question, width: width) + [""])
        lines += answerLines
        if options.explains { lines += plain(reached.flatMap { wrapped($0, width: width - 2).map { "  " + $0 } }) }
        if let last = lines.last, !last.text.isEmpty { lines.append(StyledLine()) }
        let rows = AnswerRows(study, options, answer: answer).rows
        lines += AnswerTable(names: names, rows: rows, recommended: recommended, explains: options.explains)
            .lines(width: width)
        if options.rows.contains(.days) {
            lines += block(DayTable(study, days: options.days).lines(names, width: width))
        }
        if options.rows.contains(.groups), width >= AnswerTable.wide, !options.dimensions.contains(.group) {
            lines += block(GroupTable(study).lines(names, width: width))
        }
        lines += warningLines
        lines += plain(BreakdownText(comparison, by: options.dimensions, width: width).lines)
        return lines + [StyledLine()] + closing(rows).map { StyledLine($0, .dim) }
    }

    private var study: Study { comparison.study }
    private var names: [String] { study.policies.map { SafeText.line($0.name) } }

    private func plain(_ lines: [String]) -> [StyledLine] { lines.map { StyledLine($0) } }

    /// Lines with an empty one before them, if there are any.
    private func block(_ lines: [String]) -> [StyledLine] { lines.isEmpty ? [] : plain([""] + lines) }

    private var recommended: Set<Int> {
        guard let answer, case .best(let best) = answer.choice else { return [] }
        return Set(best)
    }

    private var answerLines: [StyledLine] {
        guard let answer else { return [] }
        let text = AnswerText(study, answer)
        // What is told of stands in one column, unless the labels would leave it no room.
        let widest = (text.lines.map(\.label.columns).max() ?? 0) + 4
        let column = widest <= width / 2 ? widest : 4
        return wrapped(text.sentence, width: width, indent: "    ").map { StyledLine($0, .strong) }
            + plain(
                text.lines.flatMap { line -> [String] in
                    let indent = String(repeating: " ", count: column)
                    let texts = wrapped(line.text, width: width - column).map { indent + $0 }
                    let head = "  " + line.label
                    guard head.columns < column, let first = texts.first else {
                        return wrapped(head, width: width - 2, indent: "  ").map { $0.hasPrefix("  ") ? $0 : "  " + $0 }
                            + texts
                    }
                    return [padded(head, to: column) + first.dropFirst(column)] + texts.dropFirst()
                }
            )
    }

    /// How the answer was reached; nothing for a single strategy.
    private var reached: [String] { answer.map { AnswerReasons(study, $0).sentences } ?? [] }

    // MARK: Warnings

    /// Below a table so many are given, unless everything is asked for.
    private static let mostWarnings = 3

    /// Begins with an empty line; no lines where there is nothing to warn of.
    private var warningLines: [StyledLine] {
        guard !warnings.isEmpty else { return [] }
        let shown = options.isFull ? warnings[...] : warnings.prefix(Self.mostWarnings)
        var texts = shown.map { "\($0.message) [\($0.code)]" }
        if shown.count < warnings.count {
            texts.append("and \(Figure.count(warnings.count - shown.count, "other warning", "other warnings")): --full")
        }
        return [StyledLine()] + texts.flatMap { Self.warning($0, width: width) }
    }

    /// A warning, marked so that it is seen without colour, too.
    private static func warning(_ text: String, width: Int) -> [StyledLine] {
        wrapped("! " + text, width: width, indent: "  ").enumerated().map { number, line in
            guard number == 0 else { return StyledLine(line) }
            var styled = StyledLine("!", .warning)
            styled.append(String(line.dropFirst()))
            return styled
        }
    }

    // MARK: The end

    private var span: String {
        let days = Double(study.scenario.horizon) / 86_400
        return days < 2 ? Figure.span(Double(study.scenario.horizon)) : "\(Figure.plain(days)) days"
    }

    /// The date on which it begins.
    private var day: String { String("\(study.scenario.start)".prefix { $0 != "T" }) }

    private func closing(_ rows: [AnswerRows.Row]) -> [String] {
        let scenario = study.scenario
        let runs = study.replications.count
        var first = Figure.count(runs, "run", "runs") + ", seed \(study.seed), "
        first += "\(span) from \(day)."
        if study.isPartial { first += " Interrupted: only what was finished is shown." }
        let isMarked = names.count > 1 && runs >= Significance.fewestReplications
        if runs > 1 { first += " Means" + (isMarked ? "; * best, not by luck (5 % level), and by over 1 %." : ".") }
        let isBound = rows.contains { $0.cells.contains { $0.hasPrefix("≥") } }
        if isBound { first += " ≥: not reached in some runs; the mean counts them as the end." }
        let few =
            runs < Significance.fewestReplications && names.count > 1
            ? "Fewer than \(Significance.fewestReplications) runs: nothing is called best." : nil
        let prices =
            scenario.prices == nil && names.count > 1
            ? "No prices in the scenario, hence no cheapest strategy: see `prices` in the reference." : nil
        let reached = precision.map { PrecisionText(precision: $0, names: names).sentences } ?? []
        let sentences = ([first, few] + reached + [prices]).compactMap { $0 }
        return sentences.flatMap { wrapped($0, width: width) } + more
    }

    /// What to type for more.
    private var more: [String] {
        guard !options.isFull else { return [] }
        var words = ["More: --full"]
        if study.scenario.groups.count > 1, options.dimensions.isEmpty { words.append("--by group") }
        if !options.explains { words.append("--explain") }
        if let runs = answer?.worthTrying, runs > study.replications.count, runs <= 2000 { words.append("-n \(runs)") }
        let line = words.joined(separator: "  ")
        return line.columns <= width ? [line] : wrapped(line, width: width)
    }
}
