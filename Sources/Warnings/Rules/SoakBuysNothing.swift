import EventEngine
import PatchModel

extension WarningRule {
    /// Waiting that no defect rewards.
    static let soakBuysNothing = WarningRule(
        "soak-buys-nothing",
        isForAuthors: true,
        Explanation(
            "No patch has a defect, so that a strategy can only lose by waiting; or all defects are reported in less than a tenth of the shortest soak, so that longer soaks give the same harm. For the author of a scenario, since no planner knows of defects.",
            wrong: "patches: { app-1.1: { ... } }   # without regressions, and a strategy with a soak",
            right:
                "regressions: [{ name: crash, chance: 20%, effect: { down: app }, help-desk: { reports: 50%, after: 1d } }]"
        ),
        .scenario { facts in
            let soaks = facts.scenario.strategies.compactMap { strategy in strategy.firstSoak.map { (strategy, $0) } }
                .filter { $0.1 > 0 }
            guard let (strategy, shortest) = soaks.min(by: { $0.1 < $1.1 }), !facts.scenario.patches.isEmpty else {
                return []
            }
            let defects = facts.scenario.patches.flatMap(\.regressions).filter { $0.chance > 0 && $0.share > 0 }
            let isStaged = if case .staged = strategy.kind { true } else { false }
            let way = strategy.way + (isStaged ? ["gate", "soak"] : ["soak"])
            if defects.isEmpty {
                return [
                    Finding(
                        "no patch has a defect: a strategy that waits can only lose",
                        at: way,
                        help: "add `regressions` to the patches"
                    )
                ]
            }
            // What nobody reports is another matter.
            let times = defects.compactMap(\.medianReport)
            guard Set(soaks.map(\.1)).count > 1, times.count == defects.count,
                let latest = times.max(), latest < Double(shortest) / 10
            else { return [] }
            let words = Words.span(latest)
            return [
                Finding(
                    "half of the reports of every defect come within \(words): soaks from \(Words.span(Double(shortest))) on give the same harm",
                    at: way,
                    help: "is that meant? Otherwise let some defects show later (`onset`), or try shorter soaks"
                )
            ]
        }
    )
}
