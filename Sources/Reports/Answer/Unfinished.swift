import Experiments
import PatchSimulator
import Text

extension RunResult {
    /// True if at the end a rollout was stopped, or had a ring that was not open.
    var isUnfinished: Bool {
        var closed: [Int] = []
        var stopped: Set<Int> = []
        for decision in decisions {
            switch decision.action {
            case .begin(let plan): closed.append(plan.rings.count)
            case .open(let rollout, _):
                if closed.indices.contains(rollout) { closed[rollout] -= 1 }
            case .stop(let rollout, _): stopped.insert(rollout)
            case .resume(let rollout): stopped.remove(rollout)
            }
        }
        return !stopped.isEmpty || closed.contains { $0 > 0 }
    }
}

/// That some runs ended before their rollouts did, in words.
struct UnfinishedText {
    /// Nil where every run was through at the end.
    let sentence: String?

    init(_ study: Study) {
        let found = study.policies.indices.compactMap { strategy -> String? in
            let runs = study.results[strategy].filter(\.isUnfinished)
            guard !runs.isEmpty else { return nil }
            let most = runs.map(\.ledger.patching.neverPatchedDevices).max() ?? 0
            let name = SafeText.line(study.policies[strategy].name)
            return "\(name) in \(Figure.grouped(runs.count)) (at most \(Figure.count(most, "device", "devices")))"
        }
        sentence =
            found.isEmpty
            ? nil
            : "Not through at the end of all runs, with devices that were never patched: \(VerdictWords.list(found)) of "
                + "\(Figure.count(study.replications.count, "run", "runs"))."
    }
}
