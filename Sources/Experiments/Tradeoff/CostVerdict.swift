import PatchModel

/// Says in a sentence which strategy costs least, or that the data cannot tell.
///
/// See `Lead` for when a strategy is shown to be the cheapest.
struct CostVerdict {
    private let names: [String]
    private let replications: Int
    private let lead: Lead

    /// Nil without prices, or with fewer than two strategies.
    init?(_ study: Study) {
        guard let prices = study.scenario.prices else { return nil }
        let totals = study.results.compactMap { Metric.cost(prices).values(in: $0.map(\.ledger)) }
        guard totals.count == study.results.count,
            let lead = Lead(totals, .low, PairFamily(costs: totals, before: study.before), 0)
        else { return nil }
        names = study.policies.map(\.name)
        replications = study.replications.count
        self.lead = lead
    }

    var sentence: String {
        let base = replications == 1 ? "one run" : "\(replications) paired runs"
        let candidates = lead.candidates
        if candidates.count == 1 {
            return "At the scenario’s prices \(names[candidates[0]]) costs least (5 % level, Holm's method)."
        }
        let some = candidates.map { names[$0] }
        if lead.isDecided {
            return "At the scenario’s prices \(VerdictWords.list(some)) cost the same, and none costs less."
        }
        let takes = lead.needed.map { "; \(VerdictWords.atLeast($0)) would" } ?? ""
        if replications < Significance.fewestReplications {
            return
                "At the scenario’s prices \(names[lead.best]) has the lowest mean cost, and costs less than all others in "
                + "\(lead.leads) of \(replications) paired runs. So few cannot tell which is cheapest\(takes)."
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
