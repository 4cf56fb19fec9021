public import EventEngine
import PatchModel

/// The truth of one replication, integrated over time: what a policy is judged by.
///
/// Each subject declares its part, with the figures in it, in a file of its own; here stands one line for each part in three
/// places: the property, its figures, and its totals if it has any.
public struct Ledger: Sendable, Hashable {
    /// Seconds simulated.
    public var time: Tick = 0
    public var devices = 0
    /// Events served: the size of the run, not a result.
    public var events = 0

    public var exposure = ExposureLedger()
    public var patching = PatchingLedger()
    public var downtime = DowntimeLedger()
    public var defects = DefectLedger()
    public var installation = InstallationLedger()
    public var labour = LabourLedger()
    public var downloads = DownloadLedger()
    public var rollouts = RolloutLedger()

    /// The figures that it does not have, because it was kept by a version that did not count them. A simulation leaves it
    /// empty.
    public internal(set) var absent: Set<Figure.ID> = []

    public init() {}

    /// All figures.
    public static let figures: [Figure] =
        size + ExposureLedger.figures + PatchingLedger.figures + DowntimeLedger.figures + DefectLedger.figures
        + InstallationLedger.figures + LabourLedger.figures + DownloadLedger.figures + RolloutLedger.figures

    /// What follows from them and is told beside them.
    public static let totals: [Total] = PatchingLedger.totals + DowntimeLedger.totals

    private static let size: [Figure] = [
        .sum("simulated_s", .seconds, "seconds simulated", upTo: Figure.greatestTime, \.time),
        .count("devices", .devices, "devices of the fleet", \.devices),
        .count("events", .times, "events served: the size of the run, not a result", \.events),
    ]
}

extension FleetState {
    /// The ledger as if everything ended now.
    func ledger() -> Ledger {
        let end = max(0, now)
        var ledger = Ledger()
        ledger.time = end
        ledger.devices = world.deviceCount
        ledger.exposure.add(tally.exposure)
        ledger.downtime.conditionSeconds = tally.conditionSeconds
        ledger.downtime.lostCapacitySeconds = tally.lostCapacitySeconds
        // Every device began as `up` at time 0, which adds nothing, and is closed in the condition it is in.
        var counts = [Int64](repeating: 0, count: Condition.allCases.count)
        for device in condition.indices { counts[Int(condition[device].rawValue)] += 1 }
        for state in counts.indices { ledger.downtime.conditionSeconds[state] += counts[state] * end }
        for lost in lostCapacity.values { ledger.downtime.lostCapacitySeconds += lost * end }
        for group in world.groups { addGroup(group, end, to: &ledger) }
        addTimes(end, to: &ledger)

        ledger.defects.blastRadius = tally.hitDevices
        ledger.installation.attempts = tally.attempts
        ledger.installation.installations = tally.installations
        ledger.installation.failedAttempts = tally.failedAttempts
        ledger.installation.rollbacks = tally.rollbacks
        ledger.rollouts.cancelledOffers = tally.cancelledOffers
        ledger.downloads.bytes = Self.sum(ledger.downloads.bytes, tally.bytes)
        ledger.labour.tickets = console.tickets
        ledger.labour.technicianVisits = tally.visits
        ledger.labour.technicianSeconds = tally.technicianSeconds
        ledger.rollouts.stops = tally.stops
        ledger.rollouts.falseStops = tally.falseStops
        ledger.defects.firstEffect = tally.firstEffect
        ledger.defects.firstReport = tally.firstReport
        ledger.rollouts.firstStop = tally.firstStop
        ledger.installation.lastRevert = tally.lastRevert
        ledger.labour.lastRepair = tally.lastRepair
        ledger.events = eventCount
        return ledger
    }

    private func addGroup(_ group: Reference<GroupPlan>, _ end: Tick, to ledger: inout Ledger) {
        let closing = group.exposure.map { exposure(to: $0.number, at: end) }
        let due = group.patches.indices.filter { world.patches[group.patches[$0]].released <= now }
        var causes = [Int](repeating: 0, count: ResidualCause.allCases.count)
        for device in group.devices {
            let first = group.slots(of: device)
            if activity[device] == .downloading {
                ledger.downloads.bytes = Self.sum(ledger.downloads.bytes, bytesMoved(device, group))
            }
            for (number, item) in group.exposure.enumerated() where !isSafe(item, first) {
                ledger.exposure.add(closing[number])
            }
            var worst = ResidualCause.allCases.count
            for local in due where !slots[first + local].state.isRunning {
                worst = min(worst, residualCause(device, group.patches[local], slots[first + local].state))
            }
            if worst < causes.count { causes[worst] += 1 }
        }
        for (number, cause) in ResidualCause.allCases.enumerated() where causes[number] > 0 {
            ledger.patching.neverPatched[cause, default: 0] += causes[number]
        }
        let incurable = exposure(to: group.incurable, at: end)
        ledger.exposure.add(incurable, times: Int64(group.count))
        var vendorPart = incurable.plain
        for item in group.exposure { vendorPart += exposure(to: item.number, at: min(item.released, end)).plain }
        ledger.exposure.vendor += vendorPart * Int64(group.count)
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
