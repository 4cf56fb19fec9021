public import EventEngine

/// What people had to do.
public struct LabourLedger: Sendable, Hashable {
    public var tickets = 0
    public var technicianVisits = 0
    /// Work and travel.
    public var technicianSeconds: Int64 = 0
    /// When a technician mended a device for the last time.
    public var lastRepair: Tick?

    static let figures: [Ledger.Figure] = [
        .count(
            "tickets",
            .times,
            "tickets written",
            title: "tickets",
            per: .devices,
            \.labour.tickets
        ),
        .count(
            "technician_visits",
            .times,
            "visits by technicians",
            title: "technician visits",
            per: .pairs,
            \.labour.technicianVisits
        ),
        .sum(
            "technician_s",
            .seconds,
            "seconds of technicians' work and travel",
            title: "technicians’ time",
            per: .pairs,
            \.labour.technicianSeconds
        ),
        .time(
            "last_repair_s",
            "time when a technician mended a device for the last time",
            per: .devices,
            \.labour.lastRepair
        ),
    ]
}
