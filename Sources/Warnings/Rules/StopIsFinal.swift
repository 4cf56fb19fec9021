import EventEngine
import PatchModel
import Text

extension WarningRule {
    /// A stopped rollout waits for a fix that no vendor will bring before the end.
    static let stopIsFinal = WarningRule(
        "stop-is-final",
        Explanation(
            "A strategy stops its rollouts and resumes them when the vendor has answered (`resume: with-fix`, the default), but no patch of the rollout has a `vendor-fix`, or the vendor answers only after the end: even if the rollout stopped as soon as it began, an answer before has a chance below 1 in 20. A rollout that stops, even by a false alarm, then never resumes: devices stay exposed to the end, and the strategy looks worse than it is.",
            wrong: "patches:\n  app-1.1: { updates: app -> 1.1, install: { duration: 5m } }\nstrategies:\n  staged: {}",
            right:
                "patches:\n  app-1.1: { updates: app -> 1.1, install: { duration: 5m }, vendor-fix: { after: 5d } }\nstrategies:\n  staged: {}"
        ),
        .scenario { facts in
            let scenario = facts.scenario
            let waiting = scenario.strategies.filter { $0.canStop && $0.onStop.resume == .withFix }
            // A rollout of several patches goes on as soon as one of their vendors has answered.
            let lost = Set(
                waiting.flatMap { facts.rollouts(of: $0) }
                    .filter { rollout in
                        rollout.patches.allSatisfy {
                            scenario.patches[$0].isNotFixed(in: scenario.horizon - rollout.begins)
                        }
                    }
                    .flatMap(\.patches)
            ).sorted()
            let names = Words.list(waiting.map { Words.quoted($0.name) })
            let wait = "\(names) \(waiting.count == 1 ? "waits" : "wait")"
            func way(_ patch: Int) -> Finding.Way { ["patches", scenario.patches[patch].name] }
            let never = lost.filter { scenario.patches[$0].vendorFix == nil }
            let late = lost.filter { scenario.patches[$0].vendorFix != nil }
            return [
                never.first.map { first in
                    Finding(
                        "a rollout of \(Words.quoted(scenario.patches[first].name)) that stops never resumes",
                        at: way(first),
                        label: "no `vendor-fix`, and \(wait) for one",
                        also: never.dropFirst().map { (scenario.patches[$0].name, way($0)) },
                        help: "add `vendor-fix: { after: 5d }`, or `on-stop: { resume: { after: 7d } }`"
                    )
                },
                late.first.map { first in
                    Finding(
                        "a rollout of \(Words.quoted(scenario.patches[first].name)) that stops does not resume before the end on day \(Words.day(scenario.horizon))",
                        at: way(first) + ["vendor-fix"],
                        label: "the vendor answers later, and \(wait) for that",
                        also: late.dropFirst().map { (scenario.patches[$0].name, way($0) + ["vendor-fix"]) },
                        help:
                            "a shorter `vendor-fix`, a longer `horizon`, or `on-stop: { resume: { after: 7d } }`"
                    )
                },
            ].compactMap { $0 }
        }
    )
}

extension Patch {
    /// Whether the vendor, asked at once, has not answered by then in at least 19 of 20 cases.
    fileprivate func isNotFixed(in time: Tick) -> Bool {
        vendorFix.map { $0.after.quantile(0.05) >= Double(time) } ?? true
    }
}
