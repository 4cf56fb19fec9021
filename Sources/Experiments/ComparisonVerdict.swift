import PatchSimulator

/// Says which strategy wins on what, and whether the data can tell.
///
/// A strategy wins a metric if it is better than each of the others by Hall's interval of the paired difference, at 5 % after
/// Holm's adjustment for all pairs of strategies in all metrics. All pairs, although only those with the best mean are looked
/// at: the same data say which one is best, and of strategies that are all equal the luckiest often seems better than the
/// unluckiest. A strategy than which any other is shown to be better is not the best either (`PairFamily`). Below
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
            Finding(metric, number, ledgers, family)
        }
    }

    /// The texts: what is shown, and what is not; none for a single strategy.
    var sentences: [String] {
        guard replications > 0, names.count > 1 else { return [] }
        return ComparisonVerdictWords(self).sentences
    }
}

extension ComparisonVerdict.Finding {
    /// Nil for a metric that is no mean or has no value in some replication, and for a single strategy.
    ///
    /// - Parameter number: the place of the metric in the family of pairs that are adjusted together.
    fileprivate init?(_ metric: Metric, _ number: Int, _ ledgers: [[Ledger]], _ family: PairFamily) {
        let values = ledgers.compactMap { metric.values(in: $0) }
        guard metric.isMean, values.count == ledgers.count,
            let lead = Lead(values, metric.goal, family, number)
        else { return nil }
        self.metric = metric
        candidates = groupsOfEquals(lead.candidates, values)
        hasLosers = lead.candidates.count < values.count
        leaders = lead.leaders
        leads = lead.leads
        needed = lead.needed
    }
}
