import Experiments
import PatchSimulator
import Text

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
