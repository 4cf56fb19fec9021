import Experiments
import PatchModel
import Text

extension WarningRule {
    /// Harm that rests on a handful of runs.
    static let rareHarm = WarningRule(
        "rare-harm",
        Explanation(
            "Fewer than five runs met a bad patch. What defects cost (devices hit, unplanned downtime, effort) rests on these few, and may be far off.",
            right: "patchlab compare s.yaml -n 400"
        ),
        .runs { runs in
            let isPossible = runs.scenario.patches.contains { patch in
                patch.regressions.contains { $0.chance > 0 && $0.share > 0 }
            }
            guard isPossible, runs.runs > 1, let bad = runs.answer?.badRuns.count, bad < 5, bad < runs.runs else {
                return []
            }
            // Eight bad runs are to be expected.
            let more = RoundNumber.atLeast(bad > 0 ? (8 * runs.runs + bad - 1) / bad : 10 * runs.runs)
            return [
                Finding(
                    "only \(bad) of \(Figure.grouped(runs.runs)) runs met a bad patch: devices hit and unplanned downtime rest on "
                        + (bad == 0 ? "none" : bad == 1 ? "that one" : "these"),
                    at: ["patches"],
                    help: "-n \(more); a regression with `chance: 100%` shows the bad case alone"
                )
            ]
        }
    )
}

/// Numbers as people choose them.
enum RoundNumber {
    /// The least of 1, 2, 5, 10, 20, 50 and so on that is not less.
    static func atLeast(_ count: Int) -> Int {
        var unit = 1
        while true {
            for digit in [1, 2, 5] where digit * unit >= count { return digit * unit }
            unit *= 10
        }
    }
}
