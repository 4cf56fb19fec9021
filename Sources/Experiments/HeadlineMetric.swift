import EventEngine
public import PatchSimulator

/// The figures by which strategies are compared, in the order in which they are shown.
public enum HeadlineMetric: String, Sendable, Hashable, CaseIterable {
    case exposedDeviceDays = "exposed-device-days"
    case timeToPatch50 = "time-to-patch-p50"
    case timeToPatch95 = "time-to-patch-p95"
    case compliance = "compliance-at-sla"
    case plannedDowntime = "downtime-planned"
    case unplannedDowntime = "downtime-unplanned"
    case blastRadius = "blast-radius-mean"
    case blastRadius95 = "blast-radius-p95"
    case neverPatched = "devices-never-patched"

    /// What a value is counted in.
    public enum Unit: String, Sendable, Hashable {
        case deviceDays = "device-days"
        case days
        case share
        case deviceHours = "device-hours"
        case devices
    }

    public var unit: Unit {
        switch self {
        case .exposedDeviceDays: .deviceDays
        case .timeToPatch50, .timeToPatch95: .days
        case .compliance: .share
        case .plannedDowntime, .unplannedDowntime: .deviceHours
        case .blastRadius, .blastRadius95, .neverPatched: .devices
        }
    }

    /// Which way is good.
    public var goal: PairedDifference.Goal { self == .compliance ? .high : .low }

    /// Where its values lie.
    public var range: ClosedRange<Double> { 0...(unit == .share ? 1 : .infinity) }

    /// The words for it in a sentence.
    public var phrase: String {
        switch self {
        case .exposedDeviceDays: "exposed device-days"
        case .timeToPatch50: "median time to patch"
        case .timeToPatch95: "time to patch of the slowest 5 %"
        case .compliance: "compliance at SLA"
        case .plannedDowntime: "planned downtime"
        case .unplannedDowntime: "unplanned downtime"
        case .blastRadius: "blast radius"
        case .blastRadius95: "blast radius p95"
        case .neverPatched: "devices never patched"
        }
    }

    /// What a metric is over replications.
    public enum Summary: Sendable, Hashable {
        case mean
        /// A quantile of the replications' values.
        case quantile(Double)
    }

    public var summary: Summary { self == .blastRadius95 ? .quantile(0.95) : .mean }

    /// The value of one replication.
    ///
    /// A time to patch that was not reached within the time simulated counts as that time, which is a lower bound, and is
    /// marked as censored. Compliance is nil where no deadline lies within the time simulated, and a time to patch where
    /// no patch applies.
    public func value(in ledger: Ledger) -> (value: Double, isCensored: Bool)? {
        switch self {
        case .exposedDeviceDays: return (Double(ledger.exposure.plain) / 86_400, false)
        case .timeToPatch50: return Self.time(ledger.timeToPatch50, ledger)
        case .timeToPatch95: return Self.time(ledger.timeToPatch95, ledger)
        case .compliance:
            guard ledger.deadlinePairs > 0 else { return nil }
            return (Double(ledger.deadlinesMet) / Double(ledger.deadlinePairs), false)
        case .plannedDowntime: return (Double(ledger.plannedDowntime) / 3600, false)
        case .unplannedDowntime: return (ledger.unplannedDowntime / 3600, false)
        case .blastRadius, .blastRadius95: return (Double(ledger.blastRadius), false)
        case .neverPatched: return (Double(ledger.neverPatchedDevices), false)
        }
    }

    private static func time(_ reached: Tick?, _ ledger: Ledger) -> (value: Double, isCensored: Bool)? {
        guard ledger.pairs > 0 else { return nil }
        return (Double(reached ?? ledger.time) / 86_400, reached == nil)
    }
}
