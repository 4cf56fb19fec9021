/// What a device is busy with. A device has one thing to do at a time, and at most one step due.
enum Activity: UInt8, Sendable {
    /// Nothing waits for it; no step is due.
    case idle
    /// Something waits for it, and its next check-in has yet to be looked up; only while devices are swept.
    case called
    /// The next step is a check-in.
    case awaitingContact
    case downloading
    case installing
    /// Returning to the state before a failed attempt.
    case reverting
    case awaitingRestart
    case restarting
    case rollingBack
    /// It cannot check in; only a technician can help. No step is due.
    case unreachable
}

/// How well a device serves its user: the states that partition its time. Ordered from the best to the worst.
public enum Condition: UInt8, Sendable, Hashable, CaseIterable, BitwiseCopyable {
    case up
    /// Some of its capacity is lost to a regression.
    case degraded
    /// Planned: it cannot be used while it installs.
    case installing
    /// Planned.
    case restarting
    /// Unplanned: a failed attempt is being undone.
    case reverting
    /// Unplanned: a patch is being taken back.
    case rollingBack
    /// Unplanned: a component does not work, or the network is lost.
    case down
    /// Unplanned: it does not start.
    case dead

    public var isPlannedDowntime: Bool { self == .installing || self == .restarting }
    public var isUnplannedDowntime: Bool { rawValue >= Condition.reverting.rawValue }
}

/// Where a (device, patch) pair stands.
enum SlotState: UInt8, Sendable {
    case absent
    /// Being downloaded, installed or waiting for the restart, in the first revision.
    case arriving
    /// The same with the vendor's fixed revision.
    case arrivingFixed
    /// The first revision runs, and the fixed one is being brought in.
    case upgrading
    case running
    case runningFixed
    /// Superfluous: a newer patch that runs brings at least as much.
    case covered
    /// All attempts failed.
    case failed
    /// All attempts with the fixed revision failed.
    case failedFixed
    /// Taken off by a technician; it comes back only in a fixed revision.
    case held
    /// Taken back by order; it may come again when the rollout goes on.
    case takenBack
    /// The first revision runs, and is being taken back.
    case rollingBack

    /// True while the device runs what the patch brings.
    @inline(__always)
    var isRunning: Bool {
        isAmong(
            1 << Self.upgrading.rawValue | 1 << Self.running.rawValue | 1 << Self.runningFixed.rawValue
                | 1 << Self.covered.rawValue | 1 << Self.rollingBack.rawValue
        )
    }

    @inline(__always)
    var isArriving: Bool {
        isAmong(1 << Self.arriving.rawValue | 1 << Self.arrivingFixed.rawValue | 1 << Self.upgrading.rawValue)
    }

    /// Asked more often than anything else: one shift instead of a jump that nothing can predict.
    @inline(__always)
    private func isAmong(_ states: UInt16) -> Bool { states &>> UInt16(rawValue) & 1 == 1 }
}

/// State and attempts of a (device, patch) pair, in two bytes.
struct Slot: Sendable, Hashable {
    private var byte: UInt8 = 0
    /// Attempts that have come to an end since the start, with either revision, modulo 256; they name the draws of the next
    /// one. See `FleetState.furtherAttempts`.
    var attempts: UInt8 = 0

    var state: SlotState {
        // Nothing but raw values of states is ever put into these bits.
        @inline(__always) get { unsafeBitCast(byte & 15, to: SlotState.self) }
        @inline(__always) set { byte = byte & 0xF0 | newValue.rawValue }
    }

    /// Attempts that have failed since the pair ran for the last time, at most 15; while the first revision runs, those to
    /// bring in the fixed one.
    @inline(__always)
    var failures: Int {
        get { Int(byte >> 4) }
        set { byte = byte & 15 | UInt8(min(15, newValue)) << 4 }
    }
}

/// Something wrong with one device.
struct Incident: Sendable, Hashable {
    enum Cause: Sendable, Hashable {
        /// A regression: number of the defect.
        case defect(Int)
        /// An installation left the device dead.
        case installation
        /// A rollback left the device dead.
        case rollback
    }

    enum Phase: UInt8, Sendable {
        /// The defect is there, its effect is to come.
        case latent
        case active
        case over
    }

    var device: Int
    /// Local number of the patch in the device's group.
    var patch: Int
    var cause: Cause
    var phase: Phase
    /// An installation of the fixed revision left the device dead; anything else comes of the first revision.
    var isOfFixed = false
    /// The device's own report is ready to travel.
    var hasTelemetry = false
    /// Nobody calls: somebody misses the device.
    var isMissed = false
    /// The console knows.
    var isReported = false
    var hasTicket = false
    /// The previous incident of the same device; −1: none.
    var previous: Int
}
