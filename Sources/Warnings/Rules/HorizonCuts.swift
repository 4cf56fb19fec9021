import EventEngine
import Experiments
import PatchModel
import PatchSimulator
import Text

extension WarningRule {
    /// Runs that had not come to their end.
    static let horizonCuts = WarningRule(
        "horizon-cuts",
        Explanation(
            "In one run of twenty or more something was still going on when the simulation ended: a rollout was stopped or had a ring that was not open, 95 of 100 devices were not patched yet, or a device waited for a technician. What a longer time would have added to exposure, downtime and effort is missing, and devices count as never patched that would have been.",
            wrong: "horizon: 14d",
            right: "horizon: 60d"
        ),
        .runs { runs in
            let end = runs.scenario.horizon
            let cut = runs.study.results.map { own in own.filter { CutRun($0, end).isCut } }
            let least = max(1, Double(runs.runs) / 20)
            let found = cut.indices.filter { Double(cut[$0].count) >= least }
            guard let worst = found.max(by: { (cut[$0].count, $1) < (cut[$1].count, $0) }) else { return [] }
            let own = cut[worst].map { CutRun($0, end) }
            let reasons = [
                ("a rollout was stopped or not open to all", own.count { $0.isUnfinished }),
                ("95 of 100 were not patched", own.count { $0.isSlow }),
                ("a repair was not over", own.count { $0.isInRepair }),
            ].filter { $0.1 > 0 }.map { "\($0.0) in \(Figure.grouped($0.1))" }
            let others = found.filter { $0 != worst }.map { "\(runs.name($0)) in \(Figure.grouped(cut[$0].count))" }
            return [
                Finding(
                    "\(runs.name(worst)) was not through on day \(Words.day(end)) in \(Figure.grouped(own.count)) of \(Figure.count(runs.runs, "run", "runs"))"
                        + (others.isEmpty ? "" : " (\(Words.list(others)))")
                        + ": \(Words.list(reasons)); figures up to there are lower bounds",
                    at: ["horizon"],
                    help: "a longer `horizon`"
                )
            ]
        }
    )
}

/// What was still going on at the end of a run.
private struct CutRun {
    let isUnfinished: Bool
    let isSlow: Bool
    let isInRepair: Bool

    var isCut: Bool { isUnfinished || isSlow || isInRepair }

    init(_ result: RunResult, _ end: Tick) {
        let patching = result.ledger.patching
        isUnfinished = result.ledger.rollouts.unfinished > 0
        isSlow = patching.pairs > 0 && patching.timeToPatch95 == nil
        // A device that nobody has mended, or one that was mended on the last day.
        isInRepair =
            patching.neverPatched[.bricked] ?? 0 > 0
            || result.ledger.labour.lastRepair.map { $0 > end - 86_400 } ?? false
    }
}
