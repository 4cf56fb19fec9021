import PatchSimulator

/// Says in two sentences which strategy wins on what, and whether the data can tell.
///
/// A strategy wins a metric if it is better than each of the others by the paired test, at 5 % after Holm's adjustment for
/// all pairs of strategies in all metrics. All pairs, although only those with the best mean are looked at: the same data say
/// which one is best, and of strategies that are all equal the luckiest often seems better than the unluckiest.
struct ComparisonVerdict {
    private let names: [String]
    /// Metrics won, by strategy.
    private var wins: [[HeadlineMetric]]
    /// Metrics in which the best ones are the same in every replication.
    private var ties: [HeadlineMetric] = []
    private var undecided: [HeadlineMetric] = []
    /// Metrics that cannot tell the best from some of the others, with the strategies that may be the best.
    private var shortlists: [(metric: HeadlineMetric, candidates: [Int])] = []
    private let replications: Int

    init(_ names: [String], _ ledgers: [[Ledger]]) {
        self.names = names
        wins = names.map { _ in [] }
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
            guard let first = own.first else { continue }
            if own.contains(where: { duels[$0].paired.isIdentical }) {
                ties.append(metric)
                continue
            }
            let lost = own.filter { duel in
                adjusted.map { duels[duel].paired.verdict(metric.goal, adjustedPValue: $0[duel]) == .better } ?? false
            }
            let candidates = ledgers.indices.filter { index in !lost.contains { duels[$0].other == index } }
            switch candidates.count {
            case 1: wins[duels[first].best].append(metric)
            case ledgers.count: undecided.append(metric)
            default: shortlists.append((metric, candidates))
            }
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
        let parts = names.indices.filter { !wins[$0].isEmpty }.map { index in
            "\(names[index]) wins on \(Self.list(wins[index].map(\.phrase)))"
        }
        guard !parts.isEmpty else { return "No strategy is shown to be better than the others on any measure." }
        return Self.sentence(parts.joined(separator: "; "))
    }

    private var doubts: String {
        let base = replications == 1 ? "one replication" : "\(replications) paired replications"
        var parts: [String] = []
        if !undecided.isEmpty {
            parts.append("on \(Self.list(undecided.map(\.phrase))) \(base) cannot tell who is best")
        }
        for shortlist in shortlistsByCandidates {
            let best = Self.list(shortlist.candidates.map { names[$0] }, joinedBy: "or")
            let beginning = "on \(Self.list(shortlist.metrics.map(\.phrase)))"
            parts.append(
                parts.isEmpty
                    ? "\(beginning) \(base) tell only that \(best) is best" : "\(beginning) only that it is \(best)"
            )
        }
        if !ties.isEmpty { parts.append("on \(Self.list(ties.map(\.phrase))) the best are exactly equal") }
        guard !parts.isEmpty else {
            return "The differences are significant on every measure (\(base), 5 % level, Holm's method)."
        }
        let rest = wins.contains { !$0.isEmpty } ? "; the rest is significant at the 5 % level (Holm's method)" : ""
        return Self.sentence(parts.joined(separator: ", and ") + rest)
    }

    /// Metrics with the same candidates together, in the order of their first.
    private var shortlistsByCandidates: [(candidates: [Int], metrics: [HeadlineMetric])] {
        var result: [(candidates: [Int], metrics: [HeadlineMetric])] = []
        for (metric, candidates) in shortlists {
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
