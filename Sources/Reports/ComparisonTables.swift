import Experiments
import PatchModel

/// The two tables of a comparison: what each strategy comes to, and how it differs from the first.
struct ComparisonTables {
    private let comparison: Comparison

    init(_ comparison: Comparison) { self.comparison = comparison }

    var headline: MetricTable {
        table(HeadlineMetric.allCases, strategies: comparison.study.strategies.indices) {
            strategy,
            metric,
            scale,
            places in
            guard let summary = comparison.summaries[strategy][Self.place(of: metric)] else {
                return MetricTable.Cell(figure: "-")
            }
            return MetricTable.Cell(
                figure: (summary.censored > 0 ? "≥" : "")
                    + Figure.fixed(metric.shown(summary.estimate) / scale.divisor, places),
                interval: interval(summary, scale, places)
            )
        }
    }

    var differences: MetricTable {
        let metrics = HeadlineMetric.allCases.filter { $0.summary == .mean }
        let others = comparison.study.strategies.indices.dropFirst()
        return table(metrics, strategies: others) { strategy, metric, scale, places in
            let found = comparison.differences.first { $0.strategy == strategy && $0.metric == metric }
            guard let found else { return MetricTable.Cell(figure: "-") }
            let mean = metric.shown(found.paired.difference.mean) / scale.divisor
            let places = max(places, Figure.decimals(for: mean))
            let interval = found.paired.difference.interval.map { own in
                text(metric.shown(own.lower) / scale.divisor, metric.shown(own.upper) / scale.divisor, places) + " "
            }
            return MetricTable.Cell(
                figure: signed(mean, places) + found.verdict.mark,
                interval: interval ?? ""
            )
        }
    }

    private func table(
        _ metrics: [HeadlineMetric],
        strategies: Range<Int>,
        cell: (Int, HeadlineMetric, MetricScale, Int) -> MetricTable.Cell
    ) -> MetricTable {
        let columns = metrics.map { ($0, scale(of: $0)) }
        return MetricTable(
            strategies: strategies.map { comparison.study.strategies[$0].name },
            columns: columns,
            cells: strategies.map { strategy in
                columns.map { cell(strategy, $0.0, $0.1, decimals($0.0, $0.1)) }
            }
        )
    }

    private static func place(of metric: HeadlineMetric) -> Int { HeadlineMetric.allCases.firstIndex(of: metric) ?? 0 }

    private func greatest(_ metric: HeadlineMetric) -> Double {
        comparison.summaries.compactMap { $0[Self.place(of: metric)]?.estimate }.map(metric.shown).max() ?? 0
    }

    private func scale(of metric: HeadlineMetric) -> MetricScale { MetricScale(greatest: greatest(metric)) }

    private func decimals(_ metric: HeadlineMetric, _ scale: MetricScale) -> Int {
        let counts = comparison.summaries.compactMap { $0[Self.place(of: metric)] }
        if metric.unit == .devices, counts.allSatisfy({ $0.values.count == 1 }) { return 0 }
        return metric == .compliance ? 1 : Figure.decimals(for: greatest(metric) / scale.divisor)
    }

    private func interval(_ summary: MetricSummary, _ scale: MetricScale, _ places: Int) -> String {
        let shown = { (value: Double) in summary.metric.shown(value) / scale.divisor }
        if summary.metric.summary == .mean {
            guard let lower = summary.lower, let upper = summary.upper else { return "" }
            return text(shown(lower), shown(upper), places)
        }
        if summary.lower == nil && summary.upper == nil { return "" }
        let lower = summary.lower.map { Figure.fixed(shown($0), places) } ?? "?"
        let upper = summary.upper.map { Figure.fixed(shown($0), places) } ?? "?"
        return "\(lower)…\(upper)"
    }

    /// The interval of a mean: what is symmetric as half its width, what is not as its ends.
    private func text(_ lower: Double, _ upper: Double, _ places: Int) -> String {
        switch comparison.intervals {
        case .t: "±" + Figure.fixed((upper - lower) / 2, places)
        case .bootstrap: Figure.fixed(lower, places) + "…" + Figure.fixed(upper, places)
        }
    }
}

/// A difference with its sign.
func signed(_ value: Double, _ places: Int) -> String {
    let text = Figure.fixed(value, places)
    return value > 0 && text.contains { ("1"..."9").contains($0) } ? "+" + text : text
}

extension PairedDifference.Verdict {
    /// The sign behind a difference; a blank keeps figures in line.
    var mark: String {
        switch self {
        case .better: "*"
        case .worse: "!"
        case .cannotTell: " "
        }
    }
}
