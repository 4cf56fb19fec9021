public import EventEngine
import PatchModel

/// Why a device never came to run all patches that apply to it.
public enum ResidualCause: String, Sendable, Hashable, CaseIterable {
    /// It cannot be reached and nobody has mended it.
    case bricked
    /// All attempts failed.
    case failed
    /// A patch was taken back, by order or by a technician, and has not come back.
    case takenBack = "taken-back"
    case awaitingRestart = "awaiting-restart"
    /// It downloads, installs, or waits for another attempt.
    case inProgress = "in-progress"
    /// It may have the patch, but has not checked in since.
    case neverOnline = "never-online"
    /// Its ring was not opened, or the rollout was stopped.
    case notOffered = "not-offered"
}

/// The truth of one replication, integrated over time: what a policy is judged by.
public struct Ledger: Sendable, Hashable {
    /// Seconds simulated.
    public var time: Tick = 0
    public var devices = 0

    /// (device, vulnerability)-seconds, from the later of disclosure and start to the fixed version running.
    public var exposure = ExposureSeconds()
    /// The part of `exposure.plain` during which no patch closes it: until its patch is released, or to the end where no
    /// patch of the scenario closes it on that device.
    public var vendorExposure: Int64 = 0

    /// (device, patch) pairs to which a released patch applies, and how many of them run it at the end.
    public var pairs = 0
    public var patchedPairs = 0
    /// Seconds from the release (or the start, if that is later) until the given share of pairs runs the patch to the end:
    /// quantiles of the Kaplan–Meier estimate, in which pairs that do not run it are censored at the end. Nil: not reached.
    public var timeToPatch50: Tick?
    public var timeToPatch90: Tick?
    public var timeToPatch95: Tick?
    public var timeToPatch99: Tick?
    /// Pairs whose deadline lies within the time simulated, and how many of them ran the patch by it and to the end.
    public var deadlinePairs = 0
    public var deadlinesMet = 0

    /// Devices on which at least one applicable released patch does not run at the end, by cause (each device once).
    public var neverPatched: [ResidualCause: Int] = [:]
    public var neverPatchedDevices: Int { neverPatched.values.reduce(0, +) }

    /// Device-seconds in each condition, in the order of `Condition.allCases`; they sum to devices × time.
    public var conditionSeconds: [Int64] = Array(repeating: 0, count: Condition.allCases.count)
    /// Seconds of degraded devices weighted by the capacity lost, in thousandths.
    public var lostCapacitySeconds: Int64 = 0
    /// Device-seconds.
    public var plannedDowntime: Int64 { seconds { $0.isPlannedDowntime } }
    /// Device-seconds; degraded time counts by the share of capacity lost.
    public var unplannedDowntime: Double {
        Double(seconds { $0.isUnplannedDowntime }) + Double(lostCapacitySeconds) / 1000
    }

    /// Devices on which a defect took effect.
    public var blastRadius = 0
    /// Attempts to install a patch on a device that came to an end, whatever the end.
    public var attempts = 0
    /// Those of them that succeeded.
    public var installations = 0
    /// Those of them that failed, cleanly or leaving the device dead. What succeeded in the same job before the device died is
    /// neither an installation nor failed.
    public var failedAttempts = 0
    public var rollbacks = 0
    public var cancelledOffers = 0
    /// Bytes moved, downloads under way and broken off included.
    public var bytes: Int64 = 0
    public var tickets = 0
    public var technicianVisits = 0
    public var technicianSeconds: Int64 = 0

    public var stops = 0
    /// Stops of rollouts of which no patch carried a defect.
    public var falseStops = 0
    public var firstEffect: Tick?
    public var firstReport: Tick?
    public var firstStop: Tick?
    public var lastRevert: Tick?
    /// When a technician mended a device for the last time.
    public var lastRepair: Tick?
    /// Events served: the size of the run, not a result.
    public var events = 0

    public init() {}

    private func seconds(_ isMeant: (Condition) -> Bool) -> Int64 {
        zip(Condition.allCases, conditionSeconds).reduce(0) { isMeant($1.0) ? $0 + $1.1 : $0 }
    }
}
