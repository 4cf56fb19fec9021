import EventEngine
import PatchModel

/// Whom the console suspects.
extension RolloutBook {
    /// The rollouts that may be the cause of a device's trouble: those that are recent enough on it and have the patches
    /// nearest to the component that does not work. A patch for the component itself and one for something it needs directly
    /// count as equally near. If nothing is known of the component all recent ones are suspected. In a control group trouble
    /// is counted, too.
    ///
    /// - Parameters:
    ///   - component: the one that is seen not to work; nil if the device as a whole does not.
    ///   - pairs: what runs on the device. Whoever tells of trouble tells that, even if the device has not reported it yet.
    func suspects(_ device: Int, _ component: Int?, _ world: World, _ pairs: Pairs, at now: Tick) -> [Int] {
        let group = world.groups[world.group(of: device)]
        let candidates = rollouts.indices.filter { isSuspicious($0, device, group, pairs, at: now) }
        guard let component else { return candidates }
        let contents = candidates.map { rollouts[$0].contents }
        let nearest = world.nearestPatches(to: component) { patch in contents.contains { $0.contains(patch) } }
        guard !nearest.isEmpty else { return candidates }
        return zip(candidates, contents).filter { nearest.contains(where: $1.contains) }.map(\.0)
    }

    /// True if trouble of the device may come from the rollout, for all the console knows: one of its patches began to run
    /// there not longer ago than the strategy watches; or the device is in a control group.
    private func isSuspicious(
        _ number: Int,
        _ device: Int,
        _ group: Reference<GroupPlan>,
        _ pairs: Pairs,
        at now: Tick
    ) -> Bool {
        let rollout = rollouts[number]
        guard rollout.concerns(device) else { return false }
        let ring = Int(rollout.ringOf[device])
        if rollout.isControl[ring] && !rollout.isOpen[ring] { return true }
        guard !rollout.flags[device].isDisjoint(with: [.offered, .setAside]) else { return false }
        let first = group.slots(of: device)
        return rollout.localPatches[group.index].contains { local in
            let state = pairs.state(first + local)
            let isCurrent = state == .runningFixed || status.vendorAnswers[group.patches[local]] != .fixed
            return state.isRunning && isCurrent && now - pairs.runningSince(first + local) <= rollout.attributionWindow
        }
    }
}
