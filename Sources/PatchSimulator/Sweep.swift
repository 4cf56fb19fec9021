import EventEngine

/// Running devices one by one from one decision to the next, instead of interleaving their steps in the order of time.
///
/// Where nothing that a device does can touch another one before the policy has looked at the console, the order of steps
/// of *different* devices does not matter: each reads and writes its own state, and what is counted is added up. Then no
/// queue is needed, which saves most of the time. The same handlers serve both ways of running, so that both give the same
/// ledger to the last bit; each is the other's test.
///
/// Devices touch each other through incidents (technicians, the vendor), so that a replication in which nothing can break
/// is swept, and any other is run in exact order. Events that are no steps, such as tickets without a cause, concern one
/// device, which is brought up to their time before they are served.
struct Sweep: Sendable {
    /// Devices in a block; the earliest step due in each block tells which blocks need a look.
    static let blockSize = 256

    /// For each block a lower bound of the times at which its devices have steps due.
    private(set) var earliest: [Int32]

    init(devices: Int) {
        earliest = Array(
            repeating: Int32(Tick.never),
            count: (devices + Sweep.blockSize - 1) / Sweep.blockSize
        )
    }

    /// A device has got a step.
    @inline(__always)
    mutating func note(_ device: Int, _ time: Int32) {
        let block = device / Sweep.blockSize
        if time < earliest[block] { earliest[block] = time }
    }

    /// The block has been looked through, and the earliest step left in it is at `time`.
    @inline(__always)
    mutating func close(_ block: Int, _ time: Int32) { earliest[block] = time }
}

extension World {
    /// True if, as far as the scenario goes, only regressions can bring devices into trouble.
    var allowsSweeping: Bool {
        patches.allSatisfy { $0.bricks == 0 && (!$0.canRollBack || $0.rollbackFailure == 0) }
    }
}

extension FleetState {
    /// Runs every device up to and including `time`.
    mutating func sweepDevices(to time: Tick) {
        let before = now
        while let raw = events.min, EventKey(rawValue: raw).time <= time {
            _ = events.popMin()
            let key = EventKey(rawValue: raw)
            if key.kind == EventKind.noise.rawValue { run(key.entity, to: key.time) }
            now = key.time
            serve(key)
        }
        now = before
        let limit = Int32(clamping: time)
        for block in sweep.earliest.indices where sweep.earliest[block] <= limit {
            var left = Int32(Tick.never)
            let first = block * Sweep.blockSize
            for device in first..<min(first + Sweep.blockSize, due.count) {
                if due[device] <= limit { run(device, to: time) }
                left = min(left, due[device])
            }
            sweep.close(block, left)
        }
        now = before
    }

    /// Takes all steps of a device that are due up to and including `time`.
    private mutating func run(_ device: Int, to time: Tick) {
        let group = world.group(of: device)
        while Tick(due[device]) <= time {
            now = Tick(due[device])
            takeStep(device, group)
        }
    }

    /// From here on everything happens in exact order.
    mutating func endSweeping() {
        guard isSweeping else { return }
        isSweeping = false
        for device in due.indices where Tick(due[device]) < .never {
            schedule(.step, device, at: Tick(due[device]))
        }
    }
}
