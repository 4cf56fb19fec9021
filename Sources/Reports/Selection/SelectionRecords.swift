package import Experiments
package import Foundation
import PatchModel
import Text

/// The outcome of a selection as documents for programs.
package enum SelectionRecords {
    /// Everything about a selection.
    package static func json(_ selection: Selection, seed: UInt64) throws -> Data {
        struct OneStrategy: Encodable {
            var name: String
            var mean: Double?
            var replications: Int
            var outcome: String
            var droppedFor: String?
        }
        struct Document: Encodable {
            var metric: String
            var unit: String
            var goal: String
            var method: String
            var confidence: Double
            var indifference: Double
            var firstStage: Int
            var seed: UInt64
            var isDecided: Bool
            /// False also if something was selected, but on differences that do not vary, or after a first stage that was
            /// too short.
            var isGuaranteed: Bool
            var pairsWithoutVariance: [[String]]
            var isPartial: Bool
            var selected: String?
            var replications: Int
            var runs: Int
            var runsAtEqualAllocation: Int
            var strategies: [OneStrategy]
        }
        let procedure = selection.procedure
        let names = selection.names
        return try DocumentEncoder.encode(
            Document(
                metric: selection.metric.id,
                unit: selection.metric.unit.name,
                goal: procedure.goal == .low ? "least" : "most",
                method: "kim-nelson",
                confidence: procedure.confidence,
                indifference: procedure.indifference,
                firstStage: procedure.firstStage,
                seed: seed,
                isDecided: procedure.isDecided,
                isGuaranteed: selection.isGuaranteed,
                pairsWithoutVariance: procedure.withoutVariance.map { $0.map { names[$0] } },
                isPartial: selection.isPartial,
                selected: procedure.isDecided ? selection.best.map { names[$0] } : nil,
                replications: procedure.replications,
                runs: selection.runs,
                runsAtEqualAllocation: selection.runsAtEqualAllocation,
                strategies: rows(selection).map { row in
                    OneStrategy(
                        name: row.name,
                        mean: row.mean,
                        replications: row.replications,
                        outcome: row.outcome,
                        droppedFor: row.droppedFor
                    )
                }
            )
        )
    }

    /// A row for each strategy.
    package static func csv(_ selection: Selection) -> String {
        let head = ["strategy", "metric", "unit", "mean", "replications", "outcome", "dropped_for"]
        return
            ([head]
            + rows(selection).map { row in
                [
                    row.name, selection.metric.id, selection.metric.unit.name, row.mean.map { String($0) } ?? "",
                    String(row.replications), row.outcome, row.droppedFor ?? "",
                ]
            }).map(CSV.line).joined()
    }

    private struct Row {
        var name: String
        var mean: Double?
        var replications: Int
        var outcome: String
        var droppedFor: String?
    }

    private static func rows(_ selection: Selection) -> [Row] {
        let procedure = selection.procedure
        return selection.names.enumerated().map { place, name in
            let dropped = procedure.eliminations.first { $0.system == place }
            let isSelected = procedure.isDecided && selection.best == place
            let isEqual = selection.best.map { procedure.equals(of: $0).contains(place) } ?? false
            return Row(
                name: name,
                mean: procedure.mean(of: place),
                replications: dropped?.replications ?? procedure.replications,
                outcome: dropped != nil ? "dropped" : isSelected ? "selected" : isEqual ? "equal-so-far" : "in-play",
                droppedFor: dropped.map { selection.names[$0.by] }
            )
        }
    }
}
