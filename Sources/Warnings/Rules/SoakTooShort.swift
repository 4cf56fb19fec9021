import EventEngine
import PatchModel

extension WarningRule {
    /// A soak that is over before most defects show.
    static let soakTooShort = WarningRule(
        "soak-too-short",
        isForAuthors: true,
        Explanation(
            "Half of the devices with a defect report it later than the soak of the first ring lasts (the median of the onset and that of the quicker report): this strategy mostly moves on before it can know. For the author of a scenario, since no planner knows of defects.",
            wrong: "onset: { lognormal: { median: 6d, sigma: 0.5 } }   # and a soak of 48h",
            right: "gate: { soak: 7d }"
        ),
        .scenario { facts in
            facts.scenario.strategies.compactMap { strategy -> Finding? in
                guard let soak = strategy.firstSoak else { return nil }
                let late = facts.scenario.patches.flatMap { patch in
                    patch.regressions.filter { $0.chance > 0 }.compactMap { defect in
                        defect.medianReport.map { (defect.name, $0) }
                    }
                }.filter { $0.1 > Double(soak) }
                guard let (name, time) = late.max(by: { $0.1 < $1.1 }) else { return nil }
                let isStaged = if case .staged = strategy.kind { true } else { false }
                return Finding(
                    "the soak lasts \(Words.span(Double(soak))), but half of the reports of \(Words.quoted(name)) come after \(Words.span(time))",
                    at: strategy.way + (isStaged ? ["gate", "soak"] : ["soak"]),
                    help: "is that meant? Otherwise `soak: \(Words.written(Tick(min(time, 1e9))))`"
                )
            }
        }
    )
}
