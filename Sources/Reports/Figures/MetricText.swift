import Experiments
import Text

extension Metric {
    /// The words for it at the head of a row with what its figures are counted in, unless that is said already.
    var titleWithUnit: String {
        guard isHeadline else { return "\(title), \(unitWord)" }
        return unit == .deviceDays ? title : "\(title), \(unitWords)"
    }

    /// What the figures of the row are counted in.
    var unitWords: String {
        switch unit {
        case .deviceDays: "over all vulnerabilities"
        case .share: "%"
        case .days, .deviceHours, .serviceHours, .userHours, .devices, .hours, .pairs, .times, .gigabytes: unit.name
        case .money(let currency): SafeText.line(currency)
        }
    }

    /// The unit behind a figure in a sentence.
    var unitWord: String {
        switch unit {
        case .days: "d"
        case .share: "%"
        case .deviceHours, .hours: "h"
        case .deviceDays, .serviceHours, .userHours, .devices, .pairs, .times, .gigabytes: unit.name
        case .money(let currency): SafeText.line(currency)
        }
    }

    /// The value in the unit of the heading.
    func shown(_ value: Double) -> Double { unit == .share ? value * 100 : value }

    /// A value as it stands in a table: a number that is only a lower bound is marked.
    func text(_ value: Double, decimals: Int, isBound: Bool = false) -> String {
        (isBound ? "≥" : "") + Figure.fixed(shown(value), decimals)
    }

    /// A difference as it stands in a table, with its sign.
    func signed(_ value: Double, decimals: Int) -> String { Reports.signed(shown(value), decimals) }

    /// The ends of the interval of a mean, or of the range of a quantile; empty where there is none.
    func intervalText(_ summary: MetricSummary, decimals: Int) -> String {
        Figure.interval(summary.lower.map(shown), summary.upper.map(shown), decimals)
    }

    /// The same of a single estimate.
    func intervalText(_ estimate: Estimate, decimals: Int) -> String {
        Figure.interval(estimate.interval.map { shown($0.lower) }, estimate.interval.map { shown($0.upper) }, decimals)
    }
}
