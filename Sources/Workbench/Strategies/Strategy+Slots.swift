import PatchModel
import PatchSimulator
import Text

extension Strategy {
    /// What there is to say of limits beforehand: that all of their slots can be held for ever, or that they hold up nobody.
    ///
    /// - Parameters:
    ///   - patches: of the rollout.
    ///   - rings: as they are planned.
    func slotRemarks(in scenario: Scenario, _ patches: [Int], rings: [RingStatus]) -> [String] {
        let devices = rings.reduce(0) { $0 + $1.targets }
        var remarks = limits.compactMap { remark($0, "the limit", devices, scenario, patches) }
        guard case .staged(let staged) = kind else { return remarks }
        for (plan, ring) in zip(staged.rings, rings) {
            remarks += plan.limits.compactMap {
                remark($0, "the limit of \"\(plan.name)\"", ring.targets, scenario, patches)
            }
        }
        return remarks
    }

    private func remark(
        _ limit: InFlightLimit,
        _ name: String,
        _ devices: Int,
        _ scenario: Scenario,
        _ patches: [Int]
    ) -> String? {
        let (slots, surge) = limit.slots(of: devices)
        if limit.scope == .fleet, slots + surge >= devices {
            return
                "T\(name.dropFirst()) holds up nobody: it has \(Figure.count(slots + surge, "slot", "slots")) for \(Figure.count(devices, "device", "devices"))"
        }
        let keepers = Self.keepers(limit, scenario, patches.map { scenario.patches[$0].installation })
        guard limit.expiry == nil, !keepers.isEmpty else { return nil }
        let way = limit.afterFailure == .holds ? "`failed: frees` or `expires` gives" : "`expires` gives"
        return
            "All slots of \(name) can be lost: \(keepers.joined(separator: ", ")), and once all are kept no other device is offered "
            + "the patches. \(way) slots back"
    }

    /// Devices that never give their slots back.
    private static func keepers(
        _ limit: InFlightLimit,
        _ scenario: Scenario,
        _ installations: [Installation]
    ) -> [String] {
        var keepers: [String] = []
        if limit.afterFailure == .holds,
            installations.contains(where: { $0.failureChance > 0 || $0.brickChance > 0 && scenario.repair != nil })
        {
            keepers.append("a device on which the installation fails for good keeps its slot")
        }
        if scenario.repair == nil, installations.contains(where: { $0.brickChance > 0 }) {
            keepers.append("a device that is left dead keeps its slot")
        }
        if scenario.groups.contains(where: { if case .trace = $0.connectivity { true } else { false } }) {
            keepers.append("a device that goes off for good keeps its slot")
        }
        return keepers
    }
}
