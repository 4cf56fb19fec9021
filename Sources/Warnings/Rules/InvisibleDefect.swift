import PatchModel

extension WarningRule {
    /// A defect that nobody reports.
    static let invisibleDefect = WarningRule(
        "invisible-defect",
        isForAuthors: true,
        Explanation(
            "A regression has neither `telemetry` nor `help-desk` that shows it, and leaves the device able to check in: no gate, test or stop rule can react to it. For the author of a scenario, since no planner knows of defects.",
            wrong: "regressions: [{ name: slow leak, effect: { down: app }, ... }]",
            right:
                "regressions: [{ name: slow leak, effect: { down: app }, help-desk: { reports: 50%, after: 1d }, ... }]"
        ),
        .scenario { facts in
            facts.scenario.patches.flatMap { patch in
                patch.regressions.enumerated().compactMap { place, defect -> Finding? in
                    guard defect.chance > 0, defect.share > 0, defect.telemetry.probability == 0,
                        defect.helpDesk.probability == 0, !defect.effect.isUnreachable
                    else { return nil }
                    return Finding(
                        "\(Words.quoted(defect.name)) is never reported: no gate, test or stop rule can react to it",
                        at: ["patches", patch.name, "regressions", "[\(place)]"],
                        help: "add `help-desk: { reports: 50%, after: 1d }`, or `telemetry`"
                    )
                }
            }
        }
    )
}
