import EventEngine
import PatchModel

/// Updates that wait before they are tried again. Few devices have any; those are marked.
struct Retries: Subject {
    private struct Wait {
        var slot: Int
        /// When the pair may be tried again after a failure.
        var time: Tick
    }

    /// Device → its pairs that wait, or did until the device looked at them for the last time.
    private var waits: [Int: [Wait]] = [:]

    /// True if the pair of the device may not be tried again yet.
    @inline(__always)
    func waits(_ device: Int, _ slot: Int, at now: Tick) -> Bool {
        waits[device]?.contains { $0.slot == slot && $0.time > now } ?? false
    }

    /// The pair of the device is not tried again before `time`.
    static func wait(_ device: Int, _ slot: Int, until time: Tick, in run: inout Run) {
        run.retries.forget(device) { $0.slot == slot }
        run.retries.waits[device, default: []].append(Wait(slot: slot, time: min(Tick.latest, time)))
        run.devices.mark(device, .hasRetry)
    }

    /// When the first of the device's updates that wait after a failure may be tried again, if that is still to come.
    /// Waits that are over are forgotten.
    static func next(_ device: Int, in run: inout Run) -> Tick? {
        let now = run.agenda.now
        run.retries.forget(device) { $0.time <= now }
        let next = run.retries.waits[device]?.lazy.map(\.time).min()
        if next == nil { run.devices.unmark(device, .hasRetry) }
        return next
    }

    /// None of the device's updates waits any more.
    static func forget(_ device: Int, in run: inout Run) {
        guard run.devices.isMarked(device, .hasRetry) else { return }
        run.devices.unmark(device, .hasRetry)
        run.retries.waits[device] = nil
    }

    /// Those of the device's pairs wait no longer.
    private mutating func forget(_ device: Int, where isOver: (Wait) -> Bool) {
        guard let place = waits.index(forKey: device) else { return }
        waits.values[place].removeAll(where: isOver)
        if waits.values[place].isEmpty { waits.remove(at: place) }
    }

    /// A fixed revision of the patch is out. Where the first has not run, it is tried as if nothing had been tried before.
    static func beginAnew(_ patch: Int, in run: inout Run) {
        for group in run.world.groups {
            guard let local = group.patches.firstIndex(of: patch) else { continue }
            for device in group.devices {
                let slot = group.slots(of: device) + local
                guard run.pairs[slot].failures > 0, [.absent, .arriving].contains(run.pairs.state(slot)) else {
                    continue
                }
                run.pairs.forgetFailures(slot)
                run.retries.forget(device) { $0.slot == slot }
                _ = next(device, in: &run)
            }
        }
    }

    func violations(in run: Run) -> [String] {
        run.world.groups.flatMap { group in
            group.devices.filter { device in
                (waits[device] != nil) != run.devices.isMarked(device, .hasRetry)
            }.map { "the mark of device \($0) does not say whether an update of it waits" }
        }
    }
}
