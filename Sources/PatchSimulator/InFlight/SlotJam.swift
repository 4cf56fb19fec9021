import EventEngine
import PatchModel

/// Devices of a rollout that wait for a slot, and who holds the slots.
struct SlotJam {
    /// What the devices are that share the slots; nil: all.
    let name: String?
    let waiting: Int
    let slots: Int
    /// Slots of devices on which the installation failed for good.
    var failed = 0
    /// Slots of devices that cannot check in, or are off for the rest of the time.
    var gone = 0

    /// What is waited for: the same words in each run, then the figures of this one.
    var words: String {
        let what = "a slot" + (name.map { " of \($0)" } ?? "")
        let held =
            [
                failed > 0 ? "\(failed) by devices that failed" : nil,
                gone > 0 ? "\(gone) by devices that are gone" : nil,
                slots > failed + gone ? "\(slots - failed - gone) by devices in flight" : nil,
            ].compactMap { $0 }
        let isForEver = failed + gone == slots ? " that never comes" : ""
        return what + isForEver + " (of \(slots) held, " + held.joined(separator: ", ") + ")"
    }
}

extension Run {
    /// The devices that wait for a slot of the rollout, where most do; nil: none does.
    mutating func jam(of rollout: Int) -> SlotJam? {
        guard let (pool, holders) = inFlight.jam(of: rollout) else { return nil }
        var jam = SlotJam(name: pool.name, waiting: pool.waitingCount, slots: pool.slots + pool.surge)
        for device in holders {
            let group = world.group(of: device)
            if InFlight.standing(of: device, group, rollout, in: &self) == .failed, pool.limit.afterFailure == .holds {
                jam.failed += 1
            } else if devices.activity(device) == .unreachable || CheckIns.nextInUse(device, group, in: &self) == nil {
                jam.gone += 1
            }
        }
        return jam
    }
}
