import PatchSimulator

/// What strategies must keep to for a check to pass: a metric within an amount, or within a multiple of what another strategy,
/// or the same strategy in an earlier study, has in the same replications.
public struct Requirement: Sendable, Hashable {
    /// What the metric is held against.
    public enum Bound: Sendable, Hashable {
        /// In the metric's unit; shares as fractions.
        case amount(Double)
        case multiple(Double, of: Peer)
    }

    /// Whose figures the metric is held against.
    public enum Peer: Sendable, Hashable {
        case strategy(String)
        /// The strategy of the same name in an earlier study.
        case baseline
    }

    /// As it was written.
    public var text: String
    /// Nil: every strategy, but for the one that is the measure.
    public var strategy: String?
    public var metric: Metric
    public var comparison: MetricConstraint.Comparison
    public var bound: Bound

    public init(
        _ text: String,
        strategy: String? = nil,
        _ metric: Metric,
        _ comparison: MetricConstraint.Comparison,
        _ bound: Bound
    ) {
        self.text = text
        self.strategy = strategy
        self.metric = metric
        self.comparison = comparison
        self.bound = bound
    }

    /// Whether it holds, of each strategy that it concerns. Where there is no value, or nothing to hold it against, it does
    /// not hold.
    ///
    /// - Parameter baseline: the earlier study, with at least the replications of this one.
    public func outcomes(in study: Study, baseline: Study? = nil) -> [RequirementOutcome] {
        study.policies.indices.compactMap { place in
            let name = study.policies[place].name
            if let strategy, strategy != name { return nil }
            switch bound {
            case .amount(let limit): return outcome(of: name, study.ledgers(place), limit: limit)
            case .multiple(let factor, .strategy(let peer)):
                if strategy == nil, peer == name { return nil }
                let other = study.policies.firstIndex { $0.name == peer }
                return outcome(of: name, study.ledgers(place), factor, other.map(study.ledgers))
            case .multiple(let factor, .baseline):
                let other = baseline.flatMap { $0.ledgers(of: name, study.replications) }
                return outcome(of: name, study.ledgers(place), factor, other)
            }
        }
    }

    private func outcome(of strategy: String, _ ledgers: [Ledger], limit: Double) -> RequirementOutcome {
        guard let summary = MetricSummary(metric, ledgers) else { return missing(strategy) }
        let (lower, upper) = ends(of: summary)
        let end = comparison == .atMost ? upper : lower
        let other = comparison == .atMost ? lower : upper
        let isMet = holds(summary.estimate, limit)
        let isSure = (isMet ? end : other).map { holds($0, limit) == isMet } ?? false
        return RequirementOutcome(
            requirement: self,
            strategy: strategy,
            value: summary.estimate,
            limit: limit,
            isMet: isMet,
            isSure: isSure && ledgers.count >= Significance.fewestReplications
        )
    }

    /// Those of the interval. Where a mean was the same in every replication, what happens in so few that none was seen (Wilson's upper
    /// bound of none) may lie anywhere in the metric's range.
    private func ends(of summary: MetricSummary) -> (lower: Double?, upper: Double?) {
        let values = summary.values
        guard metric.isMean, let only = values.first, values.allSatisfy({ $0 == only }),
            let unseen = wilsonInterval(successes: 0, of: values.count)?.upper
        else { return (summary.lower, summary.upper) }
        let reach = { (end: Double) in end == only ? only : only + unseen * (end - only) }
        return (
            summary.lower.map { _ in reach(metric.range.lowerBound) },
            summary.upper.map { _ in reach(metric.range.upperBound) }
        )
    }

    /// Of a mean, the differences of value and multiple in each replication say how sure it is: what both have met cancels out. A value
    /// that is only a lower bound does no harm where a greater one would say the same.
    private func outcome(of strategy: String, _ ledgers: [Ledger], _ factor: Double, _ others: [Ledger]?)
        -> RequirementOutcome
    {
        guard let others, let summary = MetricSummary(metric, ledgers), let peer = MetricSummary(metric, others)
        else { return missing(strategy) }
        let limit = factor * peer.estimate
        let isMet = holds(summary.estimate, limit)
        var isSure = false
        let saysLess = (comparison == .atMost) == isMet
        let isBounded = saysLess ? summary.censored == 0 : peer.censored == 0
        if metric.isMean, isBounded, ledgers.count >= Significance.fewestReplications {
            let differences = zip(summary.values, peer.values).map { $0 - factor * $1 }
            if let interval = Estimate(differences)?.interval {
                let ends = [interval.lower, interval.upper]
                isSure = ends.allSatisfy { holds($0, 0) == isMet }
            }
        }
        return RequirementOutcome(
            requirement: self,
            strategy: strategy,
            value: summary.estimate,
            limit: limit,
            isMet: isMet,
            isSure: isSure
        )
    }

    private func holds(_ value: Double, _ limit: Double) -> Bool {
        comparison == .atMost ? value <= limit : value >= limit
    }

    private func missing(_ strategy: String) -> RequirementOutcome {
        RequirementOutcome(requirement: self, strategy: strategy, value: nil, limit: nil, isMet: false, isSure: false)
    }
}

/// Whether a strategy keeps to a requirement.
public struct RequirementOutcome: Sendable, Hashable {
    public var requirement: Requirement
    public var strategy: String
    /// The metric; nil if it has no value in some replication, or nothing to be held against.
    public var value: Double?
    /// What it is held against, in the metric's unit.
    public var limit: Double?
    /// Going by the estimates.
    public var isMet: Bool
    /// Whether the 95 % interval says the same. Never below `Significance.fewestReplications`, nor of a quantile that is held
    /// against another one.
    public var isSure: Bool
}

extension Study {
    fileprivate func ledgers(_ place: Int) -> [Ledger] { results[place].map(\.ledger) }

    /// The ledgers of a strategy in those replications, in that order; nil if one is missing.
    fileprivate func ledgers(of strategy: String, _ wanted: [Int]) -> [Ledger]? {
        guard let place = policies.firstIndex(where: { $0.name == strategy }) else { return nil }
        let places = Dictionary(uniqueKeysWithValues: zip(replications, replications.indices))
        let found = wanted.compactMap { places[$0] }
        return found.count == wanted.count ? found.map { results[place][$0].ledger } : nil
    }
}
