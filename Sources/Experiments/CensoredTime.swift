import PatchSimulator

/// A time that some replications did not reach, so that its mean is only a lower bound: what can be said of it all the same.
public struct CensoredTime: Sendable, Hashable {
    public var metric: Metric
    /// Place of the strategy in the study.
    public var strategy: Int
    /// Replications that reached it.
    public var reached: Int
    /// The law of the time over replications, in days. Replications are independent, so its intervals hold.
    public var curve: KaplanMeier
    /// The median over replications; nil if less than half of them reach it.
    public var median: Double?
    /// 95 % interval of the median; an end is nil where the data do not bound it.
    public var lower: Double?
    public var upper: Double?

    /// Nil if every replication reached it, or if it has no value.
    init?(_ metric: Metric, strategy: Int, _ ledgers: [Ledger]) {
        let found = ledgers.compactMap { metric.value(in: $0) }
        guard found.count == ledgers.count, found.contains(where: \.isCensored),
            let curve = KaplanMeier(
                found.map { KaplanMeier.Observation(time: $0.value, happened: !$0.isCensored) }
            )
        else { return nil }
        self.metric = metric
        self.strategy = strategy
        self.curve = curve
        reached = found.count { !$0.isCensored }
        median = curve.quantile(0.5)
        (lower, upper) = curve.quantileInterval(0.5)
    }
}
