public import EventEngine

/// What devices did to install patches and to take them back.
public struct InstallationLedger: Sendable, Hashable {
    /// Attempts to install a patch on a device that came to an end, whatever the end.
    public var attempts = 0
    /// Those of them that succeeded.
    public var installations = 0
    /// Those of them that failed, cleanly or leaving the device dead. What succeeded in the same job before the device died is
    /// neither an installation nor failed.
    public var failedAttempts = 0
    public var rollbacks = 0
    public var lastRevert: Tick?

    static let figures: [Ledger.Figure] = [
        .count(
            "attempts",
            .times,
            "attempts to install a patch that came to an end",
            title: "attempts to install",
            per: .pairs,
            \.installation.attempts
        ),
        .count(
            "installations",
            .times,
            "attempts that succeeded",
            title: "installations",
            per: .pairs,
            \.installation.installations
        ),
        .count(
            "failed_attempts",
            .times,
            "attempts that failed",
            title: "failed attempts",
            per: .pairs,
            \.installation.failedAttempts
        ),
        .count(
            "rollbacks",
            .times,
            "patches taken back",
            title: "rollbacks",
            per: .pairs,
            \.installation.rollbacks
        ),
        .time(
            "last_revert_s",
            "time of the last rollback",
            per: .pairs,
            \.installation.lastRevert
        ),
    ]
}
