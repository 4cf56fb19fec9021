package import Experiments
package import Foundation
import PatchModel
import Text

/// What a search has found, as documents for programs.
package enum OptimisationRecords {
    private struct MetricRecord: Encodable {
        var metric: String
        var estimate: Double
        var lower: Double?
        var upper: Double?
    }

    private struct Point: Encodable {
        var settings: [String: String]
        var replications: [Int]
        var metrics: [MetricRecord]

        init(_ cell: SweepCell, _ settings: [SweepSetting], _ replications: [Int], _ scenario: Scenario) {
            self.settings = OptimisationRecords.dictionary(settings)
            self.replications = replications
            metrics = Metric.known(in: scenario).compactMap { metric in
                cell.summary(metric).map {
                    MetricRecord(metric: metric.id, estimate: $0.estimate, lower: $0.lower, upper: $0.upper)
                }
            }
        }
    }

    /// The JSON: the four means, the paired difference in fresh replications, and every point judged.
    package static func json(_ result: OptimisationResult) throws -> Data {
        struct Trial: Encodable {
            var settings: [String: String]
            var value: Double?
            var violation: Double?
        }
        struct Confirmation: Encodable {
            var mean: Double
            var lower: Double?
            var upper: Double?
            var pValue: Double?
            var verdict: String
        }
        struct Document: Encodable {
            var question: String
            var strategy: String
            var keys: [String]
            var metric: String
            var goal: String
            var constraints: [String]
            var seed: UInt64
            var runs: Int
            var restarts: Int
            var ending: String
            var reacts: Bool
            var isFeasible: Bool
            var start: Point
            var best: Point
            var freshStart: Point
            var freshBest: Point
            var confirmation: Confirmation?
            var trials: [Trial]
        }
        let metric = result.goal.metric
        let sign = metric.goal == .low ? 1.0 : -1
        let document = Document(
            question: result.scenario.question,
            strategy: result.strategy,
            keys: result.keys,
            metric: metric.id,
            goal: metric.goal == .low ? "least" : "greatest",
            constraints: result.goal.constraints.map { "\($0.metric.id)\($0.comparison.rawValue)\($0.limit)" },
            seed: result.seed,
            runs: result.runs,
            restarts: result.restarts,
            ending: result.ending.rawValue,
            reacts: result.reacts,
            isFeasible: result.isFeasible.searched,
            start: Point(result.start, [], result.replications, result.scenario),
            best: Point(result.best, result.settings, result.replications, result.scenario),
            freshStart: Point(result.freshStart, [], result.freshReplications, result.scenario),
            freshBest: Point(result.freshBest, result.settings, result.freshReplications, result.scenario),
            confirmation: result.confirmation.map {
                Confirmation(
                    mean: $0.difference.mean,
                    lower: $0.difference.interval?.lower,
                    upper: $0.difference.interval?.upper,
                    pValue: $0.pValue,
                    verdict: $0.verdict(metric.goal).word
                )
            },
            trials: result.trials.map {
                Trial(
                    settings: dictionary($0.settings),
                    value: $0.score.value.isFinite ? sign * $0.score.value : nil,
                    violation: $0.score.violation.isFinite ? $0.score.violation : nil
                )
            }
        )
        return try DocumentEncoder.encode(document)
    }

    /// The CSV of all points judged, in the order of judging.
    package static func csv(_ result: OptimisationResult) -> String {
        let sign = result.goal.metric.goal == .low ? 1.0 : -1
        var lines = [CSV.line(result.keys + [result.goal.metric.id, "violation"])]
        for trial in result.trials {
            let values = result.keys.map { key in trial.settings.first { $0.key == key }?.value ?? "" }
            lines.append(CSV.line(values + [String(sign * trial.score.value), String(trial.score.violation)]))
        }
        return lines.joined()
    }

    private static func dictionary(_ settings: [SweepSetting]) -> [String: String] {
        Dictionary(settings.map { ($0.key, $0.value) }, uniquingKeysWith: { first, _ in first })
    }
}
