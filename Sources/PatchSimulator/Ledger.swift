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
    public var days = DayMarkLedger()
    public var vendor = VendorLedger()
    public var maintenance = MaintenanceLedger()
    public var services = ServiceLedger()

    /// The figures that it does not have, because it was kept by a version that did not count them. A simulation leaves it
    /// empty.
    public internal(set) var absent: Set<Figure.ID> = []

    public init() {}

    /// All figures.
    public static let figures: [Figure] =
        size + ExposureLedger.figures + PatchingLedger.figures + DowntimeLedger.figures + DefectLedger.figures
        + InstallationLedger.figures + LabourLedger.figures + DownloadLedger.figures + RolloutLedger.figures
        + DayMarkLedger.figures + VendorLedger.figures + MaintenanceLedger.figures + ServiceLedger.figures

    /// What follows from them and is told beside them.
    public static let totals: [Total] = PatchingLedger.totals + DowntimeLedger.totals + ServiceLedger.totals

    private static let size: [Figure] = [
        .sum("simulated_s", .seconds, "seconds simulated", per: .constant, upTo: Figure.greatestTime, \.time),
        .count("devices", .devices, "devices of the fleet", per: .members, \.devices),
        .count("events", .times, "events served: the size of the run, not a result", \.events),
    ]
}
