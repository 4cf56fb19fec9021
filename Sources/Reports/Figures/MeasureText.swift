import Experiments
import PatchModel
import Text

extension Measure {
    /// The heading of its column, unit included.
    var columnHeading: [String] {
        switch self {
        case .headline(let metric): metric.heading
        case .downtime: ["all", "down-", "time, h"]
        case .effort: ["effort,", "h"]
        case .cost(let prices): ["cost,", prices.currency]
        }
    }

    /// The words for it at the head of a row.
    var title: String {
        switch self {
        case .headline(let metric): metric.title
        case .downtime: "Downtime"
        case .effort: "Effort"
        case .cost: "Cost"
        }
    }

    /// The same with what its figures are counted in.
    var titleWithUnit: String {
        if case .headline(let metric) = self { metric.titleWithUnit } else { "\(title), \(unitWord)" }
    }

    var isShare: Bool { if case .headline(let metric) = self { metric.unit == .share } else { false } }

    /// The value in the unit of the heading.
    func shown(_ value: Double) -> Double { isShare ? value * 100 : value }

    /// A value as it stands in a table: a number that is only a lower bound is marked.
    func figure(_ value: Double, decimals: Int, isBound: Bool = false) -> String {
        (isBound ? "≥" : "") + Figure.fixed(shown(value), decimals)
    }

    /// A difference as it stands in a table, with its sign.
    func signedFigure(_ value: Double, decimals: Int) -> String { signed(shown(value), decimals) }

    /// The ends of the interval of a mean, or of the range of a quantile; empty where there is none.
    func intervalText(_ summary: MeasureSummary, decimals: Int) -> String {
        Figure.interval(summary.lower.map(shown), summary.upper.map(shown), decimals)
    }

    /// The same of a single estimate.
    func intervalText(_ estimate: Estimate, decimals: Int) -> String {
        Figure.interval(estimate.interval.map { shown($0.lower) }, estimate.interval.map { shown($0.upper) }, decimals)
    }

    /// The unit behind a figure in a sentence.
    var unitWord: String {
        switch self {
        case .headline(let metric):
            switch metric.unit {
            case .deviceDays: "device-days"
            case .days: "d"
            case .share: "%"
            case .deviceHours: "h"
            case .devices: "devices"
            }
        case .downtime, .effort: "h"
        case .cost(let prices): prices.currency
        }
    }
}
