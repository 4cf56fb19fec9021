/// What is made of the values that a metric has in the runs.
public enum Statistic: String, Sendable, Hashable, CaseIterable {
    case mean
    /// The median.
    case typical
    /// A quantile towards the bad end: 9 runs of 10 do as well or better. Where less is better they do not exceed it, otherwise
    /// they do not fall below it.
    case p90
    case p95
    /// The least good value: the greatest where less is better, and otherwise the least.
    case worst

    /// Which quantile of the values it is; nil for what is none.
    ///
    /// - Parameter goal: which way is good.
    public func share(_ goal: PairedDifference.Goal) -> Double? {
        switch self {
        case .mean, .worst: nil
        case .typical: 0.5
        case .p90: goal == .low ? 0.9 : 0.1
        case .p95: goal == .low ? 0.95 : 0.05
        }
    }

    /// What it makes of values; nil if there are none.
    ///
    /// - Parameter goal: which way is good.
    public func value(_ values: [Double], _ goal: PairedDifference.Goal) -> Double? {
        switch self {
        case .mean: values.isEmpty ? nil : values.reduce(0, +) / Double(values.count)
        case .worst: goal == .low ? values.max() : values.min()
        case .typical, .p90, .p95: share(goal).flatMap { quantile(sorted: values.sorted(), $0) }
        }
    }

    /// The words for it behind those of a metric.
    public var words: String {
        switch self {
        case .mean: "mean"
        case .typical: "typical run"
        case .p90: "p90"
        case .p95: "p95"
        case .worst: "worst run"
        }
    }
}

extension Metric {
    /// The same metric with another statistic, named `devices-hit.p90`.
    public func over(_ statistic: Statistic) -> Metric {
        guard statistic != self.statistic else { return self }
        let behind = { (text: String) in statistic == .mean ? text : "\(text), \(statistic.words)" }
        return Metric(
            base: base,
            unit,
            goal: goal,
            statistic: statistic,
            heading: statistic == .mean ? words.heading : words.heading.dropLast() + [behind(words.heading.last ?? "")],
            words: words,
            definition: definition,
            formula
        )
    }
}
