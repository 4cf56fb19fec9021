package import Experiments
package import Foundation
import PatchModel
import PatchSimulator
import Text

/// What a study is about, as it stands at the head of every JSON document.
struct StudyRecord: Encodable {
    var question: String
    var devices: Int
    var patches: Int
    var vulnerabilities: Int
    var start: String
    var timezone: String
    var horizonSeconds: Int64
    var seed: UInt64
    var replications: [Int]
    var isPartial: Bool

    init(_ study: Study) {
        question = study.scenario.question
        devices = study.scenario.deviceCount
        patches = study.scenario.patches.count
        vulnerabilities = study.scenario.vulnerabilities.count
        start = study.scenario.start
        timezone = study.scenario.zone.name
        horizonSeconds = study.scenario.horizon
        seed = study.seed
        replications = study.replications
        isPartial = study.isPartial
    }
}

/// A decision as it stands in JSON.
package struct DecisionRecord: Encodable {
    package var seconds: Int64
    /// Absent for the first decision of a second.
    package var round: Int?
    package var action: String
    package var rollout: Int?
    package var ring: String?
    package var reason: String
}

/// Documents for programs.
package enum StudyRecords {
    /// The JSON of `run`: every replication of every strategy with its decisions.
    ///
    /// - Parameter programs: those that decided, or whose logs did.
    package static func json(_ study: Study, programs: [ProgramRecord] = []) throws -> Data {
        struct Run: Encodable {
            var ledger: LedgerRecord
            var decisions: [DecisionRecord]
            var breakdowns: [RunBreakdownRecord]?
            /// What went wrong with the policy; absent if nothing did.
            var incidents: [RunIncidentRecord]?
        }
        struct Document: Encodable {
            var study: StudyRecord
            var programs: [ProgramRecord]?
            var runs: [Run]
        }
        var runs: [Run] = []
        for (strategy, results) in zip(study.policies, study.results) {
            for (replication, result) in zip(study.replications, results) {
                runs.append(
                    Run(
                        ledger: LedgerRecord(result.ledger, strategy: strategy.name, replication: replication),
                        decisions: DecisionLog(result.decisions).records,
                        breakdowns: RunBreakdownRecord.all(of: result),
                        incidents: RunIncidentRecord.all(of: result)
                    )
                )
            }
        }
        return try DocumentEncoder.encode(
            Document(study: StudyRecord(study), programs: programs.isEmpty ? nil : programs, runs: runs)
        )
    }

    /// The CSV of `run`: a row for each replication of each strategy. With breakdowns there are two columns more, and rows for
    /// their members; with incidents one more, of how many there were in the run.
    package static func csv(_ study: Study) -> String {
        var lines: [String] = []
        let isBroken = study.results.joined().contains { !$0.breakdowns.isEmpty }
        let isMarked = study.results.joined().contains { !$0.incidents.isEmpty }
        for (strategy, results) in zip(study.policies, study.results) {
            for (replication, result) in zip(study.replications, results) {
                if lines.isEmpty {
                    let columns = LedgerRecord.columns + (isBroken ? BreakdownRecords.columns : [])
                    lines.append(CSV.line(columns + (isMarked ? ["incidents"] : [])))
                }
                func add(_ ledger: Ledger, _ place: [String]) {
                    let record = LedgerRecord(ledger, strategy: strategy.name, replication: replication)
                    let marks = isMarked ? [String(result.incidents.count)] : []
                    lines.append(CSV.line(record.cells + (isBroken ? place : []) + marks))
                }
                add(result.ledger, ["", ""])
                for breakdown in result.sortedBreakdowns {
                    for member in breakdown.members {
                        add(member.ledger, [breakdown.dimension.rawValue, member.name ?? ""])
                    }
                }
            }
        }
        return lines.joined()
    }

    /// The JSON of `compare`: metrics with all values, differences and verdict, trade-off and costs.
    ///
    /// - Parameters:
    ///   - precision: how near the study came to the precision asked for; nil if none was.
    ///   - looks: when the study was looked at; nil if the number of runs was fixed beforehand.
    ///   - statistic: by what the best strategy is chosen.
    ///   - requirements: whether strategies keep to what is required; none if nothing is.
    ///   - programs: those that decided, or whose logs did.
    package static func json(
        _ comparison: Comparison,
        precision: PrecisionReport? = nil,
        looks: LooksReport? = nil,
        decideBy statistic: Statistic = .mean,
        requirements: [RequirementOutcome] = [],
        programs: [ProgramRecord] = []
    ) throws -> Data {
        struct OneStrategy: Encodable {
            var name: String
            var kind: String
            var metrics: [MetricRecord]
            /// Absent if nothing went wrong.
            var incidents: IncidentRecord?
        }
        struct Difference: Encodable {
            var strategy: String
            var to: String
            var metric: String
            var unit: String
            var mean: Double
            var lower: Double?
            var upper: Double?
            var pValue: Double?
            var adjustedPValue: Double?
            var replicationsNeeded: Int?
            var varianceReduction: Double?
            var verdict: String
        }
        struct Document: Encodable {
            var study: StudyRecord
            var programs: [ProgramRecord]?
            var answer: AnswerRecord?
            var requirements: [RequirementRecord]?
            var intervals: String
            var strategies: [OneStrategy]
            var differences: [Difference]
            var verdict: [String]
            var censoredTimes: [ComparisonRecords.CensoredTimeRecord]
            var tradeoff: ComparisonRecords.TradeoffRecord?
            var costs: ComparisonRecords.CostRecord?
            var precision: ComparisonRecords.PrecisionRecord?
            var looks: LooksRecord?
            var breakdowns: [BreakdownRecords.Record]?
        }
        let strategies = zip(comparison.study.policies, zip(comparison.summaries, comparison.further)).enumerated().map
        {
            place,
            found in
            let (strategy, summaries) = found
            return OneStrategy(
                name: strategy.name,
                kind: strategy.kind,
                metrics: (summaries.0.compactMap { $0 } + summaries.1).map(MetricRecord.init),
                incidents: IncidentRecord(comparison.study, place)
            )
        }
        let names = comparison.study.policies.map(\.name)
        let differences = comparison.differences.map {
            Difference(
                strategy: names[$0.strategy],
                to: names[0],
                metric: $0.metric.id,
                unit: $0.metric.unit.name,
                mean: $0.paired.difference.mean,
                lower: $0.paired.difference.interval?.lower,
                upper: $0.paired.difference.interval?.upper,
                pValue: $0.paired.pValue,
                adjustedPValue: $0.adjustedPValue,
                replicationsNeeded: $0.replicationsNeeded,
                varianceReduction: $0.paired.varianceReduction,
                verdict: $0.verdict.word
            )
        }
        let records = ComparisonRecords(comparison)
        return try DocumentEncoder.encode(
            Document(
                study: StudyRecord(comparison.study),
                programs: programs.isEmpty ? nil : programs,
                answer: AnswerRecord(comparison.study, decideBy: statistic),
                requirements: requirements.isEmpty ? nil : requirements.map(RequirementRecord.init),
                intervals: comparison.intervals.rawValue,
                strategies: strategies,
                differences: differences,
                verdict: comparison.verdict,
                censoredTimes: records.censoredTimes,
                tradeoff: records.tradeoff,
                costs: records.costs,
                precision: precision.map(records.precision),
                looks: looks.map { LooksRecord($0) },
                breakdowns: BreakdownRecords(comparison).records
            )
        )
    }

    /// The CSV of `compare`: a row for each strategy and metric, then what it weighs and costs. `not_reached` is the number of
    /// replications that did not reach a time; the estimate is a lower bound then. With breakdowns there are two columns more, and
    /// rows for their members.
    package static func csv(_ comparison: Comparison) -> String {
        let breakdowns = BreakdownRecords(comparison)
        let columns = comparison.breakdowns.isEmpty ? [] : BreakdownRecords.columns
        let fleet = columns.map { _ in "" }
        var lines = [
            CSV.line(
                [
                    "strategy", "metric", "unit", "estimate", "lower", "upper", "difference", "difference_lower",
                    "difference_upper", "adjusted_p", "verdict", "not_reached", "replications_needed",
                ] + columns
            )
        ]
        let differences = DifferenceIndex(comparison)
        let records = ComparisonRecords(comparison)
        // What has a row of its own below.
        let weighed = Set((comparison.tradeoff.map(\.axes) ?? []).map(\.id) + ["cost"])
        let further = comparison.further.map { $0.filter { !weighed.contains($0.metric.id) } }
        for (index, strategy) in comparison.study.policies.enumerated() {
            for summary in comparison.summaries[index].compactMap({ $0 }) + further[index] {
                let difference = differences[index, summary.metric]
                let text = { (value: Double?) in value.map { String($0) } ?? "" }
                lines.append(
                    CSV.line(
                        [
                            strategy.name, summary.metric.id, summary.metric.unit.name, text(summary.estimate),
                            text(summary.lower), text(summary.upper), text(difference?.paired.difference.mean),
                            text(difference?.paired.difference.interval?.lower),
                            text(difference?.paired.difference.interval?.upper), text(difference?.adjustedPValue),
                            difference?.verdict.word ?? "",
                            summary.metric.unit == .days ? String(summary.censored) : "",
                            difference?.replicationsNeeded.map(String.init) ?? "",
                        ] + fleet
                    )
                )
            }
            for row in records.rows(of: index) { lines.append(CSV.line([strategy.name] + row + fleet)) }
        }
        lines += breakdowns.rows.map { CSV.line($0) }
        return lines.joined()
    }
}

extension PairedDifference.Verdict {
    /// The word for it in documents.
    var word: String {
        switch self {
        case .better: "better"
        case .worse: "worse"
        case .cannotTell: "cannot-tell"
        }
    }
}
