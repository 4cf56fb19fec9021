import PatchModel
import PatchSimulator
import Text

/// How much of what patches meet in the fleet the first ring of a rollout has: a defect that concerns one combination of an updated
/// component and what depends on it is found there only if a device of the ring has it.
package struct PilotCoverage: Sendable {
    /// Combinations that the fleet has.
    package let combinations: Int
    /// How many of them the ring has on average.
    package let expected: Double
    /// The combination that the ring most rarely has, how many devices have it, and the probability that the ring has it.
    package let rarest: (name: String, devices: Int, probability: Double)
    /// Devices that would have all of them: one of each image that represents others.
    package let representatives: Int

    /// Of a ring that is drawn by chance among the devices that meet its condition; of a combination that K of these N devices
    /// have, a draw of n has one with probability 1 − C(N − K, n) / C(N, n).
    ///
    /// Nil: all devices are alike to the patches, there is only one ring, or the ring takes devices by what they run at the
    /// time.
    init?(_ strategy: Strategy, in scenario: Scenario, _ patches: [Int]) {
        guard let first = strategy.kind.firstPart else { return nil }
        let draws = RingDraw.draws(of: first.size, first.condition)
        let affected = AffectedSoftware(patches.map { scenario.patches[$0] }, scenario.software, scenario.groups)
        guard affected.clusters.count > 1, draws.allSatisfy({ $0.condition.components.isEmpty }) else { return nil }
        let meant = Set(affected.images)
        let pools = draws.map { draw -> (devices: [Int: Int], all: Int, taken: Int) in
            var devices: [Int: Int] = [:]
            for group in scenario.groups where meant.contains(group.image) && draw.condition.matchesGroup(group) {
                devices[group.image, default: 0] += group.count
            }
            let all = devices.values.reduce(0, +)
            return (devices, all, draw.size.devices(matching: all, left: all))
        }
        let chances = affected.combinations.map { combination in
            1
                - pools.reduce(1) { none, pool in
                    let having = combination.images.reduce(0) { $0 + (pool.devices[$1] ?? 0) }
                    return none * (1 - CanaryFormulas.contains(canaries: pool.taken, affected: having, of: pool.all))
                }
        }
        guard let least = chances.indices.min(by: { chances[$0] < chances[$1] }) else { return nil }
        let count = Dictionary(uniqueKeysWithValues: zip(affected.images, affected.devices))
        combinations = chances.count
        expected = chances.reduce(0, +)
        rarest = (
            Self.name(affected.combinations[least], scenario.software),
            affected.combinations[least].images.reduce(0) { $0 + (count[$1] ?? 0) },
            chances[least]
        )
        // Those that `represent` takes have the combinations of all patches.
        let among = scenario.groups.filter { first.condition.matches($0, scenario.software) }
        representatives =
            AffectedSoftware(scenario.patches, scenario.software, among).representatives
            .filter(meant.contains).count
    }

    /// `tls 1 with web 2`
    private static func name(_ combination: AffectedSoftware.Combination, _ software: Software) -> String {
        func name(_ installed: AffectedSoftware.Installed) -> String {
            let component = software.components[installed.component]
            return "\(component.name) \(component.versions[installed.version])"
        }
        return name(combination.updated) + (combination.dependant.map { " with " + name($0) } ?? "")
    }

    /// What it says to somebody who decides which devices go first.
    var text: String {
        let all = Figure.grouped(combinations)
        let ofAll = "of the \(all) combinations of what is updated and what depends on it"
        guard rarest.probability < 1 - 1e-9 else { return "The first ring has devices with each \(ofAll)." }
        guard rarest.probability < 0.9995 else {
            return "The first ring nearly always has devices with each \(ofAll)."
        }
        let devices = Figure.count(rarest.devices, "device", "devices")
        return
            "The first ring has \(Figure.significant(expected)) \(ofAll), on average. Least often \(rarest.name), which is on \(devices): "
            + "in \(Figure.percentage(rarest.probability, 1)) of rollouts. A defect of that combination is not found before the others have it. "
            + "`represent: 1` takes \(Figure.count(representatives, "device that has", "devices that have")) all."
    }
}

extension Strategy.Kind {
    /// What the first of several rings takes; nil: there is only one.
    fileprivate var firstPart: (size: RingSize, condition: DevicePredicate)? {
        switch self {
        case .bigBang: nil
        case .canary(let canary): (canary.size, canary.condition)
        case .staged(let staged): staged.rings.count > 1 ? staged.rings.first.map { ($0.size, $0.condition) } : nil
        }
    }
}
