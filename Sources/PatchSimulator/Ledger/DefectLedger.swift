public import EventEngine

/// What defects of patches did.
public struct DefectLedger: Sendable, Hashable {
    /// Devices on which a defect took effect.
    public var blastRadius = 0
    public var firstEffect: Tick?
    public var firstReport: Tick?

    static let figures: [Ledger.Figure] = [
        .count(
            "blast_radius_devices",
            .devices,
            "devices on which a defect took effect",
            per: .pairs,
            \.defects.blastRadius
        ),
        .time(
            "first_effect_s",
            "time of the first effect of a defect",
            per: .pairs,
            \.defects.firstEffect
        ),
        .time(
            "first_report_s",
            "time of the first report of an effect",
            per: .pairs,
            \.defects.firstReport
        ),
    ]
}
