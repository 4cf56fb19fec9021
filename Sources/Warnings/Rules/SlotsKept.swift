import EventEngine
import PatchModel
import Text

extension WarningRule {
    /// Devices that keep their slots leave none.
    static let slotsKept = WarningRule(
        "slots-kept",
        Explanation(
            "A device on which the installation fails for good keeps its slot of a `limit` (`failed: holds`), and so does one that is left dead and that nobody repairs. When all slots are kept, no other device is ever offered the patches. The chance is that of so many such devices among those that share the slots.",
            wrong: "big-bang: { limit: { in-flight: 2 } }",
            right: "big-bang: { limit: { in-flight: 2, failed: frees, expires: 4h } }"
        ),
        .scenario { facts in facts.scenario.strategies.compactMap { KeptSlots.finding(of: $0, facts) } }
    )
}

/// The slots that some devices of a rollout share, and how likely it is that all of them are kept.
struct KeptSlots {
    let devices: Int
    let slots: Int
    /// The share of the devices that keep their slots.
    let share: Double
    /// Nil: all devices.
    let name: String?

    var chance: Double {
        slots < devices ? BinomialLaw(count: devices, probability: share).atLeast(slots) : 0
    }

    /// Below this chance nothing is said.
    private static let leastChance = 0.05

    static func finding(of strategy: Strategy, _ facts: ScenarioFacts) -> Finding? {
        let found = facts.rollouts(of: strategy).flatMap {
            rollout -> [(limit: InFlightLimit, way: [String], KeptSlots)] in
            let members = facts.scenario.groups.indices.map { group in
                rollout.rings.reduce(0) { $0 + $1.members[group] }
            }
            var all = strategy.limits.flatMap { limit in
                kept(limit, members, rollout, facts.scenario).map { (limit, strategy.way + ["limit"], $0) }
            }
            if case .staged(let staged) = strategy.kind {
                for (plan, ring) in zip(staged.rings, rollout.rings) {
                    all += plan.limits.flatMap { limit in
                        kept(limit, ring.members, rollout, facts.scenario).map { (limit, strategy.way + ["rings"], $0) }
                    }
                }
            }
            return all
        }
        guard let (limit, way, worst) = found.max(by: { $0.2.chance < $1.2.chance }), worst.chance >= leastChance else {
            return nil
        }
        let of = worst.name.map { " of \($0)" } ?? ""
        let slots = Figure.count(worst.slots, "slot is kept", "slots are kept")
        let frees = limit.afterFailure == .holds ? "`failed: frees`, " : ""
        return Finding(
            "devices on which the installation fails keep their slots: in \(Figure.fixed(worst.chance * 100, 0)) of 100 runs \(worst.slots > 1 ? "all " : "the ")\(slots)\(of), and no other device is ever offered the patches",
            at: facts.isWritten(way) ? way : strategy.way,
            label:
                "about \(Words.percent((worst.share * 1e4).rounded() / 1e4)) of \(Figure.count(worst.devices, "device", "devices")) keep theirs",
            help: "write \(frees)`expires: 4h`, or let more devices be in flight"
        )
    }

    /// Those of a limit, by who shares them.
    private static func kept(
        _ limit: InFlightLimit,
        _ members: [Double],
        _ rollout: RolloutOutline,
        _ scenario: Scenario
    ) -> [KeptSlots] {
        guard limit.expiry == nil else { return [] }
        var pools: [String?: (devices: Double, kept: Double)] = [:]
        for (number, group) in scenario.groups.enumerated() where members[number] > 0 {
            let share = share(of: group, rollout, limit, scenario)
            for name in names(limit.scope, group, scenario) {
                pools[name, default: (0, 0)].devices += members[number]
                pools[name, default: (0, 0)].kept += members[number] * share
            }
        }
        return pools.sorted { ($0.key ?? "") < ($1.key ?? "") }.map { name, pool in
            let devices = Int(pool.devices.rounded())
            let (slots, surge) = limit.slots(of: devices)
            return KeptSlots(devices: devices, slots: slots + surge, share: pool.kept / pool.devices, name: name)
        }
    }

    private static func names(_ scope: InFlightLimit.Scope, _ group: DeviceGroup, _ scenario: Scenario) -> [String?] {
        switch scope {
        case .fleet: [nil]
        case .site: [group.site.map { "site \(Words.quoted($0))" } ?? "the devices without a site"]
        case .group: ["group \(Words.quoted(group.name))"]
        case .service:
            scenario.services.filter { $0.members.matchesGroup(group) }.map { "service \(Words.quoted($0.name))" }
        }
    }

    /// The share of the group's devices that keep their slots: those that fail for good, or that nobody repairs.
    private static func share(
        of group: DeviceGroup,
        _ rollout: RolloutOutline,
        _ limit: InFlightLimit,
        _ scenario: Scenario
    ) -> Double {
        let image = scenario.software.images[group.image]
        let free = rollout.patches.map { scenario.patches[$0] }.filter { $0.applies(to: image) }.map { patch in
            let installation = patch.installation
            let (dead, failed) = (installation.brickChance, (1 - installation.brickChance) * installation.failureChance)
            let isRepaired = scenario.repair != nil
            // Whoever is repaired tries again.
            let again = isRepaired ? dead + failed : failed
            let tries = (0..<max(1, installation.attempts)).reduce(0.0) { $0 + power(again, $1) }
            let lost = isRepaired ? 0 : dead * tries
            let failsForGood = power(again, max(1, installation.attempts))
            return 1 - lost - (limit.afterFailure == .holds ? failsForGood : 0)
        }
        return 1 - free.reduce(1, *)
    }

    private static func power(_ base: Double, _ exponent: Int) -> Double {
        (0..<exponent).reduce(1.0) { product, _ in product * base }
    }
}
