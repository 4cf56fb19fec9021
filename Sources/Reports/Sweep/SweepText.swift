package import Experiments
import PatchModel
package import Text
package import Warnings

/// A sweep as text for the terminal: the best point, a table of all, and for those who ask what is best in each metric.
package struct SweepText {
    private let result: SweepResult
    private let metrics: [Metric]
    private let warnings: [Warning]
    private let isFull: Bool
    private let width: Int
    private let names: SweepNames

    /// - Parameters:
    ///   - metrics: the first that is a mean decides which point is best.
    ///   - warnings: about the scenario, the most harmful first.
    ///   - isFull: whether intervals, and a sentence on each metric, are shown.
    ///   - width: of the terminal, in columns.
    package init(
        _ result: SweepResult,
        metrics: [Metric],
        warnings: [Warning] = [],
        isFull: Bool = false,
        width: Int = 80
    ) {
        self.result = result
        self.metrics = metrics
        self.warnings = warnings
        self.isFull = isFull
        self.width = max(narrowestTerminal, width)
        names = SweepNames(result.keys)
    }

    /// The whole text without styles, ending with a line break.
    package var text: String { lines.plainText }

    /// The lines of the text, none wider than the terminal.
    package var lines: [StyledLine] {
        let answer = SweepAnswer(result, metrics, names)
        let question = result.scenario.question
        var lines = question.isEmpty ? [] : plainLines(wrapped(question, width: width) + [""])
        if let block = answer.block { lines += block.styled(width: width) + [StyledLine()] }
        lines += plainLines(table(answer.best).lines(width: width))
        let remarks = [legend, answer.unmoved].compactMap { $0 }.filter { !$0.isEmpty }
        if !remarks.isEmpty { lines += plainLines([""] + remarks.flatMap { wrapped($0, width: width) }) }
        if isFull, !answer.sentences.isEmpty {
            let method =
                "Compared run by run with the best mean (Hall's intervals at the 5 % level, Holm's method for all points of a "
                + "metric). Below \(Significance.fewestReplications) runs nothing is called best: a rare great loss may be in none "
                + "of them."
            lines += plainLines(
                [""] + answer.sentences.flatMap { wrapped($0, width: width, indent: "  ") } + [""]
                    + wrapped(method, width: width)
            )
        }
        lines += WarningLines(warnings, isFull: isFull).styled(width: width)
        let more = isFull ? [] : ["More: --full"] + (answer.worthTrying.map { ["-n \($0)"] } ?? [])
        return lines + closingLines(SweepHeading(result, names).sentences, more: more, width: width)
    }

    private var legend: String {
        guard result.cells.contains(where: { $0.ledgers.count > 1 }) else { return "" }
        var parts =
            metrics.contains(where: \.isMean)
            ? [isFull ? "Means over runs, and their 95 % intervals below." : "Means over runs."] : []
        if metrics.contains(where: { !$0.isMean }) {
            parts.append(
                "Columns that name a statistic hold that of all runs\(isFull ? ", and its 95 % range below" : "")."
            )
        }
        parts.append("* best, not by luck (5 % level).")
        if isBound {
            parts.append(
                "≥: not reached by the end in some runs, so that nothing bounds the mean from above\(isFull ? " (?)" : "")."
            )
        }
        return parts.joined(separator: " ")
    }

    private var isBound: Bool {
        result.cells.contains { cell in metrics.contains { (cell.summary($0)?.censored ?? 0) > 0 } }
    }

    // MARK: Table

    /// The cells of the first column, the values of all keys side by side.
    private var labels: (heading: String, rows: [String]) {
        var columns = result.keys.map { key in
            [names[key]]
                + result.cells.map { cell in
                    result.variants[cell.variant].settings.first { $0.key == key }?.value ?? ""
                }
        }
        if result.strategies.count > 1 { columns.append(["strategy"] + result.cells.map(\.strategy)) }
        let widths = columns.map { $0.map(\.columns).max() ?? 0 }
        let lines = (0...result.cells.count).map { row in
            zip(columns, widths).map { column, width in
                padded(column[row], to: width)
            }.joined(separator: "  ")
        }
        return (lines[0], Array(lines.dropFirst()))
    }

    /// - Parameter best: by metric id, the cells that are best beyond chance.
    private func table(_ best: [String: Set<Int>]) -> TextTable {
        let labels = labels
        var table = TextTable(headings: [[labels.heading]] + metrics.map { $0.heading.map { $0 + " " } })
        let summaries = result.cells.map { cell in metrics.map { cell.summary($0) } }
        let places = metrics.indices.map { column in
            let greatest =
                summaries.compactMap { $0[column]?.estimate }.map { abs(metrics[column].shown($0)) }.max() ?? 0
            return metrics[column].unit == .share ? 1 : Figure.decimals(for: greatest)
        }
        for (cell, (label, row)) in zip(labels.rows, summaries).enumerated() {
            let cells = metrics.indices.map { column -> [String] in
                guard let summary = row[column] else { return ["- "] }
                let metric = metrics[column]
                let mark = best[metric.id]?.contains(cell) == true ? "*" : " "
                let figure = metric.text(summary.estimate, decimals: places[column], isBound: summary.censored > 0)
                guard isFull else { return [figure + mark] }
                return [figure + mark, metric.intervalText(summary, decimals: places[column]) + " "]
            }
            table.rows.append([isFull ? [label, ""] : [label]] + cells)
        }
        return table
    }
}

/// What was run in a sweep, for the end of an output.
struct SweepHeading {
    private let result: SweepResult
    private let names: SweepNames

    init(_ result: SweepResult, _ names: SweepNames) {
        self.result = result
        self.names = names
    }

    var sentences: [String] {
        let varied = result.keys.map { names[$0] == $0 ? $0 : "\(names[$0]) (\($0))" }
        var runs = Figure.count(result.variants.count, "point", "points") + ", "
        runs +=
            result.strategies.count == 1 ? "strategy \(result.strategies[0])" : "\(result.strategies.count) strategies"
        let counts = Set(result.variants.map(\.replications.count))
        if counts.count == 1, let count = counts.first {
            runs += ", " + Figure.count(count, "run", "runs") + " each"
        }
        runs += ": " + Figure.count(result.runCount, "run", "runs") + ", seed \(result.seed)."
        if result.isPartial {
            let complete = Set(result.cells.map(\.variant)).count
            runs += " Interrupted: only the \(complete) points are shown that were finished."
        }
        return [SafeText.line("Varied: " + varied.joined(separator: ", ") + "."), SafeText.line(runs)]
    }
}
