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
            return MetricTable.Cell(
                figure: (summary.censored > 0 ? "≥" : "") + Figure.fixed(column.shown(summary.estimate), column.places),
                interval: interval(summary, column)
            )
        }
    }

    var differences: MetricTable {
        let metrics = Metric.headlines.filter { $0.summary == .mean }
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

    /// How the figures of a metric are written.
    private struct Column {
        var metric: Metric
        var scale: MetricScale
        var places: Int

        func shown(_ value: Double) -> Double { metric.shown(value) / scale.divisor }
    }

    private func table(
        _ metrics: [Metric],
        strategies: Range<Int>,
        cell: (Int, Column) -> MetricTable.Cell
    ) -> MetricTable {
        let columns = metrics.map(column)
        return MetricTable(
            strategies: strategies.map { comparison.study.policies[$0].name },
            columns: columns.map { ($0.metric, $0.scale) },
            cells: strategies.map { strategy in columns.map { cell(strategy, $0) } }
        )
    }

    private static func place(of metric: Metric) -> Int { Metric.headlines.firstIndex(of: metric) ?? 0 }

    private func column(_ metric: Metric) -> Column {
        let found = comparison.summaries.compactMap { $0[Self.place(of: metric)] }
        let greatest = found.map(\.estimate).map(metric.shown).max() ?? 0
        let scale = MetricScale(greatest: greatest)
        var places = metric == .compliance ? 1 : Figure.decimals(for: greatest / scale.divisor)
        if metric.unit == .devices, found.allSatisfy({ $0.values.count == 1 }) { places = 0 }
        return Column(metric: metric, scale: scale, places: places)
    }

    private func interval(_ summary: MetricSummary, _ column: Column) -> String {
        let (lower, upper) = (summary.lower.map(column.shown), summary.upper.map(column.shown))
        return Figure.interval(
            lower,
            upper,
            column.places,
            isSymmetric: summary.metric.summary == .mean && comparison.intervals == .t
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
