public import PatchSimulator

/// A study taken apart: for each group, class, patch and so on what of all runs is its own.
public struct StudyBreakdown: Sendable, Hashable {
    /// What belongs to one member of the dimension.
    public struct Member: Sendable, Hashable {
        /// Its name; nil: what belongs to none.
        public var name: String?
        /// By policy, then by place among the replications.
        public var ledgers: [[Ledger]]
    }

    public let dimension: Dimension
    /// In the order of the runs' breakdowns.
    public let members: [Member]

    /// Nil if a run has no such breakdown, or if runs do not have the same members, which they all take from their scenario.
    public init?(_ study: Study, by dimension: Dimension) {
        var names: [String?]?
        var ledgers: [[[Ledger]]] = []
        for (policy, results) in study.results.enumerated() {
            for result in results {
                guard let found = result.breakdowns[dimension]?.members else { return nil }
                let own = found.map(\.name)
                if names == nil {
                    names = own
                    ledgers = Array(repeating: Array(repeating: [], count: study.results.count), count: own.count)
                }
                guard names == own else { return nil }
                for (member, part) in found.enumerated() { ledgers[member][policy].append(part.ledger) }
            }
        }
        guard let names else { return nil }
        self.dimension = dimension
        members = zip(names, ledgers).map { Member(name: $0, ledgers: $1) }
    }

    /// The metrics of which some member has a value in every replication of a policy, in the order of `Metric.headlines`, or, of
    /// services, of `Metric.services`.
    public var headlines: [Metric] {
        (dimension == .service ? Metric.services : Metric.headlines).filter { metric in
            members.contains { $0.ledgers.contains { metric.values(in: $0) != nil } }
        }
    }
}

extension Study {
    /// All that its runs hold, in the order of `Dimension.allCases`.
    public var breakdowns: [StudyBreakdown] { Dimension.allCases.compactMap { StudyBreakdown(self, by: $0) } }
}
