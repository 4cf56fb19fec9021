/// How far each factor alone swings a metric while the others stay as the scenario has them.
public struct TornadoResult: Sendable, Hashable {
    /// One value of a factor.
    public struct End: Sendable, Hashable {
        public var value: String
        public var mean: Double
        /// Replications in which the value is only a lower bound.
        public var censored: Int
        /// Against the scenario as it is written, replication by replication.
        public var difference: PairedDifference
    }

    /// One factor.
    public struct Bar: Sendable, Hashable {
        public var key: String
        /// What the scenario has, where that can be written.
        public var base: String?
        /// In the order of the values: of a range its two ends, of a list all of it.
        public var ends: [End]
        /// The greatest mean less the smallest one, the scenario's own included.
        public var swing: Double

        /// Whether some value differs from the scenario's own by more than chance explains, at 5 %, adjusted by Holm's method
        /// for all values of all factors, and from `Significance.fewestReplications` on.
        public var isSignificant: Bool
    }

    public let strategy: String
    public let metric: Metric
    /// Of each value.
    public let replications: Int
    /// The mean of the scenario as it is written.
    public let base: Double
    /// Replications of it in which the value is only a lower bound.
    public let baseCensored: Int
    /// The widest swing first.
    public let bars: [Bar]

    /// - Parameters:
    ///   - result: a sweep whose first variant has no settings and whose others have one each.
    ///   - keys: the factors to show.
    ///   - present: by key, what the scenario has.
    /// - Returns: nil if there is no such variant, or the metric is no mean or has no value in some replication.
    public init?(
        _ result: SweepResult,
        strategy: String,
        metric: Metric,
        keys: [String],
        present: [String: String] = [:]
    ) {
        let cells = result.cells(of: strategy)
        guard metric.isMean, let first = cells.first, result.variants[first.variant].settings.isEmpty,
            let own = first.values(metric), let base = Estimate(own)?.mean
        else { return nil }
        var ends: [String: [End]] = [:]
        for cell in cells.dropFirst() {
            guard let setting = result.variants[cell.variant].settings.first, let values = cell.values(metric),
                let mean = Estimate(values)?.mean, let difference = PairedDifference(of: values, against: own)
            else { return nil }
            ends[setting.key, default: []].append(
                End(
                    value: setting.value,
                    mean: mean,
                    censored: cell.summary(metric)?.censored ?? 0,
                    difference: difference
                )
            )
        }
        let tested = keys.flatMap { ends[$0] ?? [] }.map { $0.difference.pValue ?? 1 }
        let adjusted = holm(tested)
        var place = 0
        var bars: [Bar] = []
        for key in keys {
            guard let own = ends[key] else { continue }
            let means = own.map(\.mean) + [base]
            bars.append(
                Bar(
                    key: key,
                    base: present[key],
                    ends: own,
                    swing: (means.max() ?? base) - (means.min() ?? base),
                    isSignificant: own.indices.contains { end in
                        own[end].difference.verdict(metric.goal, adjustedPValue: adjusted[place + end]) != .cannotTell
                    }
                )
            )
            place += own.count
        }
        self.strategy = strategy
        self.metric = metric
        self.base = base
        replications = own.count
        baseCensored = first.summary(metric)?.censored ?? 0
        // Equal swings stay in the order of the keys.
        self.bars = bars.enumerated().sorted { ($1.element.swing, $0.offset) < ($0.element.swing, $1.offset) }
            .map(\.element)
    }
}
