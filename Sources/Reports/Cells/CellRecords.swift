package import Experiments
package import Foundation
import PatchModel

/// A comparison in the runs of cells, as a document for programs.
package enum CellRecords {
    private struct Cell: Encodable {
        var name: String
        var words: String
        var weight: Double
        var runs: Int
    }

    private struct MetricRecord: Encodable {
        var metric: String
        var unit: String
        var mean: Double
        var lower: Double
        var upper: Double?
        var standardError: Double
        var isLowerBound: Bool
        /// By name of the cell.
        var cells: [String: Double]
        var p95: Double?
        var p95Lower: Double?
        var p95Upper: Double?
    }

    private struct StrategyRecord: Encodable {
        var strategy: String
        var metrics: [MetricRecord]
    }

    private struct Difference: Encodable {
        var metric: String
        var strategy: String
        var baseline: String
        var mean: Double
        var lower: Double
        var upper: Double
        var pValue: Double
        var adjustedPValue: Double
        var margin: Double
        var finding: String
        var runsNeeded: Int?
    }

    private struct BadRun: Encodable {
        var strategy: String
        var chance: Double
        var atLeast: Double
        var mean: Double
        var meanLower: Double
        var meanUpper: Double
    }

    private struct TurningPoint: Encodable {
        var chance: Double
        var lower: Double?
        var upper: Double?
        var given: Double
        var strategy: String
        /// Where it is the better one.
        var side: String
    }

    private struct TurningPrice: Encodable {
        var pricePerExposedDeviceDay: Double
        var strategy: String
        /// Where it is the cheaper one.
        var side: String
    }

    private struct Answer: Encodable {
        var choice: String
        /// Those that are chosen, or among which nothing is chosen.
        var strategies: [String]
        var certainty: String
        var metric: String
        /// By strategy.
        var values: [String: Double]
        var runsNeeded: Int?
        var badRuns: [BadRun]
        var turningChance: TurningPoint?
        var turningPrice: TurningPrice?
        var sentence: String
        var lines: [AnswerRecord.Line]
    }

    private struct Document: Encodable {
        var question: String
        var seed: UInt64
        var looks: [Int]
        var events: Int
        var isDecided: Bool
        var answer: Answer?
        var cells: [Cell]
        var strategies: [StrategyRecord]
        var differences: [Difference]
    }

    package static func json(_ comparison: CellComparison) throws -> Data {
        let study = comparison.study
        let names = study.policies.map(\.name)
        let cells = zip(study.design.cells, study.counts).map {
            Cell(name: $0.name, words: $0.words, weight: $0.weight, runs: $1)
        }
        return try DocumentEncoder.encode(
            Document(
                question: study.scenario.question,
                seed: study.design.seed,
                looks: comparison.looks,
                events: study.events,
                isDecided: comparison.isDecided,
                answer: comparison.answer.map { answer($0, comparison, names) },
                cells: cells,
                strategies: names.indices.map { StrategyRecord(strategy: names[$0], metrics: metrics(comparison, $0)) },
                differences: comparison.differences.map { found in
                    Difference(
                        metric: found.metric.id,
                        strategy: names[found.second],
                        baseline: names[found.first],
                        mean: found.estimate.mean,
                        lower: found.estimate.interval.lower,
                        upper: found.estimate.interval.upper,
                        pValue: found.estimate.pValue,
                        adjustedPValue: found.adjustedPValue,
                        margin: found.margin,
                        finding: found.finding.rawValue,
                        runsNeeded: found.runsNeeded
                    )
                }
            )
        )
    }

    private static func answer(_ answer: CellAnswer, _ comparison: CellComparison, _ names: [String]) -> Answer {
        let text = CellAnswerText(answer, comparison)
        let (choice, places) = answer.choice.named(among: names.indices)
        return Answer(
            choice: choice,
            strategies: places.map { names[$0] },
            certainty: answer.certainty.rawValue,
            metric: answer.measure.id,
            values: Dictionary(zip(names, answer.means.map(\.mean))) { first, _ in first },
            runsNeeded: answer.runsNeeded,
            badRuns: zip(names, answer.tails).compactMap { name, tail in
                tail.map {
                    BadRun(
                        strategy: name,
                        chance: $0.chance,
                        atLeast: $0.quantile.value,
                        mean: $0.mean.mean,
                        meanLower: $0.mean.interval.lower,
                        meanUpper: $0.mean.interval.upper
                    )
                }
            },
            turningChance: answer.turningChance.map {
                TurningPoint(
                    chance: $0.chance,
                    lower: $0.interval?.lower,
                    upper: $0.interval?.upper,
                    given: $0.given,
                    strategy: names[$0.other],
                    side: $0.isBelow ? "below" : "above"
                )
            },
            turningPrice: answer.turningPrice.map {
                TurningPrice(
                    pricePerExposedDeviceDay: $0.price,
                    strategy: names[$0.other],
                    side: $0.isBelow ? "below" : "above"
                )
            },
            sentence: text.sentence,
            lines: text.lines.map { AnswerRecord.Line(label: $0.label, text: $0.text) }
        )
    }

    private static func metrics(_ comparison: CellComparison, _ strategy: Int) -> [MetricRecord] {
        let cells = comparison.study.design.cells
        return comparison.metrics.enumerated().compactMap { place, metric in
            guard let estimate = comparison.means[strategy][place] else { return nil }
            let isBound = comparison.isBound[strategy][place]
            let bad = comparison.bad[strategy][place]
            return MetricRecord(
                metric: metric.id,
                unit: metric.unit.name,
                mean: estimate.mean,
                lower: estimate.interval.lower,
                upper: isBound ? nil : estimate.interval.upper,
                standardError: estimate.standardError,
                isLowerBound: isBound,
                cells: Dictionary(zip(cells.map(\.name), estimate.means)) { first, _ in first },
                p95: bad?.value,
                p95Lower: bad?.lower,
                p95Upper: bad?.upper
            )
        }
    }
}
