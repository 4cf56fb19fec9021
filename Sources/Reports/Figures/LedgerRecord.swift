import EventEngine
import PatchModel
public import PatchSimulator

/// A ledger in the shape in which it is written as JSON and CSV: flat, with units in the names.
///
/// Times are seconds after the start (`...Seconds`), exposure is (device, vulnerability)-seconds, downtime device-seconds.
public struct LedgerRecord: Codable, Sendable, Hashable {
    public var replication: Int
    public var strategy: String
    public var devices: Int
    public var simulatedSeconds: Int64
    public var exposureSeconds: Int64
    public var exposureVendorPartSeconds: Int64
    public var exposureSeverityWeightedSeconds: Int64
    public var exposureExploitedSeconds: Int64
    public var pairs: Int
    public var patchedPairs: Int
    public var timeToPatchP50Seconds: Int64?
    public var timeToPatchP90Seconds: Int64?
    public var timeToPatchP95Seconds: Int64?
    public var timeToPatchP99Seconds: Int64?
    public var deadlinePairs: Int
    public var deadlinesMet: Int
    public var neverPatchedDevices: Int
    public var neverPatchedByCause: [String: Int]
    public var plannedDowntimeSeconds: Int64
    public var unplannedDowntimeSeconds: Double
    public var conditionSeconds: [String: Int64]
    public var blastRadius: Int
    public var attempts: Int
    public var installations: Int
    public var failedAttempts: Int
    public var rollbacks: Int
    public var cancelledOffers: Int
    public var bytes: Int64
    public var tickets: Int
    public var technicianVisits: Int
    public var technicianSeconds: Int64
    public var stops: Int
    public var falseStops: Int
    public var firstEffectSeconds: Int64?
    public var firstReportSeconds: Int64?
    public var firstStopSeconds: Int64?
    public var lastRevertSeconds: Int64?
    public var lastRepairSeconds: Int64?

    public init(_ ledger: Ledger, strategy: String, replication: Int) {
        self.replication = replication
        self.strategy = strategy
        devices = ledger.devices
        simulatedSeconds = ledger.time
        exposureSeconds = ledger.exposure.plain
        exposureVendorPartSeconds = ledger.vendorExposure
        exposureSeverityWeightedSeconds = ledger.exposure.severityWeighted
        exposureExploitedSeconds = ledger.exposure.exploited
        pairs = ledger.pairs
        patchedPairs = ledger.patchedPairs
        timeToPatchP50Seconds = ledger.timeToPatch50
        timeToPatchP90Seconds = ledger.timeToPatch90
        timeToPatchP95Seconds = ledger.timeToPatch95
        timeToPatchP99Seconds = ledger.timeToPatch99
        deadlinePairs = ledger.deadlinePairs
        deadlinesMet = ledger.deadlinesMet
        neverPatchedDevices = ledger.neverPatchedDevices
        neverPatchedByCause = Dictionary(
            uniqueKeysWithValues: ResidualCause.allCases.map { ($0.rawValue, ledger.neverPatched[$0] ?? 0) }
        )
        plannedDowntimeSeconds = ledger.plannedDowntime
        unplannedDowntimeSeconds = ledger.unplannedDowntime
        conditionSeconds = Dictionary(
            uniqueKeysWithValues: zip(Condition.allCases.map(\.name), ledger.conditionSeconds)
        )
        blastRadius = ledger.blastRadius
        attempts = ledger.attempts
        installations = ledger.installations
        failedAttempts = ledger.failedAttempts
        rollbacks = ledger.rollbacks
        cancelledOffers = ledger.cancelledOffers
        bytes = ledger.bytes
        tickets = ledger.tickets
        technicianVisits = ledger.technicianVisits
        technicianSeconds = ledger.technicianSeconds
        stops = ledger.stops
        falseStops = ledger.falseStops
        firstEffectSeconds = ledger.firstEffect
        firstReportSeconds = ledger.firstReport
        firstStopSeconds = ledger.firstStop
        lastRevertSeconds = ledger.lastRevert
        lastRepairSeconds = ledger.lastRepair
    }

    /// Column names and cells of the CSV form, in the same order; a value that does not exist is an empty cell.
    var cells: [(name: String, value: String)] {
        let optional = { (value: Int64?) in value.map(String.init) ?? "" }
        let causes = ResidualCause.allCases.map { cause in
            ("never_patched_\(cause.rawValue)", String(neverPatchedByCause[cause.rawValue] ?? 0))
        }
        let conditions = Condition.allCases.map { condition in
            ("\(condition.name)_s", String(conditionSeconds[condition.name] ?? 0))
        }
        let head: [(String, String)] = [
            ("strategy", strategy), ("replication", String(replication)), ("devices", String(devices)),
            ("simulated_s", String(simulatedSeconds)), ("exposure_s", String(exposureSeconds)),
            ("exposure_vendor_s", String(exposureVendorPartSeconds)),
            ("exposure_severity_weighted_s", String(exposureSeverityWeightedSeconds)),
            ("exposure_exploited_s", String(exposureExploitedSeconds)), ("pairs", String(pairs)),
            ("patched_pairs", String(patchedPairs)), ("time_to_patch_p50_s", optional(timeToPatchP50Seconds)),
            ("time_to_patch_p90_s", optional(timeToPatchP90Seconds)),
            ("time_to_patch_p95_s", optional(timeToPatchP95Seconds)),
            ("time_to_patch_p99_s", optional(timeToPatchP99Seconds)), ("deadline_pairs", String(deadlinePairs)),
            ("deadlines_met", String(deadlinesMet)), ("never_patched", String(neverPatchedDevices)),
        ]
        let tail: [(String, String)] = [
            ("planned_downtime_s", String(plannedDowntimeSeconds)),
            ("unplanned_downtime_s", String(unplannedDowntimeSeconds)), ("blast_radius", String(blastRadius)),
            ("attempts", String(attempts)), ("installations", String(installations)),
            ("failed_attempts", String(failedAttempts)),
            ("rollbacks", String(rollbacks)), ("cancelled_offers", String(cancelledOffers)), ("bytes", String(bytes)),
            ("tickets", String(tickets)), ("technician_visits", String(technicianVisits)),
            ("technician_s", String(technicianSeconds)), ("stops", String(stops)), ("false_stops", String(falseStops)),
            ("first_effect_s", optional(firstEffectSeconds)), ("first_report_s", optional(firstReportSeconds)),
            ("first_stop_s", optional(firstStopSeconds)), ("last_revert_s", optional(lastRevertSeconds)),
            ("last_repair_s", optional(lastRepairSeconds)),
        ]
        return head + causes + tail + conditions
    }
}

extension Condition {
    /// The word for it in output.
    package var name: String {
        switch self {
        case .up: "up"
        case .degraded: "degraded"
        case .installing: "installing"
        case .restarting: "restarting"
        case .reverting: "reverting"
        case .rollingBack: "rolling-back"
        case .down: "down"
        case .dead: "dead"
        }
    }
}
