import EventEngine
import PatchModel

/// Running devices one by one from one decision to the next, instead of interleaving their steps in the order of time.
///
/// Where nothing that a device does can touch another one before the policy has looked at the console, the order of steps
/// of *different* devices does not matter: each reads and writes its own state, and what is counted is added up. Then no
/// queue is needed, which saves most of the time. The same handlers serve both ways of running, so that both give the same
/// ledger to the last bit; each is the other's test.
///
/// Devices touch each other through incidents (technicians, the vendor), so that a replication in which nothing can break
/// is swept, and any other is run in exact order; so is one from the moment on when patches are taken back that may break
/// by that. Events that are no steps, such as tickets without a cause, concern one
/// device, which is brought up to their time before they are served.
struct Sweep: Sendable {
    /// Devices in a block; the earliest step due in each block tells which blocks need a look.
    static let blockSize = 64

    /// For each block a lower bound of the times at which its devices have steps due.
    private var earliest: Column<Int32>
    /// Room for the devices of a block that have a step due.
    private(set) var found = Column<Int32>(zeros: Sweep.blockSize)

    init(devices: Int) {
        earliest = Column(
            repeating: Int32(Tick.never),
            count: (devices + Sweep.blockSize - 1) / Sweep.blockSize
        )
    }

    mutating func unshare() {
        earliest.unshare()
        found.unshare()
    }

    /// True if a device of the block may have a step due up to and including `time`.
    @inline(__always)
    func isDue(_ block: Int, by time: Int32) -> Bool { earliest[block] <= time }

    /// A device has got a step.
    @inline(__always)
    func note(_ device: Int, _ time: Int32) {
        let block = device / Sweep.blockSize
        if time < earliest[block] { earliest[block] = time }
    }

    /// The block has been looked through, and the earliest step left in it is at `time`.
    @inline(__always)
    func close(_ block: Int, _ time: Int32) { earliest[block] = time }
}

extension World {
    /// True if, as far as the scenario goes, only regressions and rollbacks can bring devices into trouble.
    var allowsSweeping: Bool { patches.allSatisfy { $0.bricks == 0 } }
}

extension FleetState {
    /// Sees to it that something that waits for the device reaches it at its next check-in.
    ///
    /// In a sweep an idle device looks up that check-in when its turn comes, and takes its further steps at once.
    @inline(__always)
    mutating func call(_ device: Int, _ group: Int) {
        guard isSweeping && activity[device] == .idle else {
            awaitContact(device, group, from: now)
            return
        }
        activity[device] = .called
        due[device] = Int32(now)
        sweep.note(device, Int32(now))
    }

    /// Runs every device up to and including `time`.
    ///
    /// - Parameters:
    ///   - end: how far devices may be run ahead, because nobody is going to look at them before.
    ///   - isCancelled: when it says yes, the sweep ends before it begins, or, if devices are run ahead, on the way.
    /// - Returns: false if it was cancelled.
    mutating func sweep(to time: Tick, lookingAheadTo end: Tick, unless isCancelled: () -> Bool) -> Bool {
        if isCancelled() { return false }
        if lookahead == nil { lookahead = plannedLookahead(to: time, end) }
        serveEvents(to: time)
        guard runDevices(to: lookahead?.end ?? time, unless: isCancelled) else { return false }
        hearReports(until: time)
        return true
    }

    private mutating func serveEvents(to time: Tick) {
        let before = now
        while let raw = events.min, EventKey(rawValue: raw).time <= time {
            _ = events.popMin()
            let key = EventKey(rawValue: raw)
            if key.kind == EventKind.noise.rawValue { run(key.entity, world.group(of: key.entity), to: key.time) }
            now = key.time
            serve(key)
        }
        now = before
    }

    private mutating func runDevices(to time: Tick, unless isCancelled: () -> Bool) -> Bool {
        let before = now
        defer { now = before }
        let limit = Int32(clamping: time)
        for group in world.groups {
            let devices = group.devices
            var begin = devices.lowerBound
            while begin < devices.upperBound {
                let block = begin / Sweep.blockSize
                let end = min((block + 1) * Sweep.blockSize, devices.upperBound)
                defer { begin = end }
                guard sweep.isDue(block, by: limit) else { continue }
                if lookahead != nil && block & 0x3FF == 0 && isCancelled() { return false }
                // Devices that are not run to the end in one go are going to ask again where they are.
                if !cursors.keepsAll && time < world.scenario.horizon { keepCursors() }
                var left = runDevices(begin..<end, group.index, to: limit)
                // The block may begin in the group before, or end in the next one.
                let whole = block * Sweep.blockSize..<min((block + 1) * Sweep.blockSize, due.count)
                for device in whole.lowerBound..<begin { left = min(left, due[device]) }
                for device in end..<whole.upperBound { left = min(left, due[device]) }
                sweep.close(block, left)
            }
        }
        return true
    }

    /// Runs devices of one block and group, and returns when the first of them has a step due after that.
    private mutating func runDevices(_ devices: Range<Int>, _ group: Int, to limit: Int32) -> Int32 {
        var left = Int32(Tick.never)
        var found = 0
        for device in devices {
            if due[device] <= limit {
                sweep.found[found] = Int32(device)
                found += 1
            } else {
                left = min(left, due[device])
            }
        }
        // Looking up check-ins is long sums of random spans and nothing else: one device after the other, the processor has
        // several of them under way at once.
        for place in 0..<found where activity[Int(sweep.found[place])] == .called {
            let device = Int(sweep.found[place])
            now = Tick(due[device])
            takeStep(device, group)
        }
        for place in 0..<found {
            let device = Int(sweep.found[place])
            run(device, group, to: Tick(limit))
            left = min(left, due[device])
        }
        return left
    }

    /// Takes all steps of a device that are due up to and including `time`.
    private mutating func run(_ device: Int, _ group: Int, to time: Tick) {
        while Tick(due[device]) <= time {
            now = Tick(due[device])
            takeStep(device, group)
        }
    }

    /// From here on everything happens in exact order.
    mutating func endSweeping() {
        guard isSweeping else { return }
        unshare()
        isSweeping = false
        if !cursors.keepsAll { keepCursors() }
        for device in due.indices where Tick(due[device]) < .never {
            if activity[device] == .called {
                due[device] = Int32(Tick.never)
                activity[device] = .idle
                awaitContact(device, world.group(of: device), from: now)
            } else {
                schedule(.step, device, at: Tick(due[device]))
            }
        }
    }
}
