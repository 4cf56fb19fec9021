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

extension FleetState {
    /// The ledger as if everything ended now.
    func ledger() -> Ledger {
        let end = max(0, now)
        var ledger = Ledger()
        ledger.time = end
        ledger.devices = world.deviceCount
        ledger.exposure = tally.exposure
        ledger.conditionSeconds = tally.conditionSeconds
        ledger.lostCapacitySeconds = tally.lostCapacitySeconds
        // Every device began as `up` at time 0, which adds nothing, and is closed in the condition it is in.
        var counts = [Int64](repeating: 0, count: Condition.allCases.count)
        for device in condition.indices { counts[Int(condition[device].rawValue)] += 1 }
        for state in counts.indices { ledger.conditionSeconds[state] += counts[state] * end }
        for lost in lostCapacity.values { ledger.lostCapacitySeconds += lost * end }
        for group in world.groups { addGroup(group, end, to: &ledger) }
        addTimes(end, to: &ledger)

        ledger.blastRadius = tally.hitDevices
        ledger.attempts = tally.attempts
        ledger.installations = tally.installations
        ledger.failedAttempts = tally.failedAttempts
        ledger.rollbacks = tally.rollbacks
        ledger.cancelledOffers = tally.cancelledOffers
        ledger.bytes = Self.sum(ledger.bytes, tally.bytes)
        ledger.tickets = console.tickets
        ledger.technicianVisits = tally.visits
        ledger.technicianSeconds = tally.technicianSeconds
        ledger.stops = tally.stops
        ledger.falseStops = tally.falseStops
        ledger.firstEffect = tally.firstEffect
        ledger.firstReport = tally.firstReport
        ledger.firstStop = tally.firstStop
        ledger.lastRevert = tally.lastRevert
        ledger.lastRepair = tally.lastRepair
        ledger.events = eventCount
        return ledger
    }

    private func addGroup(_ group: Reference<GroupPlan>, _ end: Tick, to ledger: inout Ledger) {
        let closing = group.exposure.map { exposure(to: $0.number, at: end) }
        let due = group.patches.indices.filter { world.patches[group.patches[$0]].released <= now }
        var causes = [Int](repeating: 0, count: ResidualCause.allCases.count)
        for device in group.devices {
            let first = group.slots(of: device)
            if activity[device] == .downloading { ledger.bytes = Self.sum(ledger.bytes, bytesMoved(device, group)) }
            for (number, item) in group.exposure.enumerated() where !isSafe(item, first) {
                ledger.exposure += closing[number]
            }
            var worst = ResidualCause.allCases.count
            for local in due where !slots[first + local].state.isRunning {
                worst = min(worst, residualCause(device, group.patches[local], slots[first + local].state))
            }
            if worst < causes.count { causes[worst] += 1 }
        }
        for (number, cause) in ResidualCause.allCases.enumerated() where causes[number] > 0 {
            ledger.neverPatched[cause, default: 0] += causes[number]
        }
        let incurable = exposure(to: group.incurable, at: end)
        ledger.exposure.add(incurable, times: Int64(group.count))
        var vendorPart = incurable.plain
        for item in group.exposure { vendorPart += exposure(to: item.number, at: min(item.released, end)).plain }
        ledger.vendorExposure += vendorPart * Int64(group.count)
    }

    /// Why the device does not run the patch: a place in `ResidualCause.allCases`, where the first one counts.
    private func residualCause(_ device: Int, _ patch: Int, _ state: SlotState) -> Int {
        if activity[device] == .unreachable { return ResidualCause.bricked.place }
        switch state {
        case .failed, .failedFixed: return ResidualCause.failed.place
        case .held, .takenBack: return ResidualCause.takenBack.place
        case .arriving, .arrivingFixed:
            let waits = activity[device] == .awaitingRestart || activity[device] == .restarting
            return (waits ? ResidualCause.awaitingRestart : .inProgress).place
        default:
            let rollout = rolloutOf[patch]
            guard rollout >= 0, rollouts[rollout].offers(to: device) else { return ResidualCause.notOffered.place }
            let isSeen = rollouts[rollout].flags[device].contains(.seen)
            return (isSeen ? ResidualCause.inProgress : .neverOnline).place
        }
    }
}

extension ResidualCause {
    /// The place among all cases.
    fileprivate var place: Int {
        switch self {
        case .bricked: 0
        case .failed: 1
        case .takenBack: 2
        case .awaitingRestart: 3
        case .inProgress: 4
        case .neverOnline: 5
        case .notOffered: 6
        }
    }
}
