/// Of which rollouts another report of a device changes nothing: all that they bring runs there and was reported; or their only
/// patch does not come yet, and that was reported, or the device's ring is not open. Where many rollouts are under way, most of
/// what a device reports is that nothing has changed.
///
/// Forgotten is more than need be: what ceases to run unsettles all rollouts of the device.
struct SettledRollouts: Sendable {
    /// Only so many rollouts are ever settled.
    static let maximum = UInt64.bitWidth

    /// A bit for each rollout, by device; empty as long as there is one rollout, which would not gain by it.
    private var settled = Column<UInt64>(zeros: 0)
    /// A bit for each rollout that concerns a group, by group.
    private var concerning: [UInt64]

    init(groups: Int) { concerning = Array(repeating: 0, count: groups) }

    mutating func unshare() { settled.unshare() }

    /// A rollout has begun.
    ///
    /// - Parameter groups: those that it concerns.
    mutating func add(_ rollout: Int, groups: [Int], devices: Int) {
        if rollout == 1 { settled = Column(zeros: devices) }
        guard rollout < Self.maximum else { return }
        for group in groups { concerning[group] |= 1 << UInt64(rollout) }
    }

    /// A bit for each of the first rollouts that concerns the group and is not settled on the device.
    @inline(__always)
    func unsettled(_ device: Int, _ group: Int) -> UInt64 {
        settled.isEmpty ? concerning[group] : concerning[group] & ~settled[device]
    }

    /// What there is to be said of the rollout on the device was reported, as long as no further ring is opened.
    @inline(__always)
    func settle(_ rollout: Int, _ device: Int) {
        if !settled.isEmpty && rollout < Self.maximum { settled[device] |= 1 << UInt64(rollout) }
    }

    @inline(__always)
    func isSettled(_ rollout: Int, _ device: Int) -> Bool {
        !settled.isEmpty && rollout < Self.maximum && settled[device] >> UInt64(rollout) & 1 == 1
    }

    /// What runs on the device has changed, or will.
    @inline(__always)
    func unsettle(_ device: Int) {
        if !settled.isEmpty { settled[device] = 0 }
    }

    /// What the device reports of the rollout will change.
    @inline(__always)
    func unsettle(_ rollout: Int, _ device: Int) {
        if !settled.isEmpty && rollout < Self.maximum { settled[device] &= ~(1 << UInt64(rollout)) }
    }

    /// What the console knows has changed what reports say of the rollout.
    func unsettleAll(_ rollout: Int) {
        for device in settled.indices { unsettle(rollout, device) }
    }
}

extension RolloutBook {
    /// Rollouts that are settled on devices and should not be.
    func unsettledViolations(_ world: World, _ pairs: Pairs) -> [String] {
        world.groups.flatMap { group in
            group.devices.flatMap { device in
                rollouts.indices.filter { settled.isSettled($0, device) && !isDone($0, device, group, pairs) }
                    .map { "rollout \($0) is settled on device \(device), and not done" }
            }
        }
    }

    /// True if the console knows of the device that all patches of the rollout are installed, and they are; or that none is,
    /// and the only one is not there.
    private func isDone(_ rollout: Int, _ device: Int, _ group: Reference<GroupPlan>, _ pairs: Pairs) -> Bool {
        let flags = rollouts[rollout].flags[device]
        let ring = Int(rollouts[rollout].ringOf[device])
        guard flags.contains(.seen) == rollouts[rollout].isWatched[ring], flags.isDisjoint(with: [.failed, .setAside])
        else { return false }
        guard flags.contains(.installed) else {
            let local = rollouts[rollout].soleLocalPatch[group.index]
            guard local >= 0 else { return false }
            let state = pairs.state(group.slots(of: device) + local)
            return state == .absent || state.isRunning && !rollouts[rollout].isOpen[ring]
        }
        return rollouts[rollout].localPatches[group.index].allSatisfy { local in
            switch pairs.state(group.slots(of: device) + local) {
            case .runningFixed, .covered: true
            case .running: status.vendorAnswers[group.patches[local]] != .fixed
            default: false
            }
        }
    }
}
