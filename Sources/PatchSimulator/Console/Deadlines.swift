import EventEngine
import PatchModel

/// By when the devices of a rollout must have installed what they are offered.
struct Deadlines: Sendable {
    /// When an installation that waits is begun, and how long a restart that waits has at least.
    struct Deadline {
        var time: Tick
        var grace: Tick

        /// When the restart of an installation must begin that waits for it since `now`.
        func restart(waitingSince now: Tick) -> Tick { max(time, now + grace) }
    }

    /// By ring; nil: there is none.
    private let rules: [InstallDeadline?]
    /// By device, one more than the time at which it took the offer first; 0: it has not.
    private var found: Column<Int32>

    /// Nil if no ring has a deadline.
    init?(_ rings: [RolloutPlan.RingPlan], devices: Int) {
        guard rings.contains(where: { $0.deadline != nil }) else { return nil }
        rules = rings.map(\.deadline)
        found = Column(zeros: devices)
    }

    mutating func unshare() { found.unshare() }

    /// Begins anew.
    mutating func clear() { for device in found.indices { found[device] = 0 } }

    /// The device takes the offer.
    mutating func note(_ device: Int, at now: Tick) {
        if found[device] == 0 { found[device] = Int32(clamping: now + 1) }
    }

    /// That of a device of a ring; nil: it has none, or its time does not run yet.
    ///
    /// - Parameters:
    ///   - began: when the rollout began.
    ///   - offered: when the device was to be offered the patches; nil: not yet.
    func deadline(of device: Int, _ ring: Int, began: Tick, offered: Tick?) -> Deadline? {
        guard let rule = rules[ring] else { return nil }
        let origin: Tick?
        switch rule.countsFrom {
        case .discovery: origin = found[device] > 0 ? Tick(found[device]) - 1 : nil
        case .offer: origin = offered
        case .release: origin = began
        }
        return origin.map { Deadline(time: $0 + rule.after, grace: rule.grace) }
    }

    /// Bytes that it takes for a device.
    static let bytesPerDevice = MemoryLayout<Int32>.size
}

extension RolloutBook {
    /// By when the device must have installed the patch; nil: nobody says.
    func deadline(of patch: Int, on device: Int) -> Deadlines.Deadline? {
        let rollout = rolloutOf[patch]
        guard rollout >= 0, let deadlines = rollouts[rollout].deadlines, rollouts[rollout].concerns(device) else {
            return nil
        }
        let ring = Int(rollouts[rollout].ringOf[device])
        let turn = rollouts[rollout].turns?.turn(of: device) ?? 0
        return deadlines.deadline(
            of: device,
            ring,
            began: status.rollouts[rollout].began,
            offered: rollouts[rollout].clock.begin(of: ring).map { $0 + turn }
        )
    }
}
