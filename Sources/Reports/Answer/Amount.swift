import Experiments
import Text

/// Amounts of one metric in sentences, all in the same unit: `576 k EUR`, `2,538 exposed device-days`.
struct Amount {
    private let metric: Metric
    private let divisor: Double
    private let places: Int

    /// - Parameter greatest: the greatest of the amounts that are told together.
    init(_ metric: Metric, greatest: Double) {
        self.metric = metric
        divisor = abs(metric.shown(greatest)) >= 1e6 ? 1000 : 1
        places =
            abs(metric.shown(greatest)) / divisor >= 100 ? 0 : Figure.decimals(for: metric.shown(greatest) / divisor)
    }

    /// The number, with `k` where it counts thousands.
    func number(_ value: Double) -> String {
        let text = Figure.fixed(metric.shown(value) / divisor, places)
        return divisor == 1 ? text : text + " k"
    }

    /// The number with its unit.
    func text(_ value: Double) -> String { "\(number(value)) \(unit)" }

    /// The same behind the metric's own name, which may have said the unit already.
    func behindName(_ value: Double) -> String { saysUnit ? number(value) : text(value) }

    /// A range with its unit, behind the metric's own name.
    func rangeBehindName(_ least: Double, _ most: Double) -> String {
        saysUnit ? range(least, most) : "\(range(least, most)) \(unit)"
    }

    private var saysUnit: Bool { metric.phrase.hasPrefix(unit) }

    /// `1,793 to 14,439 k`, or a single number where both ends are written the same.
    func range(_ least: Double, _ most: Double) -> String {
        let ends = [least, most].map { Figure.fixed(metric.shown($0) / divisor, places) }
        let text = ends[0] == ends[1] ? ends[0] : "\(ends[0]) to \(ends[1])"
        return divisor == 1 ? text : text + " k"
    }

    var unit: String {
        switch metric.unit {
        case .deviceDays: "exposed device-days"
        case .deviceHours: "hours of downtime"
        case .days, .share, .serviceHours, .userHours, .devices, .hours, .pairs, .times, .gigabytes, .money:
            metric.unitWord
        }
    }
}
