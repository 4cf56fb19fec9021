/// Work that waited for a time at which it was allowed, or convenient.
public struct MaintenanceLedger: Sendable, Hashable {
    /// Device-seconds in which everything was there, and waited for a window or for the end of a freeze.
    public var windowSeconds: Int64 = 0
    /// Device-seconds in which everything was installed, and waited for a restart.
    public var restartSeconds: Int64 = 0
    /// How often users put a restart off.
    public var postponements = 0
    /// Device-seconds of installing and restarting after the end of the window in which it began.
    public var outsideSeconds: Int64 = 0

    static let figures: [Ledger.Figure] = [
        .sum(
            "awaiting_window_s",
            .deviceSeconds,
            "device-seconds waiting for a window or the end of a freeze",
            per: .devices,
            \.maintenance.windowSeconds
        ),
        .sum(
            "awaiting_restart_s",
            .deviceSeconds,
            "device-seconds waiting for a restart",
            per: .devices,
            \.maintenance.restartSeconds
        ),
        .count(
            "postponed_restarts",
            .times,
            "how often users put a restart off",
            per: .devices,
            \.maintenance.postponements
        ),
        .sum(
            "outside_window_s",
            .deviceSeconds,
            "device-seconds of installing and restarting past the end of a window",
            per: .devices,
            \.maintenance.outsideSeconds
        ),
    ]
}
