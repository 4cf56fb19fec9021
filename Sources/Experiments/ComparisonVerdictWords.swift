/// A comparison's verdict in two texts.
struct ComparisonVerdictWords {
    private let verdict: ComparisonVerdict
    private var names: [String] { verdict.names }
    private var findings: [ComparisonVerdict.Finding] { verdict.findings }

    init(_ verdict: ComparisonVerdict) { self.verdict = verdict }

    var sentences: [String] {
        verdict.replications < Significance.fewestReplications ? [tooFew, counts] : [winners, doubts]
    }

    // MARK: Enough replications

    private var winners: String {
        let won = Self.together(findings.filter(\.isWon)) { $0.candidates[0] }.sorted { $0.key[0] < $1.key[0] }
        let parts = won.map { group, metrics in
            "\(words(group)) \(group.count == 1 ? "wins" : "win") on \(VerdictWords.list(metrics.map(\.metric.phrase)))"
        }
        guard !parts.isEmpty else { return "No strategy is shown to be better than the others on any measure." }
        return parts.joined(separator: "; ") + "."
    }

    private var doubts: String {
        let base = "\(verdict.replications) runs"
        var sentences: [String] = []
        let open = findings.filter { $0.candidates.count > 1 && !$0.hasLosers }
        for (candidates, metrics) in Self.together(open, by: \.candidates) {
            let needed = Self.needed(metrics).map { "; \($0) would" } ?? ""
            sentences.append("\(Self.on(metrics)) \(base) cannot tell which is best\(needed).")
            sentences += candidates.filter { $0.count > 1 }.map { group in
                "There \(VerdictWords.list(group.map { names[$0] })) are exactly equal."
            }
        }
        let shortlists = findings.filter { $0.candidates.count > 1 && $0.hasLosers }
        for (candidates, metrics) in Self.together(shortlists, by: \.candidates) {
            let best = VerdictWords.list(candidates.map { words($0) }, joinedBy: "or")
            let needed = Self.needed(metrics).map { "; \($0) would tell which" } ?? ""
            sentences.append("\(Self.on(metrics)) \(base) tell only that \(best) is best\(needed).")
        }
        sentences += ties
        guard !sentences.isEmpty else {
            return "The differences are significant on every measure (\(base), 5 % level, Holm's method)."
        }
        if findings.contains(where: \.isWon) {
            sentences.append("The rest is significant at the 5 % level (Holm's method).")
        }
        return sentences.joined(separator: " ")
    }

    /// One sentence, or none.
    private var ties: [String] {
        let ties = findings.filter(\.isTie)
        return ties.isEmpty ? [] : ["\(Self.on(ties)) all are exactly equal."]
    }

    // MARK: Too few

    /// What must not be said.
    private var tooFew: String {
        guard findings.contains(where: { !$0.isTie }) else { return ties.first ?? "Nothing was compared." }
        let count = verdict.replications
        return
            "\(count == 1 ? "One run is" : "\(count) runs are") too few to say which strategy is best: a rare "
            + "great loss may be in none of them. It takes \(Significance.fewestReplications) at least."
    }

    /// What can be said all the same: which strategy is ahead, in how many of the replications, and how many would tell.
    private var counts: String {
        let open = findings.filter { !$0.isTie }
        guard !open.isEmpty else { return "There is nothing to tell apart." }
        let all = verdict.replications
        let parts = Self.together(open, by: \.leaders).sorted { $0.key[0] < $1.key[0] }.map { leaders, metrics in
            let figures = metrics.map { "\($0.metric.phrase) (\($0.leads) of \(all))" }
            return "\(words(leaders)) on \(VerdictWords.list(figures))"
        }
        let leaders =
            "Best means so far, and in how many runs no other does as well: \(parts.joined(separator: "; "))."
        return ([leaders, Self.forecast(open)].compactMap { $0 } + ties).joined(separator: " ")
    }

    private static func forecast(_ findings: [ComparisonVerdict.Finding]) -> String? {
        let known = findings.filter { $0.needed != nil }
        guard !known.isEmpty else { return nil }
        let parts = together(known) { $0.needed ?? 0 }.sorted { $0.key < $1.key }.enumerated().map { place, part in
            (place == 0
                ? "\(VerdictWords.atLeast(part.key)) to tell which is best on "
                : "\(VerdictWords.replications(part.key)) on ")
                + VerdictWords.list(part.metrics.map(\.metric.phrase))
        }
        return "Going by these, it takes \(parts.joined(separator: "; "))."
    }

    /// Nil if no number would tell in one of the metrics.
    private static func needed(_ findings: [ComparisonVerdict.Finding]) -> String? {
        let counts = findings.compactMap(\.needed)
        guard counts.count == findings.count, let most = counts.max() else { return nil }
        return VerdictWords.atLeast(most)
    }

    // MARK: Words

    private func words(_ group: ComparisonVerdict.Group) -> String {
        let members = VerdictWords.list(group.map { names[$0] })
        return group.count == 1 ? members : members + " (exactly equal)"
    }

    /// Those that agree in something together, in the order of their first.
    private static func together<Key: Hashable>(
        _ findings: [ComparisonVerdict.Finding],
        by key: (ComparisonVerdict.Finding) -> Key
    ) -> [(key: Key, metrics: [ComparisonVerdict.Finding])] {
        var places: [Key: Int] = [:]
        var result: [(key: Key, metrics: [ComparisonVerdict.Finding])] = []
        for finding in findings {
            let own = key(finding)
            if let place = places[own] {
                result[place].metrics.append(finding)
            } else {
                places[own] = result.count
                result.append((own, [finding]))
            }
        }
        return result
    }

    private static func on(_ findings: [ComparisonVerdict.Finding]) -> String {
        "On \(VerdictWords.list(findings.map(\.metric.phrase)))"
    }
}

/// Words that several texts about findings share.
public enum VerdictWords {
    /// Of more than this many items only the first are named.
    private static let most = 12
    /// As many as a command can be asked for.
    private static let greatestForecast = 1_000_000

    /// `a, b and c`; of more than a dozen the first ten, and how many more there are.
    public static func list(_ items: [String], joinedBy word: String = "and") -> String {
        guard let last = items.last, items.count > 1 else { return items.first ?? "" }
        guard items.count <= most else {
            return items.prefix(most - 2).joined(separator: ", ") + " \(word) \(items.count - most + 2) more"
        }
        return items.dropLast().joined(separator: ", ") + " \(word) " + last
    }

    /// `at least 340`, or `more than a million`.
    public static func atLeast(_ count: Int) -> String {
        (count <= greatestForecast ? "at least " : "") + replications(count)
    }

    /// A forecast number of replications: `340`, `12,000`, or that it is beyond what can be asked for.
    public static func replications(_ count: Int) -> String {
        guard count <= greatestForecast else { return "more than a million" }
        let text = String(count)
        let groups = stride(from: text.count, to: 0, by: -3).map { end in text.dropLast(text.count - end).suffix(3) }
        return groups.reversed().joined(separator: ",")
    }
}
