import EventEngine

/// Running devices one by one from one decision to the next, instead of interleaving their steps in the order of time.
///
/// Where nothing that a device does can touch another one before the policy has looked at the console, the order of steps
/// of *different* devices does not matter: each reads and writes its own state, and what is counted is added up. Then no
/// queue is needed, which saves most of the time. The same handlers serve both ways of running, so that both give the same
/// ledger to the last bit; each is the other's test.
///
/// Subjects say how strongly they couple devices (`Coupling`). Where nothing can break, devices are swept; elsewhere they meet
/// through technicians and the vendor, and the groups concerned are run in exact order, from the moment on when that may
/// happen. Events in the list that concern a device that is swept bring it up to their time before they are served
/// (`Reach`).
struct Sweep: Sendable {
    /// Devices in a block; the earliest step due in each block tells which blocks need a look.
    static let blockSize = 64

    /// For each block a lower bound of the times at which its devices have steps due.
    private var earliest: Column<Int32>
    /// A lower bound of all of them.
    private(set) var soonest = Int32(Tick.never)
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
    mutating func note(_ device: Int, _ time: Int32) {
        let block = device / Sweep.blockSize
        if time < earliest[block] { earliest[block] = time }
        soonest = min(soonest, time)
    }

    /// The block has been looked through, and the earliest step left in it is at `time`.
    @inline(__always)
    func close(_ block: Int, _ time: Int32) { earliest[block] = time }

    /// All blocks that were due have been looked through.
    mutating func closeAll() {
        var least = Int32(Tick.never)
        for block in earliest.indices { least = min(least, earliest[block]) }
        soonest = least
    }
}
