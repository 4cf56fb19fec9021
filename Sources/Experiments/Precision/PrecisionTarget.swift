public import PatchModel
import PatchSimulator

/// How narrow intervals are to be: half their width at most a share of the mean.
///
/// Near zero no share of the mean is reasonable; there the share is one of a floor, below which nobody cares for the
/// difference: see `floor(of:in:)`.
public struct PrecisionTarget: Sendable, Hashable {
    /// Such as 0.05 for 5 %.
    public var relative: Double

    /// - Parameter relative: above zero.
    public init(relative: Double) {
        self.relative = relative
    }

    /// What a metric's mean counts as at least: 1 % of the devices, a hundredth of a day's exposure and of an hour's downtime
    /// of each device, service or user, one percent of a share, an hour to patch. Hours of people, money and plain counts have none.
    public static func floor(of metric: Metric, in scenario: Scenario) -> Double {
        switch metric.unit {
        case .devices, .deviceDays, .deviceHours: Double(scenario.deviceCount) / 100
        case .serviceHours: Double(scenario.services.count) / 100
        case .userHours: scenario.services.reduce(0) { $0 + Double($1.users) } / 100
        case .days: 1.0 / 24
        case .share: 0.01
        case .hours, .money, .pairs, .times, .gigabytes: 0
        }
    }
}

/// How near a study came to a precision.
public struct PrecisionReport: Sendable, Hashable {
    /// The mean that is the least certain, measured by what it may be.
    public struct Mean: Sendable, Hashable {
        /// Place of the strategy in the study.
        public var strategy: Int
        public var metric: Metric
        public var mean: Double
        /// Half the width of its interval, and the most that it may be.
        public var halfWidth: Double
        public var allowed: Double
    }

    public let target: PrecisionTarget
    public let replications: Int
    /// The mean that needs the most replications; nil if there are fewer than two, or no means.
    public let decisive: Mean?
    /// True if every headline mean of every strategy is as certain as was asked for, after
    /// `Significance.fewestReplications` at least: fewer may be narrow because they hold none of the rare losses.
    public let isReached: Bool
    /// Replications that would be enough if the variance stayed what it was: those made, where they are.
    public let needed: Int?

    /// Looks at all headline metrics that are means over replications.
    public init(_ study: Study, _ target: PrecisionTarget, intervals: IntervalMethod = .hall) {
        self.target = target
        replications = study.replications.count
        var decisive: Mean?
        for (strategy, results) in study.results.enumerated() {
            for metric in Metric.headlines where metric.isMean {
                // The whole interval, not cut off where the mean cannot be.
                guard let values = metric.values(in: results.map(\.ledger)),
                    let estimate = Estimate(values, intervals: intervals), let interval = estimate.interval
                else { continue }
                let size = max(abs(estimate.mean), PrecisionTarget.floor(of: metric, in: study.scenario))
                let mean = Mean(
                    strategy: strategy,
                    metric: metric,
                    mean: estimate.mean,
                    halfWidth: interval.halfWidth,
                    allowed: target.relative * size
                )
                if decisive.map({ mean.halfWidth * $0.allowed > $0.halfWidth * mean.allowed }) ?? true {
                    decisive = mean
                }
            }
        }
        self.decisive = decisive
        let count = study.replications.count
        isReached = count >= Significance.fewestReplications && decisive.map { $0.halfWidth <= $0.allowed } ?? false
        // Half widths fall with the square root of the number of replications.
        needed = decisive.map { mean in
            let ratio = mean.halfWidth / mean.allowed
            let enough = Int(min(1e15, max(1, ratio * ratio) * Double(count)).rounded(.up))
            return max(Significance.fewestReplications, enough)
        }
    }
}
