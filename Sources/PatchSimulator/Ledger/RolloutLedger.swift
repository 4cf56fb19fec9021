public import EventEngine

/// What became of rollouts.
public struct RolloutLedger: Sendable, Hashable {
    public var cancelledOffers = 0
    public var stops = 0
    /// Stops of rollouts of which no patch carried a defect.
    public var falseStops = 0
    public var firstStop: Tick?
    /// Rollouts that at the end are stopped, have a ring that is not open, or devices that wait for a slot.
    public var unfinished = 0

    static let figures: [Ledger.Figure] = [
        .count(
            "cancelled_offers",
            .times,
            "offers taken back before they were installed",
            per: .pairs,
            \.rollouts.cancelledOffers
        ),
        .count("stops", .times, "stops of rollouts", title: "stops", \.rollouts.stops),
        .count(
            "false_stops",
            .times,
            "stops of rollouts of which no patch carried a defect",
            title: "stops without a defect",
            \.rollouts.falseStops
        ),
        .time("first_stop_s", "time of the first stop", \.rollouts.firstStop),
        .count(
            "unfinished_rollouts",
            .times,
            "rollouts that at the end are stopped, have a ring that is not open, or devices that wait for a slot",
            \.rollouts.unfinished
        ),
    ]
}
