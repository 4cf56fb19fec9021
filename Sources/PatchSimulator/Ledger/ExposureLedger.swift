/// How long devices were open to attack, in (device, vulnerability)-seconds: from the later of disclosure and start to the fixed
/// version running.
public struct ExposureLedger: Sendable, Hashable {
    /// Every pair counts 1.
    public var plain: Int64 = 0
    /// Pairs count by severity, 4 for critical down to 1 for low.
    public var severityWeighted: Int64 = 0
    /// Every pair counts 1 from the time the vulnerability is exploited.
    public var exploited: Int64 = 0
    /// The part of `plain` during which no patch closes it: until its patch is released, or to the end where no patch of the
    /// scenario closes it on that device.
    public var vendor: Int64 = 0

    mutating func add(_ seconds: ExposureSeconds, times factor: Int64 = 1) {
        plain += factor * seconds.plain
        severityWeighted += factor * seconds.severityWeighted
        exploited += factor * seconds.exploited
    }

    static let figures: [Ledger.Figure] = [
        .sum(
            "exposure_s",
            .vulnerabilitySeconds,
            "(device, vulnerability)-seconds of exposure",
            per: .pairs,
            \.exposure.plain
        ),
        .sum(
            "exposure_severity_weighted_s",
            .vulnerabilitySeconds,
            "exposure weighted by severity, 4 for critical down to 1 for low",
            per: .pairs,
            \.exposure.severityWeighted
        ),
        .sum(
            "exposure_exploited_s",
            .vulnerabilitySeconds,
            "the part of `exposure_s` while exploited",
            title: "exposed while exploited",
            per: .pairs,
            \.exposure.exploited
        ),
        .sum(
            "exposure_vendor_s",
            .vulnerabilitySeconds,
            "the part of `exposure_s` while no patch that closes it is released; to the end where there is none",
            title: "exposed while no patch closes it",
            per: .pairs,
            \.exposure.vendor
        ),
    ]
}
