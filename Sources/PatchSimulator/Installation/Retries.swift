import EventEngine
import PatchModel

/// Updates that wait before they are tried again. Few devices have any; those are marked.
struct Retries: Subject {
    /// Slot → when the pair may be tried again after a failure.
    private var times: [Int: Tick] = [:]

    /// True if the pair may not be tried again yet.
    @inline(__always)
    func waits(_ slot: Int, at now: Tick) -> Bool { times[slot].map { $0 > now } ?? false }

    /// The pair of the device is not tried again before `time`.
    static func wait(_ device: Int, _ slot: Int, until time: Tick, in run: inout Run) {
        run.retries.times[slot] = min(Tick.latest, time)
        run.devices.mark(device, .hasRetry)
    }

    /// When the first of the device's updates that wait after a failure may be tried again, if that is still to come.
    /// Waits that are over are forgotten.
    static func next(_ device: Int, _ group: Int, in run: inout Run) -> Tick? {
        let plan = run.world.groups[group]
        let first = plan.slots(of: device)
        var next: Tick?
        for slot in first..<first + plan.patches.count {
            guard let time = run.retries.times[slot] else { continue }
            if time > run.agenda.now { next = min(next ?? time, time) } else { run.retries.times[slot] = nil }
        }
        if next == nil { run.devices.unmark(device, .hasRetry) }
        return next
    }

    /// None of the device's updates waits any more.
    static func forget(_ device: Int, _ group: Reference<GroupPlan>, in run: inout Run) {
        guard run.devices.isMarked(device, .hasRetry) else { return }
        run.devices.unmark(device, .hasRetry)
        let first = group.slots(of: device)
        for slot in first..<first + group.patches.count { run.retries.times[slot] = nil }
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
                run.retries.times[slot] = nil
                _ = next(device, group.index, in: &run)
            }
        }
    }

    func violations(in run: Run) -> [String] {
        run.world.groups.flatMap { group in
            group.devices.filter { device in
                let first = group.slots(of: device)
                let waits = (first..<first + group.patches.count).contains { times[$0] != nil }
                return waits != run.devices.isMarked(device, .hasRetry)
            }.map { "the mark of device \($0) does not say whether an update of it waits" }
        }
    }
}
