import Experiments
import PatchSimulator

/// What came of one run, in a form that can be compared figure by figure.
public struct RunRecord: Codable, Sendable, Hashable {
    struct Decision: Codable, Sendable, Hashable {
        var timeSeconds: Int64
        /// Absent for the first decision of a second.
        var round: Int?
        var action: String
        var rollout: Int
        var ring: Int?
        var reason: String
    }

    /// Place of the variant in the bundle.
    var variant: Int
    var strategy: String
    /// A decimal number.
    var seed: String
    var replication: Int
    /// SHA-256 of all figures and decisions, plans and switches included.
    var sha256: String
    /// By column of the table `run`; those without a value are left out.
    var figures: [String: Int64]
    var decisions: [Decision]

    init(_ result: RunResult, variant: Int, strategy: String, seed: UInt64, replication: Int) {
        self.variant = variant
        self.strategy = strategy
        self.seed = String(seed)
        self.replication = replication
        figures = [:]
        var lines: [String] = []
        for column in LedgerColumn.all {
            guard let value = column.read(result.ledger) else { continue }
            figures[column.name] = value
            lines.append("\(column.name)=\(value)")
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

    /// What tells another record of the same run from this one first, in words; nil if nothing does.
    ///
    /// Figures and decisions are compared one by one, because the digest beside them may not be theirs.
    func difference(to other: RunRecord) -> String? {
        guard self != other else { return nil }
        func said(_ value: Int64?) -> String { value.map(String.init) ?? "absent" }
        for column in LedgerColumn.all where figures[column.name] != other.figures[column.name] {
            return
                "\(column.name) is \(said(figures[column.name])) in the bundle and \(said(other.figures[column.name])) now"
        }
        let names = Set(LedgerColumn.all.map(\.name))
        if let unknown = figures.keys.filter({ !names.contains($0) }).min() {
            return "the bundle has a figure that this version does not know: \(unknown)"
        }
        for number in 0..<max(decisions.count, other.decisions.count) {
            let mine = decisions.indices.contains(number) ? decisions[number].words : "absent"
            let now = other.decisions.indices.contains(number) ? other.decisions[number].words : "absent"
            if mine != now { return "decision \(number) is '\(mine)' in the bundle and '\(now)' now" }
        }
        return "all figures and decisions are the same, but the digest of them with all plans and switches is not"
    }
}

extension RunRecord.Decision {
    fileprivate var words: String {
        "\(action) rollout \(rollout)\(ring.map { " ring \($0)" } ?? "") at \(timeSeconds) s\(round.map { ", round \($0)" } ?? ""): \(reason)"
    }
}
