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
            "Something was still going on when the simulation ended: in at least one run a rollout was stopped or had a ring that was not open, or in one run of twenty or more 95 of 100 devices that are in a ring were not patched yet, or a device waited for a technician. What a longer time would have added to exposure, downtime and effort is missing, and devices count as never patched that would have been.",
            wrong: "horizon: 14d",
            right: "horizon: 60d"
        ),
        .eachRun { runs in
            let end = runs.scenario.horizon
            let devices = runs.scenario.groups.reduce(0) { $0 + $1.count }
            let cut = runs.study.results.map { CutRuns($0, end, devices: devices) }
            let found = cut.indices.filter { cut[$0].count > 0 }
            guard let worst = found.max(by: { (cut[$0].count, $1) < (cut[$1].count, $0) }) else { return [] }
            let others = found.filter { $0 != worst }.map { "\(runs.name($0)) in \(Figure.grouped(cut[$0].count))" }
            let most = cut[worst].mostUnpatched
            let unpatched =
                most > 0 ? ", and up to \(Figure.count(most, "device was", "devices were")) not patched" : ""
            return [
                Finding(
                    "\(runs.name(worst)) was not finished on day \(Words.day(end)) in \(Figure.grouped(cut[worst].count)) of \(Figure.count(runs.runs, "run", "runs"))"
                        + (others.isEmpty ? "" : " (\(Words.list(others)))")
                        + ": \(Words.list(cut[worst].reasons))\(unpatched); figures up to there are lower bounds",
                    at: ["horizon"],
                    help: "a longer `horizon`"
                )
            ]
        }
    )
}

/// The runs of a strategy in which something was still going on at the end, each counted once.
private struct CutRuns {
    /// A rollout was stopped or had a ring that was not open.
    private var unfinished = 0
    /// A device waited for its repair, or had been repaired on the last day.
    private var inRepair = 0
    /// Of the devices that are in a ring less than 95 of 100 ran their patches.
    private var slow = 0
    /// Of these runs the most devices that were never patched, but for those that no time would have helped.
    private(set) var mostUnpatched = 0

    var count: Int { unfinished + inRepair + slow }

    var reasons: [String] {
        [
            ("a rollout was stopped or not open to all", unfinished), ("a repair was not long over", inRepair),
            ("less than 95 % of the devices were patched", slow),
        ].filter { $0.1 > 0 }.map { "\($0.0) in \(Figure.grouped($0.1))" }
    }

    /// A rollout that does not come to its end is told of if there is one; the rest where it is no rare thing.
    init(_ results: [RunResult], _ end: Tick, devices: Int) {
        var unpatched: [Int] = []
        var rest: [Int] = []
        for result in results {
            let patching = result.ledger.patching
            // Where all rings are open and nothing is stopped, who was offered nothing is in no ring.
            let inNoRing = patching.neverPatched[.notOffered] ?? 0
            let isFar = (patching.neverPatchedDevices - inNoRing) * 20 > devices - inNoRing
            let isRepaired = result.ledger.labour.lastRepair.map { $0 > end - 86_400 } ?? false
            if result.ledger.rollouts.unfinished > 0 {
                unfinished += 1
                unpatched.append(patching.neverPatchedDevices)
                continue
            } else if patching.neverPatched[.bricked] ?? 0 > 0 || isRepaired {
                inRepair += 1
            } else if patching.pairs > 0, patching.timeToPatch95 == nil, inNoRing == 0 || isFar {
                slow += 1
            } else {
                continue
            }
            rest.append(patching.neverPatchedDevices - inNoRing)
        }
        if Double(inRepair + slow) < max(1, Double(results.count) / 20) {
            (inRepair, slow, rest) = (0, 0, [])
        }
        mostUnpatched = (unpatched + rest).max() ?? 0
    }
}
