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

    private struct Document: Encodable {
        var question: String
        var seed: UInt64
        var looks: [Int]
        var events: Int
        var isDecided: Bool
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
