public import Experiments
import PatchModel

/// A comparison as text for the terminal.
public struct ComparisonText {
    private let comparison: Comparison
    private let width: Int

    /// - Parameter width: of the terminal, in characters.
    public init(_ comparison: Comparison, width: Int = 80) {
        self.comparison = comparison
        self.width = max(40, width)
    }

    /// The whole text, ending with a line break.
    public var text: String {
        var lines = heading + [""] + table.lines(width: width)
        if !legend.isEmpty { lines += [""] + legend }
        if comparison.study.strategies.count > 1, !comparison.differences.isEmpty {
            let first = comparison.study.strategies[0].name
            lines += ["", "Differences to \(first), replication by replication:"]
            lines += differenceTable.lines(width: width)
            lines += wrapped(
                "* = better, ! = worse at the 5 % level (paired t-test, Holm's method); no mark: cannot tell.",
                width: width
            )
        }
        if !comparison.verdict.isEmpty {
            lines += [""] + comparison.verdict.flatMap { wrapped($0, width: width) }
        }
        return lines.joined(separator: "\n") + "\n"
    }

    private var heading: [String] {
        StudyHeading(comparison.study).lines(width: width)
    }

    private var legend: [String] {
        guard comparison.study.replications.count > 1 else {
            let isBound = comparison.summaries.joined().contains { ($0?.censored ?? 0) > 0 }
            return isBound ? ["≥: not reached by the end."] : []
        }
        var text = "Mean over replications, and half the width of its 95 % interval below; the blast radius p95 is a "
        text += "quantile over replications with its 95 % range."
        if comparison.summaries.joined().contains(where: { ($0?.censored ?? 0) > 0 }) {
            text += " ≥: not reached by the end in some replications."
        }
        return wrapped(text, width: width)
    }

    private func decimals(_ column: Int) -> Int {
        let metric = HeadlineMetric.allCases[column]
        let counts = comparison.summaries.compactMap { $0[column] }
        if metric.unit == .devices, counts.allSatisfy({ $0.values.count == 1 }) { return 0 }
        let greatest = comparison.summaries.compactMap { $0[column]?.estimate }.map(metric.shown).max() ?? 0
        return metric == .compliance ? 1 : Figure.decimals(for: greatest)
    }

    private var table: TextTable {
        var table = TextTable(headings: [["strategy"]] + HeadlineMetric.allCases.map(\.heading))
        for (index, strategy) in comparison.study.strategies.enumerated() {
            var row = [[strategy.name, ""]]
            for (column, metric) in HeadlineMetric.allCases.enumerated() {
                guard let summary = comparison.summaries[index][column] else {
                    row.append(["-", ""])
                    continue
                }
                let places = decimals(column)
                row.append([
                    metric.text(summary.estimate, decimals: places, isBound: summary.censored > 0),
                    interval(summary, places),
                ])
            }
            table.rows.append(row)
        }
        return table
    }

    private func interval(_ summary: MetricSummary, _ decimals: Int) -> String {
        let metric = summary.metric
        if metric.summary == .mean {
            guard let lower = summary.lower, let upper = summary.upper else { return "" }
            return "±" + Figure.fixed(metric.shown((upper - lower) / 2), decimals)
        }
        if summary.lower == nil && summary.upper == nil { return "" }
        let lower = summary.lower.map { Figure.fixed(metric.shown($0), decimals) } ?? "?"
        let upper = summary.upper.map { Figure.fixed(metric.shown($0), decimals) } ?? "?"
        return "\(lower)…\(upper)"
    }

    private var differenceTable: TextTable {
        let metrics = HeadlineMetric.allCases.filter { $0.summary == .mean }
        var table = TextTable(headings: [["strategy"]] + metrics.map(\.heading))
        for (index, strategy) in comparison.study.strategies.enumerated().dropFirst() {
            var row = [[strategy.name, ""]]
            for metric in metrics {
                let found = comparison.differences.first { $0.strategy == index && $0.metric == metric }
                guard let found else {
                    row.append(["-", ""])
                    continue
                }
                let column = HeadlineMetric.allCases.firstIndex(of: metric) ?? 0
                let places = max(decimals(column), Figure.decimals(for: metric.shown(found.paired.difference.mean)))
                let mark =
                    switch found.verdict {
                    case .better: "*"
                    case .worse: "!"
                    case .cannotTell: " "
                    }
                let half = found.paired.difference.interval.map {
                    "±" + Figure.fixed(metric.shown($0.halfWidth), places) + " "
                }
                row.append([metric.signed(found.paired.difference.mean, decimals: places) + mark, half ?? ""])
            }
            table.rows.append(row)
        }
        return table
    }
}

/// The first lines of every report: the question, the fleet, and what was run.
struct StudyHeading {
    private let study: Study

    init(_ study: Study) { self.study = study }

    func lines(width: Int) -> [String] {
        let scenario = study.scenario
        var lines = scenario.question.isEmpty ? [] : wrapped(scenario.question, width: width)
        let parts = [
            Figure.count(scenario.deviceCount, "device", "devices"),
            Figure.count(scenario.patches.count, "patch", "patches"),
            Figure.count(scenario.vulnerabilities.count, "vulnerability", "vulnerabilities"),
            "\(Figure.span(Double(scenario.horizon))) from \(scenario.start) (\(scenario.zone.name)).",
        ]
        lines += wrapped(parts.joined(separator: ", "), width: width)
        let count = study.replications.count
        var runs = count == 1 ? "Replication \(study.replications[0])" : "\(count) replications"
        runs += " with seed \(study.seed)."
        if study.isPartial { runs += " Interrupted: only what was finished is shown." }
        return lines + wrapped(runs, width: width)
    }
}
