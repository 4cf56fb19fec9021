import Experiments
import PatchModel
import Text

/// The two tables of a comparison: what each strategy comes to, and how it differs from the first.
struct ComparisonTables {
    private let comparison: Comparison

    init(_ comparison: Comparison) { self.comparison = comparison }

    var headline: MetricTable {
        table(Metric.headlines, strategies: comparison.study.policies.indices) { strategy, column in
            guard let summary = comparison.summaries[strategy][Self.place(of: column.metric)] else {
                return MetricTable.Cell(figure: "-")
            }
            return MetricTable.Cell(figure: column.text(summary), interval: interval(summary, column))
        }
    }

    var differences: MetricTable {
        let metrics = Metric.headlines.filter { $0.isMean }
        let others = comparison.study.policies.indices.dropFirst()
        let found = DifferenceIndex(comparison)
        return table(metrics, strategies: others) { strategy, column in
            guard let found = found[strategy, column.metric] else { return MetricTable.Cell(figure: "-") }
            let mean = column.shown(found.paired.difference.mean)
            let places = max(column.places, Figure.decimals(for: mean))
            let interval = found.paired.difference.interval.map { own in
                text(column.shown(own.lower), column.shown(own.upper), places) + " "
            }
            return MetricTable.Cell(
                figure: signed(mean, places) + found.verdict.mark,
                interval: interval ?? ""
            )
        }
    }

    private func table(
        _ metrics: [Metric],
        strategies: Range<Int>,
        cell: (Int, MetricColumn) -> MetricTable.Cell
    ) -> MetricTable {
        let columns = metrics.map { metric in
            MetricColumn(metric, comparison.summaries.compactMap { $0[Self.place(of: metric)] })
        }
        return MetricTable(
            strategies: strategies.map { comparison.study.policies[$0].name },
            columns: columns.map { ($0.metric, $0.scale) },
            cells: strategies.map { strategy in columns.map { cell(strategy, $0) } }
        )
    }

    private static func place(of metric: Metric) -> Int { Metric.headlines.firstIndex(of: metric) ?? 0 }

    private func interval(_ summary: MetricSummary, _ column: MetricColumn) -> String {
        let (lower, upper) = (summary.lower.map(column.shown), summary.upper.map(column.shown))
        return Figure.interval(
            lower,
            upper,
            column.places,
            isSymmetric: summary.metric.isMean && comparison.intervals == .t
        )
    }

    private func text(_ lower: Double, _ upper: Double, _ places: Int) -> String {
        Figure.interval(lower, upper, places, isSymmetric: comparison.intervals == .t)
    }
}

/// The differences of a comparison by strategy and metric.
struct DifferenceIndex {
    private struct Key: Hashable {
        var strategy: Int
        var metric: Metric
    }

    private let places: [Key: Int]
    private let differences: [MetricDifference]

    init(_ comparison: Comparison) {
        differences = comparison.differences
        places = Dictionary(
            differences.enumerated().map { (Key(strategy: $1.strategy, metric: $1.metric), $0) },
            uniquingKeysWith: { first, _ in first }
        )
    }

    subscript(strategy: Int, metric: Metric) -> MetricDifference? {
        places[Key(strategy: strategy, metric: metric)].map { differences[$0] }
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
