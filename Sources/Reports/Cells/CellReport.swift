package import Experiments
import PatchModel
import PatchSimulator
package import Text
package import Warnings

/// What `compare` prints where the runs are those of cells: as `AnswerReport`, with each cell counted by its chance.
package struct CellReport {
    private let comparison: CellComparison
    private let limit: Int
    private let isPartial: Bool
    private let warnings: [Warning]
    private let options: AnswerOptions
    private let width: Int
    private let made: Study

    /// - Parameters:
    ///   - limit: of the events after which no further look was begun.
    ///   - isPartial: somebody ended it.
    ///   - warnings: about the scenario and its runs, the most harmful first.
    package init(
        _ comparison: CellComparison,
        limit: Int,
        isPartial: Bool = false,
        warnings: [Warning] = [],
        _ options: AnswerOptions = AnswerOptions()
    ) {
        self.comparison = comparison
        self.limit = limit
        self.isPartial = isPartial
        self.warnings = warnings
        self.options = options
        width = max(narrowestTerminal, options.width)
        made = comparison.study.madeRuns
    }

    /// The lines of the text, none wider than the terminal.
    package var lines: [StyledLine] {
        guard !options.rows.isEmpty else { return answerLines }
        let question = scenario.question
        var lines = question.isEmpty ? [] : plainLines(wrapped(question, width: width) + [""])
        lines += answerLines
        if options.explains, names.count > 1 {
            lines += plainLines(wrapped(reached, width: width - 2).map { "  " + $0 })
        }
        if let last = lines.last, !last.text.isEmpty { lines.append(StyledLine()) }
        let rows = AnswerRows(comparison, options).rows
        lines += AnswerTable(names: names, rows: rows, recommended: recommended, explains: options.explains)
            .lines(width: width)
        if options.rows.contains(.days) {
            let days = DayTable(made, days: options.days, weights: comparison.study.weights).lines(names, width: width)
            if !days.isEmpty { lines += plainLines([""] + days) }
        }
        if options.rows.contains(.groups), width >= AnswerTable.wide {
            let groups = GroupTable(comparison.study).lines(names, width: width)
            if !groups.isEmpty { lines += plainLines([""] + groups) }
        }
        lines += WarningLines(warnings, isFull: options.isFull).styled(width: width)
        lines += closingLines(closing(rows), more: more, width: width)
        if options.isFull { lines += [StyledLine()] + CellText(comparison, width: width).lines }
        return lines
    }

    private var scenario: Scenario { comparison.study.scenario }
    private var names: [String] { comparison.study.policies.map { SafeText.line($0.name) } }

    private var answerLines: [StyledLine] {
        guard let answer = comparison.answer else { return [] }
        let text = CellAnswerText(answer, comparison)
        return AnswerBlock(sentence: text.sentence, lines: text.lines).styled(width: width)
    }

    private var recommended: Set<Int> {
        guard let answer = comparison.answer, case .best(let best) = answer.choice else { return [] }
        return Set(best)
    }

    private let reached =
        "Reached so: the means are those of all replications, for the mean of each cell counts by its chance. Clear is what "
        + "two looks in a row show, each by Hall's interval of the difference, run by run, at 2.5 % after Holm's adjustment for "
        + "all pairs; likely, what the last one shows at 20 %."

    // MARK: The end

    private func closing(_ rows: [AnswerRows.Row]) -> [String] {
        let days = Double(scenario.horizon) / 86_400
        let span = days < 2 ? Figure.span(Double(scenario.horizon)) : "\(Figure.plain(days)) days"
        var first = "\(Figure.grouped(comparison.study.runs)) runs of each strategy, \(kinds)seed "
        first += "\(comparison.study.design.seed), \(span) from "
        first += "\(String("\(scenario.start)".prefix { $0 != "T" }))."
        let looks = LooksText(comparison, limit: limit, isPartial: isPartial).sentences
        var figures = "Means over all replications"
        figures += names.count > 1 ? "; * best at two looks in a row (5 % level), and by over 1 %." : "."
        if rows.contains(where: { !$0.worst.isEmpty }) { figures += " The worst run is that of those made." }
        let isBound = rows.contains { $0.cells.contains { $0.hasPrefix("≥") } }
        if isBound { figures += " ≥: not reached in some runs; the mean counts them as the end." }
        let prices =
            scenario.prices == nil && names.count > 1
            ? "No prices in the scenario, hence no cheapest strategy: see `prices` in the reference." : nil
        return [first] + looks + [figures] + [prices].compactMap { $0 }
    }

    /// How many runs there are of each kind, where there is more than one.
    private var kinds: String {
        let cells = comparison.study.design.cells
        guard cells.count > 1 else { return "" }
        let clean = zip(cells, comparison.study.counts).first { $0.0.name == "clean" }?.1 ?? 0
        return
            "\(Figure.grouped(clean)) without a defect and \(Figure.grouped(comparison.study.runs - clean)) with, "
            + "each counted by its chance; "
    }

    /// What to type for more.
    private var more: [String] {
        guard !options.isFull else { return [] }
        var words = ["More: --full"]
        if scenario.groups.count > 1 { words.append("--by group") }
        if !options.explains { words.append("--explain") }
        return words
    }
}
