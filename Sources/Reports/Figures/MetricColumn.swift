import Experiments
import Text

/// How the figures of a metric are written that stand in one table: all with the same divisor and number of decimals.
struct MetricColumn {
    let metric: Metric
    let scale: MetricScale
    let places: Int

    /// - Parameter summaries: all of the metric that the table shows.
    init(_ metric: Metric, _ summaries: [MetricSummary]) {
        self.metric = metric
        let greatest = summaries.map(\.estimate).map(metric.shown).max() ?? 0
        scale = MetricScale(greatest: greatest)
        let isCount = metric.unit == .devices && summaries.allSatisfy { $0.values.count == 1 }
        let decimals = metric == .compliance ? 1 : Figure.decimals(for: greatest / scale.divisor)
        places = isCount ? 0 : decimals
    }

    /// The label of a row of them, unit and divisor included.
    var label: String { (scale.heading + [metric.label]).joined(separator: " ") }

    /// A value in the unit of the table.
    func shown(_ value: Double) -> Double { metric.shown(value) / scale.divisor }

    /// The estimate, marked where it is only a lower bound.
    func text(_ summary: MetricSummary) -> String {
        (summary.censored > 0 ? "≥" : "") + Figure.fixed(shown(summary.estimate), places)
    }
}
