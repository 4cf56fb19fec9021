import EventEngine
import PatchModel
import Text

extension WarningRule {
    /// Deadlines that lie beyond the end.
    static let deadlineAfterEnd = WarningRule(
        "deadline-after-end",
        Explanation(
            "The deadline of a severity that patches have lies after the end of the simulation. \"In time\" leaves these patches out, and has no value if all are left out.",
            wrong: "horizon: 30d\nmeasure: { sla: { high: 60d } }",
            right: "horizon: 61d\nmeasure: { sla: { high: 60d } }"
        ),
        .scenario { facts in
            let scenario = facts.scenario
            return Severity.allCases.compactMap { severity -> Finding? in
                guard let deadline = scenario.serviceLevel.deadlines[severity] else { return nil }
                let own = scenario.patches.filter { patch in
                    patch.severity == severity && patch.released <= scenario.horizon
                        && scenario.groups.contains { patch.applies(to: scenario.software.images[$0.image]) }
                }
                let late = own.filter { $0.released + deadline > scenario.horizon }
                guard let last = late.map({ $0.released + deadline }).max() else { return nil }
                let count =
                    late.count < own.count
                    ? "\"in time\" leaves out \(late.count) of \(own.count) patches of this severity"
                    : "\"in time\" counts no patch of this severity"
                return Finding(
                    "the deadline of \(severity.rawValue) (day \(Words.day(last))) is after the end (day \(Words.day(scenario.horizon))): \(count)",
                    at: ["measure", "sla", severity.rawValue],
                    help: "`horizon: \(Words.written(last + 86_400))`"
                )
            }
        }
    )
}
