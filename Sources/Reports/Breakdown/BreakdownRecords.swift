import Experiments
import Foundation
import PatchSimulator
import Text

/// Breakdowns for programs: every member with all metrics and figures that it has.
struct BreakdownRecords {
    struct Record: Encodable {
        var by: String
        var members: [Member]
    }

    struct Member: Encodable {
        /// Null: what belongs to none.
        var name: String?
        var strategies: [Strategy]

        private enum Key: CodingKey { case name, strategies }

        func encode(to encoder: any Encoder) throws {
            var container = encoder.container(keyedBy: Key.self)
            try container.encode(name, forKey: .name)
            try container.encode(strategies, forKey: .strategies)
        }
    }

    struct Strategy: Encodable {
        var name: String
        var metrics: [MetricRecord]
        var figures: MeanFigures
    }

    private let comparison: Comparison

    init(_ comparison: Comparison) { self.comparison = comparison }

    /// Nil without breakdowns.
    var records: [Record]? {
        guard !comparison.breakdowns.isEmpty else { return nil }
        return comparison.breakdowns.map { breakdown in
            Record(
                by: breakdown.dimension.rawValue,
                members: breakdown.members.map { member in
                    Member(
                        name: member.name,
                        strategies: zip(comparison.study.policies, member.ledgers).map { policy, ledgers in
                            Strategy(
                                name: policy.name,
                                metrics: summaries(ledgers).map(MetricRecord.init),
                                figures: MeanFigures(ledgers)
                            )
                        }
                    )
                }
            )
        }
    }

    /// The columns that a CSV with breakdowns has besides. The rows of the fleet are empty there, and `member` is for what
    /// belongs to none.
    static let columns = ["by", "member"]

    /// Rows of the CSV, in all columns: a row for each member, strategy and metric, and for each figure with its mean.
    var rows: [[String]] {
        var rows: [[String]] = []
        func text(_ value: Double?) -> String { value.map { String($0) } ?? "" }
        let empty = Array(repeating: "", count: 5)
        for breakdown in comparison.breakdowns {
            for member in breakdown.members {
                let place = [breakdown.dimension.rawValue, member.name ?? ""]
                for (policy, ledgers) in zip(comparison.study.policies, member.ledgers) {
                    for summary in summaries(ledgers) {
                        let metric = summary.metric
                        let interval = [text(summary.estimate), text(summary.lower), text(summary.upper)]
                        let censored = metric.unit == .days ? String(summary.censored) : ""
                        rows.append(
                            [policy.name, metric.id, metric.unit.name] + interval + empty + [censored, ""] + place
                        )
                    }
                    for mean in MeanFigures(ledgers).means {
                        let cells = [policy.name, mean.id, mean.unit, text(mean.value)]
                        rows.append(cells + Array(repeating: "", count: 9) + place)
                    }
                }
            }
        }
        return rows
    }

    private func summaries(_ ledgers: [Ledger]) -> [MetricSummary] {
        let further = Metric.known(in: comparison.study.scenario).filter { !$0.isHeadline }
        return (Metric.headlines + further).compactMap {
            MetricSummary($0, ledgers, intervals: comparison.intervals)
        }
    }
}

/// A single run's ledger taken apart, in JSON.
struct RunBreakdownRecord: Encodable {
    struct Member: Encodable {
        /// Null: what belongs to none.
        var name: String?
        var figures: MeanFigures

        private enum Key: CodingKey { case name, figures }

        func encode(to encoder: any Encoder) throws {
            var container = encoder.container(keyedBy: Key.self)
            try container.encode(name, forKey: .name)
            try container.encode(figures, forKey: .figures)
        }
    }

    var by: String
    var members: [Member]

    /// Nil without breakdowns.
    static func all(of result: RunResult) -> [RunBreakdownRecord]? {
        guard !result.breakdowns.isEmpty else { return nil }
        return result.sortedBreakdowns.map { breakdown in
            let members = breakdown.members.map { Member(name: $0.name, figures: MeanFigures([$0.ledger])) }
            return RunBreakdownRecord(by: breakdown.dimension.rawValue, members: members)
        }
    }
}

extension RunResult {
    /// In the order of `Dimension.allCases`.
    var sortedBreakdowns: [Breakdown] { PatchSimulator.Dimension.allCases.compactMap { breakdowns[$0] } }
}

/// The means over replications of the figures that ledgers have.
struct MeanFigures: Encodable {
    /// One of them; nil where a replication has none, because it never happened.
    struct Mean {
        var id: Ledger.Figure.ID
        var unit: String
        var value: Double?
    }

    /// In the order of `Ledger.figures`.
    let means: [Mean]
    /// What follows from them, in the order of `Ledger.totals`.
    private let totals: [(id: String, value: Double)]

    init(_ ledgers: [Ledger]) {
        let figures = Ledger.figures.filter { figure in ledgers.allSatisfy { !$0.absent.contains(figure.id) } }
        means = figures.map { figure in
            let values = ledgers.compactMap { $0[figure].map { Double($0) } }
            let isWhole = values.count == ledgers.count && !values.isEmpty
            let mean = isWhole ? values.reduce(0, +) / Double(values.count) : nil
            return Mean(id: figure.id, unit: figure.unit.rawValue, value: mean)
        }
        totals = Ledger.totals.compactMap { total in
            let values = ledgers.compactMap { total.value(in: $0) }
            guard values.count == ledgers.count, !values.isEmpty else { return nil }
            return (total.id, values.reduce(0, +) / Double(values.count))
        }
    }

    func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: LedgerRecord.Key.self)
        for mean in means {
            try container.encode(mean.value, forKey: LedgerRecord.Key(stringValue: LedgerRecord.key(mean.id)))
        }
        for total in totals {
            try container.encode(total.value, forKey: LedgerRecord.Key(stringValue: LedgerRecord.key(total.id)))
        }
    }
}
