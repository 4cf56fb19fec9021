import Experiments
import PatchSimulator

/// What came of one run, in a form that can be compared figure by figure.
package struct RunRecord: Codable, Sendable, Hashable {
    struct Decision: Codable, Sendable, Hashable {
        var timeSeconds: Int64
        /// Absent for the first decision of a second.
        var round: Int?
        var action: String
        var rollout: Int
        var ring: Int?
        var reason: String
    }

    /// Place of the variant in the pack.
    var variant: Int
    var strategy: String
    /// A decimal number.
    var seed: String
    var replication: Int
    /// SHA-256 of all figures and decisions, plans and switches included.
    var sha256: String
    /// By name; those without a value are left out.
    var figures: [Ledger.Figure.ID: Int64]
    /// Those that were not counted yet when the run was kept; absent: none.
    var uncounted: [Ledger.Figure.ID]?
    var decisions: [Decision]

    /// - Parameter names: the figures to tell, in the order in which they go into the digest.
    init(
        _ result: RunResult,
        figures names: [Ledger.Figure.ID],
        variant: Int,
        strategy: String,
        seed: UInt64,
        replication: Int
    ) {
        self.variant = variant
        self.strategy = strategy
        self.seed = String(seed)
        self.replication = replication
        figures = [:]
        var lines: [String] = []
        let missing = names.filter(result.ledger.absent.contains)
        uncounted = missing.isEmpty ? nil : missing
        for name in names {
            guard let value = Ledger.figure(name).flatMap({ result.ledger[$0] }) else { continue }
            figures[name] = value
            lines.append("\(name)=\(value)")
        }
        decisions = []
        for row in DecisionRow.rows(of: result.decisions) {
            decisions.append(
                Decision(
                    timeSeconds: row.time,
                    round: row.round > 0 ? row.round : nil,
                    action: row.action,
                    rollout: row.rollout,
                    ring: row.ring,
                    reason: row.reason
                )
            )
            // Digests, because reasons and details are free text.
            let place =
                "\(row.time)\(row.round > 0 ? ".\(row.round)" : "") \(row.action) \(row.rollout) \(row.ring.map(String.init) ?? "-")"
            lines.append("\(place) \(Digest.of(row.reason)) \(Digest.of(row.detail ?? ""))")
        }
        sha256 = Digest.of(lines.joined(separator: "\n"))
    }

    /// The value of a figure in words.
    static func said(_ value: Int64?) -> String { value.map(String.init) ?? "absent" }

    /// What tells another record of the same run from this one first, in words; nil if nothing does.
    ///
    /// Figures and decisions are compared one by one, because the digest beside them may not be theirs.
    ///
    /// - Parameters:
    ///   - first: where this record was found, in words.
    ///   - second: where the other one was found.
    func difference(to other: RunRecord, _ first: String = "in the file", _ second: String = "now") -> String? {
        guard self != other else { return nil }
        for name in Ledger.figures.map(\.id) where figures[name] != other.figures[name] {
            return "\(name) is \(Self.said(figures[name])) \(first) and \(Self.said(other.figures[name])) \(second)"
        }
        if let unknown = figures.keys.filter({ Ledger.figure($0) == nil }).min() {
            return "the file has a figure that this version does not know: \(unknown)"
        }
        for number in 0..<max(decisions.count, other.decisions.count) {
            let mine = decisions.indices.contains(number) ? decisions[number].words : "absent"
            let now = other.decisions.indices.contains(number) ? other.decisions[number].words : "absent"
            if mine != now { return "decision \(number) is '\(mine)' \(first) and '\(now)' \(second)" }
        }
        return "all figures and decisions are the same, but the digest of them with all plans and switches is not"
    }
}

extension RunRecord.Decision {
    fileprivate var words: String {
        "\(action) rollout \(rollout)\(ring.map { " ring \($0)" } ?? "") at \(timeSeconds) s\(round.map { ", round \($0)" } ?? ""): \(reason)"
    }
}
