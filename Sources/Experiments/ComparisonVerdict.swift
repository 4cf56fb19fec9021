import PatchSimulator

/// Says in two sentences which strategy wins on what, and whether the data can tell.
///
/// A strategy wins a metric if it is better than each of the others by the paired test, at 5 % after Holm's adjustment for
/// all pairs of strategies in all metrics. All pairs, although only those with the best mean are looked at: the same data say
/// which one is best, and of strategies that are all equal the luckiest often seems better than the unluckiest.
///
/// Strategies that are the same in every replication count as one, which is named by all their names.
struct ComparisonVerdict {
    private let names: [String]
    /// Strategies that are the same in every replication of a metric.
    private typealias Group = [Int]

    /// Metrics won, with the winner.
    private var wins: [(candidates: [Group], metric: HeadlineMetric)] = []
    /// Metrics in which all are the same in every replication.
    private var ties: [HeadlineMetric] = []
    /// Metrics in which nobody is shown to be worse than the best, with all groups.
    private var undecided: [(candidates: [Group], metric: HeadlineMetric)] = []
    /// Metrics that cannot tell the best from some of the others, with those that may be the best.
    private var shortlists: [(candidates: [Group], metric: HeadlineMetric)] = []
    private let replications: Int

    init(_ names: [String], _ ledgers: [[Ledger]]) {
        self.names = names
        replications = ledgers.first?.count ?? 0
        var duels: [(metric: HeadlineMetric, best: Int, other: Int, paired: PairedDifference)] = []
        for metric in HeadlineMetric.allCases {
            guard let best = Self.best(metric, ledgers) else { continue }
            for other in ledgers.indices where other != best {
                guard let paired = metric.difference(of: ledgers[best], against: ledgers[other]) else { continue }
                duels.append((metric, best, other, paired))
            }
        }
        let values = duels.map(\.paired.pValue)
        // Every metric has its best one, who meets all others; among k there are k / 2 times as many pairs.
        let pairs = duels.count * names.count / 2
        let adjusted = values.contains(nil) ? nil : holm(values.compactMap { $0 }, of: pairs)
        for metric in HeadlineMetric.allCases {
            let own = duels.indices.filter { duels[$0].metric == metric }
            guard !own.isEmpty else { continue }
            let lost = own.filter { duel in
                adjusted.map { duels[duel].paired.verdict(metric.goal, adjustedPValue: $0[duel]) == .better } ?? false
            }
            let losers = lost.map { duels[$0].other }
            let candidates = Self.groups(metric, ledgers.indices.filter { !losers.contains($0) }, ledgers)
            switch (candidates.count, losers.isEmpty) {
            case (1, true): ties.append(metric)
            case (1, false): wins.append((candidates, metric))
            case (_, true): undecided.append((candidates, metric))
            case (_, false): shortlists.append((candidates, metric))
            }
        }
    }

    /// Those that are the same in every replication together, in the order of their first.
    private static func groups(_ metric: HeadlineMetric, _ strategies: [Int], _ ledgers: [[Ledger]]) -> [Group] {
        strategies.reduce(into: []) { groups, strategy in
            let place = groups.firstIndex { group in
                metric.difference(of: ledgers[strategy], against: ledgers[group[0]])?.isIdentical == true
            }
            if let place { groups[place].append(strategy) } else { groups.append([strategy]) }
        }
    }

    /// The strategy with the best mean; the first of equals.
    private static func best(_ metric: HeadlineMetric, _ ledgers: [[Ledger]]) -> Int? {
        guard metric.summary == .mean else { return nil }
        let means = ledgers.map { MetricSummary(metric, $0)?.estimate }
        guard !means.contains(nil) else { return nil }
        let found = means.compactMap { $0 }
        let wanted = metric.goal == .low ? found.min() : found.max()
        return found.firstIndex { $0 == wanted }
    }

    var sentences: [String] {
        guard replications > 0, names.count > 1 else { return [] }
        return [winners, doubts]
    }

    private var winners: String {
        let winners = Self.byCandidates(wins).sorted { $0.candidates[0][0] < $1.candidates[0][0] }
        let parts = winners.map { winner in
            let isOne = winner.candidates[0].count == 1
            let metrics = Self.list(winner.metrics.map(\.phrase))
            return "\(words(winner.candidates[0])) \(isOne ? "wins" : "win") on \(metrics)"
        }
        guard !parts.isEmpty else { return "No strategy is shown to be better than the others on any measure." }
        return Self.sentence(parts.joined(separator: "; "))
    }

    private var doubts: String {
        let base = replications == 1 ? "one replication" : "\(replications) paired replications"
        var parts: [String] = []
        for open in Self.byCandidates(undecided) {
            let equals = open.candidates.filter { $0.count > 1 }.map {
                " (\(Self.list($0.map { names[$0] })) are exactly equal)"
            }.joined()
            let beginning = "on \(Self.list(open.metrics.map(\.phrase)))"
            parts.append("\(beginning) \(base) cannot tell who is best\(equals)")
        }
        for shortlist in Self.byCandidates(shortlists) {
            let best = Self.list(shortlist.candidates.map { words($0) }, joinedBy: "or")
            let beginning = "on \(Self.list(shortlist.metrics.map(\.phrase)))"
            parts.append(
                parts.isEmpty
                    ? "\(beginning) \(base) tell only that \(best) is best" : "\(beginning) only that it is \(best)"
            )
        }
        if !ties.isEmpty { parts.append("on \(Self.list(ties.map(\.phrase))) all are exactly equal") }
        guard !parts.isEmpty else {
            return "The differences are significant on every measure (\(base), 5 % level, Holm's method)."
        }
        let rest = !wins.isEmpty ? "; the rest is significant at the 5 % level (Holm's method)" : ""
        return Self.sentence(parts.joined(separator: ", and ") + rest)
    }

    private func words(_ group: Group) -> String {
        let members = Self.list(group.map { names[$0] })
        return group.count == 1 ? members : members + " (exactly equal)"
    }

    /// Metrics with the same candidates together, in the order of their first.
    private static func byCandidates(_ findings: [(candidates: [Group], metric: HeadlineMetric)])
        -> [(candidates: [Group], metrics: [HeadlineMetric])]
    {
        var result: [(candidates: [Group], metrics: [HeadlineMetric])] = []
        for (candidates, metric) in findings {
            if let index = result.firstIndex(where: { $0.candidates == candidates }) {
                result[index].metrics.append(metric)
            } else {
                result.append((candidates, [metric]))
            }
        }
        return result
    }

    private static func list(_ items: [String], joinedBy word: String = "and") -> String {
        guard let last = items.last, items.count > 1 else { return items.first ?? "" }
        return items.dropLast().joined(separator: ", ") + " \(word) " + last
    }

    private static func sentence(_ text: String) -> String { capitalised(text) + "." }

    /// A strategy's name stays as it is written in the scenario; only words of ours are capitalised.
    private static func capitalised(_ text: String) -> String {
        guard text.hasPrefix("on ") else { return text }
        return "O" + text.dropFirst()
    }
}
