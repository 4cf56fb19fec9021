import Foundation

// Whether the values of a result can be, as far as that shows without running anything.

extension SuiteRecord {
    /// More than any suite runs.
    private static let mostReplications = 100_000_000

    /// What cannot be, in words; nil: nothing was found.
    var problem: String? {
        guard simulation > 0 else { return Self.impossible("simulation", simulation) }
        guard (0...Self.mostReplications).contains(replications) else {
            return Self.impossible("replications", replications)
        }
        if let week = seeds.week, !HiddenSeed.isWeek(week) { return "its seeds have no week \"\(week)\"" }
        let most = outcomes.map(\.replications).max() ?? replications
        guard replications == most else {
            return "it has \(replications) replications, and its candidates have \(most)"
        }
        return outcomes.lazy.compactMap(problem).first ?? problem(shown, isHidden: false)
            ?? hidden.flatMap { problem($0, isHidden: true) } ?? sealing
    }

    private static func impossible(_ key: String, _ value: some Any) -> String {
        "\"\(key)\" cannot be \(value)"
    }

    private func problem(_ outcome: Outcome) -> String? {
        let name = outcome.candidate.name
        func impossible(_ key: String, _ value: some Any) -> String {
            "the report on \(name): " + Self.impossible(key, value)
        }
        guard ["pass", "fail", "inconclusive", "withheld"].contains(outcome.verdict) else {
            return impossible("verdict", "\"\(outcome.verdict)\"")
        }
        guard (0...replications).contains(outcome.replications) else {
            return impossible("replications", outcome.replications)
        }
        guard (0...outcome.replications).contains(outcome.look) else { return impossible("look", outcome.look) }
        guard (0...(outcome.replications * max(1, worlds.count))).contains(outcome.runsWithIncidents) else {
            return impossible("runsWithIncidents", outcome.runsWithIncidents)
        }
        for row in outcome.rows {
            guard ["pass", "fail", "inconclusive", "watched"].contains(row.verdict) else {
                return impossible("verdict", "\"\(row.verdict)\" of \(row.metric) in world \"\(row.world)\"")
            }
            guard worlds.contains(where: { $0.name == row.world }) else {
                return "the report on \(name): there is no world \"\(row.world)\""
            }
            if let lower = row.lower, let upper = row.upper, lower > upper {
                return impossible("lower", "\(lower) of \(row.metric) in world \"\(row.world)\", above \"upper\"")
            }
            if let margin = row.margin, margin < 0 {
                return impossible("margin", "\(margin) of \(row.metric) in world \"\(row.world)\"")
            }
        }
        return nil
    }

    /// Where half of the runs are on the hidden seed, an odd one is on the public seed.
    private func problem(_ runs: Runs, isHidden: Bool) -> String? {
        let hasHalves = hidden != nil || sealed != nil
        let half = replications / 2
        let wanted = isHidden ? half : hasHalves ? replications - half : replications
        if runs.values.isEmpty, wanted > 0 { return "it has \(replications) replications, and no values of them" }
        guard let wrong = runs.values.first(where: { $0.values.count != wanted }) else { return nil }
        return
            "it has \(wrong.values.count) values of \(wrong.metric) of \(wrong.policy) in world \"\(wrong.world)\" on the "
            + "\(isHidden ? "hidden" : "public") seed, and \(wanted) runs there"
    }

    /// A nonce of 12 bytes and a tag of 16 are around what is sealed. Whether it was changed shows with the secret alone.
    private var sealing: String? {
        let isSecret = seeds.commitment != nil
        if hidden != nil, sealed != nil { return "its runs on the hidden seed are sealed, and revealed as well" }
        guard (hidden != nil || sealed != nil) == isSecret else {
            return isSecret
                ? "it has no runs on its hidden seed"
                : "it has runs on a hidden seed, and \"commitment\" does not say of which secret"
        }
        guard let sealed else { return nil }
        guard let bytes = Data(base64Encoded: sealed), bytes.count > 28 else {
            return "\"sealed\" is damaged: it is not base 64, or was cut off"
        }
        return nil
    }
}
