import PatchModel

extension WarningRule {
    /// A stopped rollout waits for a fix that no vendor will ever bring.
    static let stopIsFinal = WarningRule(
        "stop-is-final",
        Explanation(
            "A strategy stops its rollouts and goes on when the vendor has answered (`resume: with-fix`, the default), but no patch of the rollout has a `vendor-fix`. A rollout that stops, also by a false alarm, then never goes on: devices stay exposed to the end, and the strategy looks worse than it is.",
            wrong: "patches:\n  app-1.1: { updates: app -> 1.1, install: { duration: 5m } }\nstrategies:\n  staged: {}",
            right:
                "patches:\n  app-1.1: { updates: app -> 1.1, install: { duration: 5m }, vendor-fix: { after: 5d } }\nstrategies:\n  staged: {}"
        ),
        .scenario { facts in
            let waiting = facts.scenario.strategies.filter { $0.canStop && $0.onStop.resume == .withFix }
            // A rollout of several patches goes on as soon as one of their vendors has answered.
            let lost = Set(
                waiting.flatMap { facts.rollouts(of: $0) }
                    .filter { $0.patches.allSatisfy { facts.scenario.patches[$0].vendorFix == nil } }
                    .flatMap(\.patches)
            ).sorted()
            guard let first = lost.first else { return [] }
            let patch = facts.scenario.patches[first].name
            return [
                Finding(
                    "a rollout of \(Words.quoted(patch)) that stops never resumes",
                    at: ["patches", patch],
                    label:
                        "no `vendor-fix`, and \(Words.list(waiting.map { Words.quoted($0.name) })) \(waiting.count == 1 ? "waits" : "wait") for one",
                    also: lost.dropFirst().map {
                        (facts.scenario.patches[$0].name, ["patches", facts.scenario.patches[$0].name])
                    },
                    help: "add `vendor-fix: { after: 5d }`, or `on-stop: { resume: { after: 7d } }`"
                )
            ]
        }
    )
}
