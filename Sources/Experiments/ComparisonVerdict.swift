import PatchSimulator

/// Says which strategy wins on what, and whether the data can tell.
///
/// A strategy wins a metric if it is better than each of the others by Hall's interval of the paired difference, at 5 % after
/// Holm's adjustment for all pairs of strategies in all metrics. All pairs, although only those with the best mean are looked
/// at: the same data say which one is best, and of strategies that are all equal the luckiest often seems better than the
/// unluckiest. A strategy that is shown to be worse than the first one is not the best either, nor is the first one if another
/// is shown to be better; these differences are adjusted together with the others (`PairFamily`). Below
/// `Significance.fewestReplications` no strategy wins, and only counts are given.
///
/// Strategies that are the same in every replication count as one, which is named by all their names.
struct ComparisonVerdict {
    /// Strategies that are the same in every replication of a metric.
    typealias Group = [Int]

    /// What is found in one metric.
    struct Finding {
        var metric: Metric
        /// The strategies that may be the best, the one with the best mean among them.
        var candidates: [Group]
        /// Whether some strategy is shown not to be the best.
        var hasLosers: Bool
        /// Those with the best mean.
        var leaders: Group
        /// Replications in which each of the leaders is better than all others.
        var leads: Int
        /// At least how many replications would tell the leaders from all others; nil if that is told, or if no number would.
        var needed: Int?

        /// All are the same in every replication.
        var isTie: Bool { candidates.count == 1 && !hasLosers }
        var isWon: Bool { candidates.count == 1 && hasLosers }
    }

    let names: [String]
    let replications: Int
    /// In the order of the metrics, those that have a value.
    let findings: [Finding]

    init(_ names: [String], _ ledgers: [[Ledger]], _ family: PairFamily? = nil) {
        let family = family ?? PairFamily(ledgers)
        self.names = names
        replications = ledgers.first?.count ?? 0
        findings = Metric.headlines.enumerated().compactMap { number, metric in
            Contest(metric, ledgers).map { $0.finding(number, family) }
        }
    }

    /// The texts: what is shown, and what is not; none for a single strategy.
    var sentences: [String] {
        guard replications > 0, names.count > 1 else { return [] }
        return ComparisonVerdictWords(self).sentences
    }
}

/// The strategies in one metric, the one with the best mean against each of the others.
private struct Contest {
    let metric: Metric
    let values: [[Double]]
    let best: Int
    let duels: [(other: Int, paired: PairedDifference)]

    /// Nil for a metric that is no mean or has no value in some replication, and for a single strategy.
    init?(_ metric: Metric, _ ledgers: [[Ledger]]) {
        guard metric.summary == .mean, ledgers.count > 1 else { return nil }
        let values = ledgers.map { own in own.compactMap { metric.value(in: $0)?.value } }
        guard zip(values, ledgers).allSatisfy({ $0.count == $1.count }), let best = bestMean(values, metric.goal) else {
            return nil
        }
        self.metric = metric
        self.values = values
        self.best = best
        duels = values.indices.compactMap { other in
            guard other != best, let paired = PairedDifference(of: values[best], against: values[other]) else {
                return nil
            }
            return (other, paired)
        }
    }

    func finding(_ number: Int, _ family: PairFamily) -> ComparisonVerdict.Finding {
        let adjusted = duels.map { family.adjustedPValue(number, best, $0.other) }
        let lost = duels.indices.filter { duel in
            adjusted[duel].map { duels[duel].paired.verdict(metric.goal, adjustedPValue: $0) == .better } ?? false
        }
        let losers = Set(lost.map { duels[$0].other }).union(family.shownNotBest(number))
        let leaders = [best] + duels.filter(\.paired.isIdentical).map(\.other)
        let open = duels.indices.filter { !losers.contains(duels[$0].other) && !duels[$0].paired.isIdentical }
        return ComparisonVerdict.Finding(
            metric: metric,
            candidates: groupsOfEquals(values.indices.filter { !losers.contains($0) }, values),
            hasLosers: !losers.isEmpty,
            leaders: leaders.sorted(),
            leads: leads(of: Set(leaders)),
            needed: open.compactMap { duels[$0].paired.replicationsNeeded(adjustedPValue: adjusted[$0]) }.max()
        )
    }

    private func leads(of leaders: Set<Int>) -> Int {
        let others = values.indices.filter { !leaders.contains($0) }
        return values[best].indices.count { replication in
            let own = values[best][replication]
            return others.allSatisfy { other in
                let value = values[other][replication]
                return metric.goal == .low ? own < value : own > value
            }
        }
    }
}
