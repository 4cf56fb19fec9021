import PatchModel

/// Says in a sentence which strategy costs least, or that the data cannot tell.
///
/// The strategy with the lowest mean is held against each of the others by Hall's interval of the paired difference, at 5 %
/// after Holm's adjustment for all pairs, among which the data picked these. A strategy that is shown to cost more than the
/// first one is not the cheapest either, nor is the first one if another is shown to cost less.
struct CostVerdict {
    private let names: [String]
    private let replications: Int
    /// The one with the lowest mean.
    private let best: Int
    /// Strategies that may be the cheapest.
    private let candidates: [Int]
    /// All of these cost the same in every replication.
    private let isTie: Bool
    /// Replications in which those with the lowest mean cost less than all others.
    private let leads: Int
    /// At least how many replications would tell; nil if that is told, or if no number would.
    private let needed: Int?

    /// Nil without prices, or with fewer than two strategies.
    init?(_ study: Study) {
        guard let prices = study.scenario.prices, study.policies.count > 1, !study.replications.isEmpty else {
            return nil
        }
        let totals = study.results.compactMap { Metric.cost(prices).values(in: $0.map(\.ledger)) }
        guard totals.count == study.results.count, let best = bestMean(totals, .low) else { return nil }
        let family = PairFamily(costs: totals)
        let others = totals.indices.filter { $0 != best }
        let duels = others.compactMap { PairedDifference(of: totals[best], against: totals[$0]) }
        guard duels.count == others.count else { return nil }
        let adjusted = others.map { family.adjustedPValue(0, best, $0) ?? 1 }
        let lost = others.indices.filter { duels[$0].verdict(.low, adjustedPValue: adjusted[$0]) == .better }
        let losers = Set(lost.map { others[$0] }).union(family.shownNotBest(0))
        let rivals = others.indices.filter { !duels[$0].isIdentical }
        names = study.policies.map(\.name)
        replications = study.replications.count
        self.best = best
        candidates = totals.indices.filter { !losers.contains($0) }
        isTie = candidates.count > 1 && rivals.allSatisfy { losers.contains(others[$0]) }
        leads = study.replications.indices.count { replication in
            rivals.allSatisfy { totals[best][replication] < totals[others[$0]][replication] }
        }
        needed = rivals.filter { !losers.contains(others[$0]) }
            .compactMap { duels[$0].replicationsNeeded(adjustedPValue: adjusted[$0]) }.max()
    }

    var sentence: String {
        let base = replications == 1 ? "one replication" : "\(replications) paired replications"
        if candidates.count == 1 {
            return "At the scenario’s prices \(names[candidates[0]]) costs least (5 % level, Holm's method)."
        }
        let some = candidates.map { names[$0] }
        if isTie {
            return "At the scenario’s prices \(VerdictWords.list(some)) cost the same, and none costs less."
        }
        let takes = needed.map { "; \(VerdictWords.atLeast($0)) would" } ?? ""
        if replications < Significance.fewestReplications {
            return
                "At the scenario’s prices \(names[best]) has the lowest mean cost, and costs less than all others in "
                + "\(leads) of \(replications) paired replications. So few cannot tell which is cheapest\(takes)."
        }
        if candidates.count == names.count {
            return "At the scenario’s prices \(base) cannot tell which is cheapest\(takes)."
        }
        return "At the scenario’s prices \(base) tell only that \(VerdictWords.list(some, joinedBy: "or")) is "
            + "cheapest\(takes)."
    }
}

extension Comparison {
    /// Which strategy costs least at the scenario's prices, or that the data cannot tell; nil where there are no prices, or
    /// is nothing to compare.
    public var costVerdict: String? { CostVerdict(study)?.sentence }
}
