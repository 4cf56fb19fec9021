package import Text

/// The figures that no feed gives, all in one place. They are written into the scenario with the remark that they are
/// assumed, and the user is expected to put his own in their place.
package enum Assumptions {
    /// Regression rates rest on advisories from this day on; the practice of earlier years was another.
    package static let regressionsSince = CalendarDate(dayNumber: 16_436)  // 1 January 2015

    /// Machines of each kind, unless stated.
    static let count = 100
    static let horizonDays = 45

    static let install =
        "{ duration: { triangular: [20s, 60s, 5m] }, failure-chance: 1%, attempts: 3, backoff: 4h, revert: 5m }"
    static let rebootDuration = "{ lognormal: { median: 4m, sigma: 0.6 } }"
    static let serviceRestartDuration = "20s"
    static let rollback = "{ duration: 5m, failure-chance: 1% }"

    /// How a regression shows, if the update carries one.
    static let affectedShare = "40%"
    static let delayedOnset = "{ exponential: { mean: 1d } }"
    static let telemetry = "{ shows: 60%, after: 30m }"
    static let helpDesk = "{ reports: 35%, after: { exponential: { mean: 1d } } }"
    static let reportsBeforeVendorActs = 5
    /// The chance of a regression and the vendor's delay if no advisory list is given: those of Debian from 2015 to March
    /// 2023.
    static let regressionChance = 0.027
    static let vendorDelay = (mu: 2.17, sigma: 1.26)

    static let serverCheckIn = "{ every: 4h, jitter: 10% }"
    static let desktopCheckIn = "{ every: 22h, jitter: 10% }"
    static let serverBandwidth = "100 Mbit/s"
    static let desktopBandwidth = "20 Mbit/s"
    static let noise = "0.02%/day"
    static let repair =
        "{ technicians: 2, duration: { exponential: { mean: 45m } }, travel: 30m, noticed-after: 2h, handles: all }"

    /// Words in an image's name that tell what it is.
    static let internetFacingNames = ["web", "gateway", "proxy", "mail", "dns", "vpn", "edge", "public"]
    static let desktopNames = ["desktop", "workstation"]
    static let laptopNames = ["laptop", "notebook"]
}
