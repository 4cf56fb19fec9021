package import Experiments
import PatchModel
import Text

/// A sweep as text for the terminal: a table of points, and for each metric the best of them.
package struct SweepText {
    private let result: SweepResult
    private let metrics: [Metric]
    private let width: Int
    private let names: SweepNames

    /// - Parameter width: of the terminal, in characters.
    package init(_ result: SweepResult, metrics: [Metric], width: Int = 80) {
        self.result = result
        self.metrics = metrics
        self.width = max(40, width)
        names = SweepNames(result.keys)
    }

    /// The whole text, ending with a line break.
    package var text: String {
        var lines = SweepHeading(result, names).lines(width: width) + [""] + table.lines(width: width)
        if result.cells.contains(where: { $0.ledgers.count > 1 }) {
            var legend = "Mean over runs, and its 95 % interval below."
            if metrics.contains(where: { $0.isMean == false }) {
                legend += " The p95 of devices hit is a quantile over runs with its 95 % range."
            }
            if isBound {
                legend +=
                    " ≥: not reached by the end in some runs, so that nothing bounds the mean from above (?)."
            }
            lines += [""] + wrapped(legend, width: width)
        }
        let verdict = metrics.compactMap { SweepRanking($0, result.cells) }.map(sentence)
        if !verdict.isEmpty {
            lines += [""] + verdict.flatMap { wrapped($0, width: width, indent: "  ") }
            lines += [""]
            lines += wrapped(
                "Compared run by run with the best mean (Hall's intervals at the 5 % level, Holm's method for "
                    + "all points of a metric). Below \(Significance.fewestReplications) runs nothing is called "
                    + "best: a rare great loss may be in none of them.",
                width: width
            )
        }
        return lines.joined(separator: "\n") + "\n"
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
        let widths = columns.map { $0.map(\.count).max() ?? 0 }
        let lines = (0...result.cells.count).map { row in
            zip(columns, widths).map { column, width in
                column[row] + String(repeating: " ", count: width - column[row].count)
            }.joined(separator: "  ")
        }
        return (lines[0], Array(lines.dropFirst()))
    }

    private var table: TextTable {
        let labels = labels
        var table = TextTable(headings: [[labels.heading]] + metrics.map(\.heading))
        let summaries = result.cells.map { cell in metrics.map { cell.summary($0) } }
        let places = metrics.indices.map { column in
            let greatest =
                summaries.compactMap { $0[column]?.estimate }.map { abs(metrics[column].shown($0)) }.max() ?? 0
            return metrics[column].unit == .share ? 1 : Figure.decimals(for: greatest)
        }
        for (label, row) in zip(labels.rows, summaries) {
            table.rows.append(
                [[label, ""]]
                    + metrics.indices.map { column in
                        guard let summary = row[column] else { return ["-", ""] }
                        return [
                            metrics[column].text(
                                summary.estimate,
                                decimals: places[column],
                                isBound: summary.censored > 0
                            ), metrics[column].intervalText(summary, decimals: places[column]),
                        ]
                    }
            )
        }
        return table
    }

    // MARK: Verdict

    private func sentence(_ ranking: SweepRanking) -> String {
        let phrase = ranking.metric.phrase
        let head = phrase.prefix(1).uppercased() + phrase.dropFirst() + ": "
        let best = name(ranking.best)
        let count = result.cells[ranking.best].ledgers.count
        let base = count == 1 ? "one run" : "\(count) runs"
        let others = ranking.count - 1
        if ranking.equal.count == others { return head + "exactly the same everywhere." }
        var text = head + best + (ranking.undecided.isEmpty ? " is best" : " has the best mean")
        if !ranking.equal.isEmpty { text += ", exactly as \(list(ranking.equal))" }
        if !ranking.undecided.isEmpty {
            let isAll = ranking.undecided.count + ranking.equal.count == others
            text += "; \(base) cannot tell it from \(isAll ? "any of the others" : list(ranking.undecided))"
            text += ranking.needed.map { "; \(VerdictWords.atLeast($0)) runs would" } ?? ""
        }
        return text + "."
    }

    private func name(_ cell: Int) -> String {
        let one = result.cells[cell]
        let settings = names.text(result.variants[one.variant].settings)
        return result.strategies.count > 1 ? "\(one.strategy) with \(settings)" : settings
    }

    private func list(_ cells: [Int]) -> String {
        let shown = cells.prefix(cells.count > 4 ? 3 : 4).map { "(\(name($0)))" }
        let more = cells.count - shown.count
        return shown.joined(separator: ", ") + (more > 0 ? " and \(more) more" : "")
    }
}

/// The first lines of what is said about a sweep: the question, the fleet, and what was run.
struct SweepHeading {
    private let result: SweepResult
    private let names: SweepNames

    init(_ result: SweepResult, _ names: SweepNames) {
        self.result = result
        self.names = names
    }

    func lines(width: Int) -> [String] {
        let scenario = result.scenario
        var lines = scenario.question.isEmpty ? [] : wrapped(scenario.question, width: width)
        let varied = result.keys.map { names[$0] == $0 ? $0 : "\(names[$0]) (\($0))" }
        lines += wrapped("Varied: " + varied.joined(separator: ", ") + ".", width: width, indent: "  ")
        var runs = Figure.count(result.variants.count, "point", "points") + ", "
        runs +=
            result.strategies.count == 1 ? "strategy \(result.strategies[0])" : "\(result.strategies.count) strategies"
        let counts = Set(result.variants.map(\.replications.count))
        if counts.count == 1, let count = counts.first {
            runs += ", " + Figure.count(count, "run", "runs") + " each"
        }
        runs += ": " + Figure.count(result.runCount, "run", "runs") + " with seed \(result.seed)."
        if result.isPartial {
            let complete = Set(result.cells.map(\.variant)).count
            runs += " Interrupted: only the \(complete) points are shown that were finished."
        }
        return lines + wrapped(runs, width: width)
    }
}
