import PatchModel
public import PatchSimulator

/// A metric of one strategy over all replications.
public struct MetricSummary: Sendable, Hashable {
    public var metric: Metric
    /// One value a replication.
    public var values: [Double]
    /// Replications in which the value is only a lower bound.
    public var censored: Int
    /// The mean, or whatever the metric is over replications.
    public var estimate: Double
    /// 95 % interval; an end is nil where the sample is too small to say. A mean of lower bounds has no upper end: it may be
    /// anything above.
    public var lower: Double?
    public var upper: Double?

    /// Nil if the metric has no value in some replication.
    public init?(_ metric: Metric, _ ledgers: [Ledger], intervals: IntervalMethod = .hall) {
        let found = ledgers.compactMap { metric.value(in: $0) }
        guard found.count == ledgers.count, !found.isEmpty else { return nil }
        let values = found.map(\.value)
        self.metric = metric
        self.values = values
        censored = found.count { $0.isCensored }
        switch (metric.statistic, metric.statistic.share(metric.goal)) {
        case (.mean, _):
            guard let estimate = Estimate(values, intervals: intervals, range: metric.range) else { return nil }
            self.estimate = estimate.mean
            lower = estimate.interval?.lower
            upper = censored > 0 ? nil : estimate.interval?.upper
        case (_, let share?):
            let sorted = values.sorted()
            guard let estimate = quantile(sorted: sorted, share) else { return nil }
            self.estimate = estimate
            let interval = QuantileInterval(sorted: sorted, share)
            lower = interval?.lower
            upper = interval?.upper
        case (_, nil):
            guard let worst = metric.goal == .low ? values.max() : values.min() else { return nil }
            estimate = worst
            lower = nil
            upper = nil
        }
    }
}

/// How a strategy differs from the first one in a metric that is a mean over replications.
public struct MetricDifference: Sendable, Hashable {
    public var metric: Metric
    /// Place of the strategy in the study.
    public var strategy: Int
    public var paired: PairedDifference
    /// The p-value adjusted by Holm's method for all pairs of strategies in all metrics (`PairFamily`), as the
    /// verdict's are; nil with fewer than two replications.
    public var adjustedPValue: Double?
    public var verdict: PairedDifference.Verdict

    /// At least how many replications would tell the two apart, going by these; nil if these do, or if the means are equal.
    public var replicationsNeeded: Int? {
        verdict == .cannotTell ? paired.replicationsNeeded(adjustedPValue: adjustedPValue) : nil
    }
}

/// Strategies side by side, the differences to the first one, and what follows in plain words.
public struct Comparison: Sendable {
    public let study: Study
    /// How the intervals of means and differences are made.
    public let intervals: IntervalMethod
    /// By strategy, then by metric in the order of `Metric.headlines`; nil where a metric has no value.
    public let summaries: [[MetricSummary?]]
    /// Of every strategy but the first, for every metric that is a mean.
    public let differences: [MetricDifference]
    /// Two texts: who is best at what, and what the data cannot tell.
    public let verdict: [String]
    /// Times that some replications did not reach, by strategy, then by metric.
    public let censoredTimes: [CensoredTime]
    /// Exposure against downtime against effort; nil for a single strategy.
    public let tradeoff: Tradeoff?
    /// What the strategies cost; nil without prices.
    public let costs: CostComparison?
    /// The runs taken apart, by everything for which they were.
    public let breakdowns: [StudyBreakdown]

    public init(_ study: Study, intervals: IntervalMethod = .hall) {
        self.study = study
        self.intervals = intervals
        let ledgers = study.results.map { $0.map(\.ledger) }
        summaries = ledgers.map { own in
            Metric.headlines.map { MetricSummary($0, own, intervals: intervals) }
        }
        let family = PairFamily(ledgers, before: study.before)
        differences = Self.differences(ledgers, intervals, family)
        censoredTimes = ledgers.indices.flatMap { strategy in
            Metric.headlines.compactMap { CensoredTime($0, strategy: strategy, ledgers[strategy]) }
        }
        tradeoff = Tradeoff(study, intervals: intervals)
        costs = CostComparison(study, intervals: intervals)
        breakdowns = study.breakdowns
        verdict = ComparisonVerdict(study.policies.map(\.name), ledgers, family).sentences
    }

    /// Of each strategy the metrics that are no headlines, as far as they have a value.
    public var further: [[MetricSummary]] {
        let metrics = Metric.known(in: study.scenario).filter { !$0.isHeadline }
        return study.results.map { own in
            let ledgers = own.map(\.ledger)
            return metrics.compactMap { MetricSummary($0, ledgers, intervals: intervals) }
        }
    }

    private static func differences(
        _ ledgers: [[Ledger]],
        _ intervals: IntervalMethod,
        _ family: PairFamily
    ) -> [MetricDifference] {
        guard let first = ledgers.first else { return [] }
        var found: [MetricDifference] = []
        for strategy in ledgers.indices.dropFirst() {
            for (number, metric) in Metric.headlines.enumerated() {
                let own = ledgers[strategy]
                guard let paired = metric.difference(of: own, against: first, intervals, before: family.before)
                else { continue }
                let value = family.adjustedPValue(number, 0, strategy)
                found.append(
                    MetricDifference(
                        metric: metric,
                        strategy: strategy,
                        paired: paired,
                        adjustedPValue: value,
                        verdict: value.map { paired.verdict(metric.goal, adjustedPValue: $0) } ?? .cannotTell
                    )
                )
            }
        }
        return found
    }
}

extension Metric {
    /// The paired difference of two strategies in the same replications; nil for metrics that are no mean, or have no value.
    func difference(
        of candidate: [Ledger],
        against baseline: [Ledger],
        _ intervals: IntervalMethod = .hall,
        before: Int? = nil
    ) -> PairedDifference? {
        guard isMean else { return nil }
        let one = candidate.compactMap { value(in: $0)?.value }
        let other = baseline.compactMap { value(in: $0)?.value }
        guard one.count == candidate.count, other.count == baseline.count else { return nil }
        return PairedDifference(of: one, against: other, intervals: intervals, before: before)
    }
}
