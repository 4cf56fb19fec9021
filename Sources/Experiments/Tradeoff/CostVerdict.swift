import PatchModel

/// Says in a sentence which strategy costs least, or that the data cannot tell.
///
/// The strategy with the lowest mean is held against each of the others by the paired test, at 5 % after Holm's adjustment.
struct CostVerdict {
    private let names: [String]
    private let replications: Int
    /// Strategies that may be the cheapest.
    private let candidates: [Int]
    /// All of these cost the same in every replication.
    private let isTie: Bool

    /// Nil without prices, or with fewer than two strategies.
    init?(_ study: Study) {
        guard let prices = study.scenario.prices, study.strategies.count > 1, !study.replications.isEmpty else {
            return nil
        }
        let totals = study.results.map { $0.map { prices.cost(of: $0.ledger) } }
        let sums = totals.map { $0.reduce(0, +) }
        guard let best = sums.indices.min(by: { sums[$0] < sums[$1] }) else { return nil }
        let others = totals.indices.filter { $0 != best }
        let duels = others.compactMap { PairedDifference(of: totals[best], against: totals[$0]) }
        guard duels.count == others.count else { return nil }
        let values = duels.compactMap(\.pValue)
        let adjusted = values.count == duels.count ? holm(values) : duels.map { _ in 1 }
        let lost = others.indices.filter { duels[$0].verdict(.low, adjustedPValue: adjusted[$0]) == .better }
            .map { others[$0] }
        names = study.strategies.map(\.name)
        replications = study.replications.count
        candidates = totals.indices.filter { !lost.contains($0) }
        isTie = candidates.count > 1 && candidates.allSatisfy { totals[$0] == totals[best] }
    }

    var sentence: String {
        let base = replications == 1 ? "one replication" : "\(replications) paired replications"
        if candidates.count == 1 {
            return "At the scenario’s prices \(names[candidates[0]]) costs least (5 % level, Holm's method)."
        }
        let some = candidates.map { names[$0] }
        if isTie { return "At the scenario’s prices \(list(some, "and")) cost the same, and none costs less." }
        if candidates.count == names.count {
            return "At the scenario’s prices \(base) cannot tell who is cheapest."
        }
        return "At the scenario’s prices \(base) tell only that \(list(some, "or")) is cheapest."
    }

    private func list(_ items: [String], _ word: String) -> String {
        items.dropLast().joined(separator: ", ") + " \(word) " + (items.last ?? "")
    }
}

extension Comparison {
    /// Which strategy costs least at the scenario's prices, or that the data cannot tell; nil where there are no prices, or
    /// is nothing to compare.
    public var costVerdict: String? { CostVerdict(study)?.sentence }
}
