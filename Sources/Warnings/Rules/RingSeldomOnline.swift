import EventEngine
import PatchModel
import Text

extension WarningRule {
    /// A ring whose members are so seldom online that its gate waits for them and not for the soak.
    static let ringSeldomOnline = WarningRule(
        "ring-seldom-online",
        Explanation(
            "In half of the runs the devices whose reports a gate needs have not even been in contact with the console when twice the soak, and two days, have passed since their ring opened. The gate waits for them and not for the soak, and every ring after it waits, too.",
            wrong: "rings: [5%, rest]    # and the patch applies to 40 tablets that are online for an hour a week",
            right: "rings: [{ share: 5%, where: { class: desktop } }, rest]"
        ),
        .scenario { facts in
            let laws = facts.scenario.groups.map { ContactLaw($0) }
            return facts.scenario.strategies.compactMap { strategy -> Finding? in
                guard case .staged(let staged) = strategy.kind, let gate = staged.gate else { return nil }
                let rollouts = facts.rollouts(of: strategy)
                let limit = max(2 * gate.soak, 2 * 86_400)
                let found = laws.map { $0.probability(within: Double(limit)) }
                var worst: (rollout: RolloutOutline, ring: Int, needed: Int, chance: Double)?
                for rollout in rollouts {
                    for (place, ring) in rollout.rings.enumerated().dropLast()
                    where ring.targets > 0 && ring.opens + limit < facts.scenario.horizon
                        && !facts.keepsHours(ring)
                    {
                        let needed = min(gate.minimum, ring.targets)
                        let chance = RingContact(ring, needed: needed).isEnough { found[$0] }
                        if chance < worst?.chance ?? 0.5 { worst = (rollout, place, needed, chance) }
                    }
                }
                guard let worst else { return nil }
                let ring = worst.rollout.rings[worst.ring]
                let of = rollouts.count > 1 ? " of \(facts.words(for: worst.rollout))" : ""
                let left = facts.scenario.horizon - ring.opens
                let median = RingContact(ring, needed: worst.needed).median(within: left, laws)
                let when =
                    median.map { "not before day \(Words.day(ring.opens + Tick($0)))" } ?? "not before the end"
                let whole = worst.needed == ring.targets
                let asked = whole ? "all of them" : "\(worst.needed) of them"
                return Finding(
                    "\(Words.quoted(ring.name))\(of) is \(Figure.count(ring.targets, "device", "devices")), seldom online: its gate needs a report of \(asked), and opens in every other run \(when)",
                    at: strategy.way + ["rings"],
                    label: "the soak is \(Words.span(Double(gate.soak)))",
                    help:
                        "a ring by `where` or `count` of devices that are online, a smaller `minimum`, or dates (`after`) instead of a gate"
                )
            }
        }
    )
}

extension ScenarioFacts {
    /// True if the ring has members that keep the same hours: when they come depends on the hour at which it opens.
    fileprivate func keepsHours(_ ring: RolloutOutline.Ring) -> Bool {
        zip(scenario.groups, ring.members).contains { group, members in
            if case .weekly = group.connectivity { members > 0 } else { false }
        }
    }
}
