public import PatchModel

extension Metric {
    /// Everything that can be told of any scenario's runs, as means, in the order in which it is listed.
    public static let general: [Metric] =
        [
            exposedDeviceDays, exposureExploited, exposureWeighted, timeToPatch50, timeToPatch95, compliance,
            neverPatched,
        ] + patchedByDay + exposedOnDay + [
            downtime, plannedDowntime, unplannedDowntime, downAtOnce, blastRadius, badPatch, tickets, stopped,
            stoppedFalsely, unfinished, rollbacks, download,
        ]

    /// Everything that can be told of a scenario's runs, as means: the cost where there are prices, and what services went through
    /// where there are some.
    public static func known(in scenario: Scenario) -> [Metric] {
        (scenario.prices.map { [.cost($0)] } ?? []) + general + (scenario.services.isEmpty ? [] : services)
            + [.effort(ticket: scenario.ticketWork)]
    }

    /// The headline metrics that are means, and the sums of which a trade-off is made.
    public static func means(in scenario: Scenario) -> [Metric] {
        headlines.filter(\.isMean) + [.downtime, .effort(ticket: scenario.ticketWork)]
            + (scenario.prices.map { [.cost($0)] } ?? [])
    }

    /// Names that metrics had, and what they are called now. They are still understood.
    public static let formerNames = [
        "exposed-device-days": "exposure",
        "compliance-at-sla": "in-time",
        "blast-radius-mean": "devices-hit",
        "blast-radius-p95": "devices-hit.p95",
        "devices-never-patched": "never-patched",
    ]

    /// The metric of that name, with the statistic that stands behind it: `exposure`, `devices-hit.p90`, or a former name; nil
    /// if there is none.
    public static func named(_ name: String, in scenario: Scenario) -> Metric? {
        let parts = (formerNames[name] ?? name).split(separator: ".", omittingEmptySubsequences: false).map(String.init)
        guard let base = parts.first, parts.count <= 2,
            let metric = known(in: scenario).first(where: { $0.base == base })
        else { return nil }
        guard parts.count == 2 else { return metric }
        return Statistic(rawValue: parts[1]).map { metric.over($0) }
    }
}
