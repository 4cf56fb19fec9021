package import PatchSimulator

/// Which strategies are shown to be the best in each of several measures that are read together.
package enum BestBeyondChance {
    /// For each metric the places of those strategies that are the same in every replication and shown to be better than all
    /// others, by Hall's intervals of the paired differences at 5 % with Holm's adjustment for all pairs in all metrics, and
    /// by more than a hundredth of the value; empty where there are none.
    ///
    /// - Parameter before: see `Study.before`.
    package static func places(_ metrics: [Metric], _ ledgers: [[Ledger]], before: Int? = nil) -> [Set<Int>] {
        let measures = metrics.map { metric in
            PairFamily.Measure(goal: metric.goal, values: ledgers.map { metric.values(in: $0) })
        }
        let family = PairFamily(measures, before: before)
        return measures.enumerated().map { number, measure in
            let values = measure.values.compactMap { $0 }
            guard values.count == ledgers.count, let lead = Lead(values, measure.goal, family, number), lead.isDecided,
                lead.leaders.count < ledgers.count
            else { return [] }
            let means = values.map { $0.reduce(0, +) / Double(max(1, $0.count)) }
            let rest = means.indices.filter { !lead.leaders.contains($0) }
            let isWorthSaying = rest.allSatisfy { other in
                abs(means[other] - means[lead.best]) > Weighed.worthSaying * abs(means[other])
            }
            return isWorthSaying ? Set(lead.leaders) : []
        }
    }
}
