import PatchModel
import PatchSimulator

/// Strategies in the runs of cells: the figures of each, and of which pairs a difference is shown.
public struct CellComparison: Sendable {
    public let study: CellStudy
    /// Runs of each strategy at each look so far.
    public let looks: [Int]
    /// The headline metrics that are means.
    public let family: CellFamily
    /// The cost, which is a family of its own; nil without prices.
    public let cost: CellFamily?
    /// By strategy and metric: a value of some run is only a lower bound, and so is the mean.
    public let isBound: [[Bool]]
    /// By strategy, what is not exceeded in 19 of 20 replications, or not fallen below.
    public let bad: [[WeightedQuantile?]]
    /// Which strategy to choose; nil if what decides has no value in a run.
    public let answer: CellAnswer?

    public var metrics: [Metric] { family.metrics + (cost?.metrics ?? []) }
    public var means: [[StratifiedEstimate?]] {
        cost.map { cost in zip(family.means, cost.means).map { $0 + $1 } } ?? family.means
    }
    public var differences: [CellDifference] { family.differences + (cost?.differences ?? []) }

    /// - Parameters:
    ///   - before: what was found at the look before; nil: this is the first one.
    ///   - margin: the share of the first strategy's mean up to which a difference does not matter; the least that anybody cares for
    ///     (`PrecisionTarget.floor`) counts if that is more.
    public init(_ study: CellStudy, after before: CellComparison? = nil, margin: Double = 0) {
        self.study = study
        looks = (before?.looks ?? []) + [study.runs]
        family = CellFamily(study, Metric.headlines.filter(\.isMean), after: before?.family, margin: margin)
        cost = study.scenario.prices.map { CellFamily(study, [.cost($0)], after: before?.cost, margin: margin) }
        let metrics = family.metrics + (cost?.metrics ?? [])
        isBound = study.ledgers.map { own in
            metrics.map { metric in
                own.joined().contains { metric.value(in: $0)?.isCensored ?? false }
            }
        }
        let orders = study.orders()
        bad = study.policies.indices.map { policy in
            metrics.map { metric in
                guard let share = Statistic.p95.share(metric.goal) else { return nil }
                return study.values(metric, of: policy).flatMap {
                    WeightedQuantile(study.samples($0, orders), share)
                }
            }
        }
        answer = CellAnswer(study, cost: cost, after: before?.answer, margin: margin)
    }

    /// For each metric the places of those strategies that are the same in every run and shown at two looks in a row to be better than
    /// all others, with Holm's adjustment for all pairs in all these metrics, and by more than a hundredth of the value; empty where
    /// there are none.
    public func bestBeyondChance(_ metrics: [Metric]) -> [Set<Int>] {
        let earlier = looks.dropLast().last.map { CellFamily(study.first($0), metrics, after: nil, margin: 0) }
        let family = CellFamily(study, metrics, after: earlier, margin: 0)
        return metrics.indices.map { place in
            let metric = metrics[place]
            let means = family.means.compactMap { $0[place]?.mean }
            let wanted = metric.goal == .low ? means.min() : means.max()
            guard means.count == study.policies.count, let best = means.firstIndex(where: { $0 == wanted }) else {
                return []
            }
            let leaders = means.indices.filter { family.isSame(metric, $0, best) }
            let rest = means.indices.filter { !leaders.contains($0) }
            let isWorthSaying = rest.allSatisfy {
                family.isShownBetter(metric, best, than: $0)
                    && abs(means[$0] - means[best]) > Weighed.worthSaying * abs(means[$0])
            }
            return !rest.isEmpty && isWorthSaying ? Set(leaders) : []
        }
    }

    /// Of the differences that are not known, the one that would take the most runs: at least so many of each strategy. Nil if
    /// none is known to take any number.
    public var hardest: (difference: CellDifference, runs: Int)? {
        differences.compactMap { found in found.runsNeeded.map { (found, $0) } }.max { $0.1 < $1.1 }
    }

    /// Whether of every difference it is known which way it is, or that it does not matter.
    public var isDecided: Bool { !differences.contains { $0.finding == .open } }

    /// The cell, by place, of which the least is known, and 3 W/n of it: what happens otherwise than by a defect or a vendor's answer
    /// in a smaller share of all replications is missing from the runs with a probability of more than 5 %.
    public var leastKnown: (cell: Int, share: Double)? {
        study.design.cells.indices
            .map { ($0, 3 * study.design.cells[$0].weight / Double(max(1, study.counts[$0]))) }
            .max { $0.1 < $1.1 }
    }
}
