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
    private let looks: LooksReport?
    private let warnings: [Warning]
    private let options: AnswerOptions
    private let width: Int
    private let answer: Answer?
    /// What stands between the warnings and the end.
    private let details: [StyledLine]

    /// - Parameters:
    ///   - precision: how near the study came to the precision asked for; nil if none was.
    ///   - looks: when the study was looked at; nil if the number of runs was fixed beforehand.
    ///   - warnings: about the scenario and its runs, the most harmful first.
    ///   - details: what else there is to tell; stands before the end.
    package init(
        _ comparison: Comparison,
        precision: PrecisionReport? = nil,
        looks: LooksReport? = nil,
        warnings: [Warning] = [],
        _ options: AnswerOptions = AnswerOptions(),
        details: [StyledLine] = []
    ) {
        self.details = details
        self.warnings = warnings
        self.comparison = comparison
        self.precision = precision
        self.looks = looks
        self.options = options
        width = max(narrowestTerminal, options.width)
        answer = Answer(comparison.study, decideBy: options.decideBy)
    }

    /// The whole text without styles, ending with a line break.
    package var text: String { lines.plainText }

    /// The lines of the text, none wider than the terminal.
    package var lines: [StyledLine] {
        // Without a table the answer stands alone.
        guard !options.rows.isEmpty else { return answerLines }
        let question = study.scenario.question
        var lines = question.isEmpty ? [] : plainLines(wrapped(question, width: width) + [""])
        lines += answerLines
        if options.explains { lines += plainLines(reached.flatMap { wrapped($0, width: width - 2).map { "  " + $0 } }) }
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
        lines += WarningLines(warnings, isFull: options.isFull).styled(width: width)
        lines += plainLines(BreakdownText(comparison, by: options.dimensions, width: width).lines)
        return lines + details + closingLines(closing(rows), more: more, width: width)
    }

    private var study: Study { comparison.study }
    private var names: [String] { study.policies.map { SafeText.line($0.name) } }

    /// Lines with an empty one before them, if there are any.
    private func block(_ lines: [String]) -> [StyledLine] { lines.isEmpty ? [] : plainLines([""] + lines) }

    private var recommended: Set<Int> {
        guard let answer, case .best(let best) = answer.choice else { return [] }
        return Set(best)
    }

    private var answerLines: [StyledLine] {
        guard let answer else { return [] }
        let text = AnswerText(study, answer)
        return AnswerBlock(sentence: text.sentence, lines: text.lines).styled(width: width)
    }

    /// How the answer was reached; nothing for a single strategy.
    private var reached: [String] { answer.map { AnswerReasons(study, $0).sentences } ?? [] }

    // MARK: The end

    private var span: String {
        let days = Double(study.scenario.horizon) / 86_400
        return days < 2 ? Figure.span(Double(study.scenario.horizon)) : "\(Figure.plain(days)) days"
    }

    /// The date on which it begins.
    private var day: String { String("\(study.scenario.start)".prefix { $0 != "T" }) }

    /// What a mark says of chance.
    private var markWords: String { looks == nil ? ", not by luck" : " at two looks in a row" }

    private func closing(_ rows: [AnswerRows.Row]) -> [String] {
        let scenario = study.scenario
        let runs = study.replications.count
        var first = Figure.count(runs, "run", "runs") + ", seed \(study.seed), "
        first += "\(span) from \(day)."
        if study.isPartial { first += " Interrupted: only what was finished is shown." }
        let isMarked = names.count > 1 && runs >= Significance.fewestReplications
        if runs > 1 { first += " Means" + (isMarked ? "; * best\(markWords) (5 % level), and by over 1 %." : ".") }
        let told = looks?.sentences(isPartial: study.isPartial) ?? []
        let isBound = rows.contains { $0.cells.contains { $0.hasPrefix("≥") } }
        if isBound { first += " ≥: not reached in some runs; the mean counts them as the end." }
        let few =
            runs < Significance.fewestReplications && names.count > 1
            ? "Fewer than \(Significance.fewestReplications) runs: nothing is called best." : nil
        let prices =
            scenario.prices == nil && names.count > 1
            ? "No prices in the scenario, hence no cheapest strategy: see `prices` in the reference." : nil
        let reached = precision.map { PrecisionText(precision: $0, names: names).sentences } ?? []
        return ([first, few] + told + reached + [prices]).compactMap { $0 }
    }

    /// What to type for more.
    private var more: [String] {
        guard !options.isFull else { return [] }
        var words = ["More: --full"]
        if study.scenario.groups.count > 1, options.dimensions.isEmpty { words.append("--by group") }
        if !options.explains { words.append("--explain") }
        if let runs = worthTrying, runs > study.replications.count, runs <= 2000 { words.append("-n \(runs)") }
        return words
    }

    /// So many runs may tell more; nil if these say what there is to say.
    private var worthTrying: Int? {
        guard answer?.choice != .single else { return Significance.fewestReplications }
        return answer?.worthTrying
    }
}
