import PatchModel
import Text

extension WarningRule {
    /// Devices that no ring takes.
    static let devicesInNoRing = WarningRule(
        "devices-in-no-ring",
        Explanation(
            "The rings of a strategy take less than all devices that a patch concerns: their shares and counts come to less, or devices meet the `where` of none of them. The others are never offered the patch and stay exposed to the end, so that the strategy looks worse than it is. If rings with different conditions draw from the same devices, only the least number left may be known.",
            wrong: "rings: [1%, 10%, 50%]",
            right: "rings: [1%, 10%, 50%, rest]"
        ),
        .scenario { facts in
            let strategies = facts.scenario.strategies
            let start = strategies.flatMap { facts.rollouts(of: $0) }.map(\.begins).min() ?? 0
            return strategies.compactMap { strategy -> Finding? in
                guard case .staged(let staged) = strategy.kind else { return nil }
                let rollouts = facts.rollouts(of: strategy)
                let left = rollouts.map { rollout in
                    (rollout, rollout.remainder(of: staged, in: facts.scenario, isFirst: rollout.begins == start))
                }.filter { $0.1.total.lowerBound > 0 }
                guard
                    let (rollout, remainder) = left.max(by: { $0.1.total.lowerBound < $1.1.total.lowerBound })
                else { return nil }
                let total = remainder.total
                let whose = rollouts.count > 1 ? " in the rollout of \(facts.words(for: rollout))" : ""
                return Finding(
                    "\(total.count == 1 ? "" : "at least ")\(Figure.count(total.lowerBound, "device is", "devices are")) in no ring of \(Words.quoted(strategy.name))\(whose) and never offered the patch: \(groups(remainder, facts.scenario))",
                    at: strategy.way + ["rings"],
                    help: "end the list with `rest`"
                )
            }
        }
    )

    /// `all of "a", and some of "b"`
    private static func groups(_ remainder: RingRemainder, _ scenario: Scenario) -> String {
        func names(where isMeant: (ClosedRange<Int>, Int) -> Bool) -> String? {
            let names = scenario.groups.indices.filter { isMeant(remainder.groups[$0], scenario.groups[$0].count) }
                .map { Words.quoted(scenario.groups[$0].name) }
            return names.isEmpty ? nil : Words.list(names)
        }
        let all = names { $0.lowerBound == $1 }
        let some = names { $0.upperBound > 0 && $0.lowerBound < $1 }
        return [all.map { "all of \($0)" }, some.map { "some of \($0)" }].compactMap { $0 }.joined(separator: ", and ")
    }
}
