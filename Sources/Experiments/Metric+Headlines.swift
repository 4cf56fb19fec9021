import PatchSimulator

extension Metric {
    /// The metrics by which strategies are compared, in the order in which they are shown.
    public static let headlines: [Metric] = [
        exposedDeviceDays, timeToPatch50, timeToPatch95, compliance, plannedDowntime, unplannedDowntime, blastRadius,
        blastRadius95, neverPatched,
    ]

    public static let exposedDeviceDays = Metric(
        "exposed-device-days",
        .deviceDays,
        heading: ["exposed", "device-", "days"],
        label: "exposed device-days",
        title: "Exposed device-days",
        phrase: "exposed device-days",
        .quotient(.figure("exposure_s"), 86_400)
    )

    public static let timeToPatch50 = Metric(
        "time-to-patch-p50",
        .days,
        heading: ["time to", "patch", "p50, d"],
        label: "time to patch p50, d",
        title: "Time to patch, half",
        phrase: "median time to patch",
        timeToPatch("time_to_patch_p50_s")
    )

    public static let timeToPatch95 = Metric(
        "time-to-patch-p95",
        .days,
        heading: ["time to", "patch", "p95, d"],
        label: "time to patch p95, d",
        title: "Time to patch, 95 %",
        phrase: "time to patch of the slowest 5 %",
        timeToPatch("time_to_patch_p95_s")
    )

    /// No value where no deadline lies within the time simulated.
    public static let compliance = Metric(
        "compliance-at-sla",
        .share,
        goal: .high,
        heading: ["in time", "(SLA),", "%"],
        label: "in time (SLA), %",
        title: "Patched in time (SLA)",
        phrase: "compliance at SLA",
        .ratio(.figure("deadlines_met"), .figure("deadline_pairs"))
    )

    public static let plannedDowntime = Metric(
        "downtime-planned",
        .deviceHours,
        heading: ["planned", "down-", "time, h"],
        label: "planned downtime, h",
        title: "Planned downtime",
        phrase: "planned downtime",
        .quotient(DowntimeLedger.plannedFormula, 3600)
    )

    public static let unplannedDowntime = Metric(
        "downtime-unplanned",
        .deviceHours,
        heading: ["unplanned", "down-", "time, h"],
        label: "unplanned downtime, h",
        title: "Unplanned downtime",
        phrase: "unplanned downtime",
        .quotient(DowntimeLedger.unplannedFormula, 3600)
    )

    public static let blastRadius = Metric(
        "blast-radius-mean",
        .devices,
        heading: ["blast", "radius", "mean"],
        label: "blast radius mean",
        title: "Blast radius, mean",
        phrase: "blast radius",
        .figure("blast_radius_devices")
    )

    public static let blastRadius95 = Metric(
        "blast-radius-p95",
        .devices,
        summary: .quantile(0.95),
        heading: ["blast", "radius", "p95"],
        label: "blast radius p95",
        title: "Blast radius, p95",
        phrase: "blast radius p95",
        .figure("blast_radius_devices")
    )

    public static let neverPatched = Metric(
        "devices-never-patched",
        .devices,
        heading: ["devices", "never", "patched"],
        label: "devices never patched",
        title: "Never patched",
        phrase: "devices never patched",
        .figures(ResidualCause.allCases.map(\.figureID))
    )

    /// Days; no value where no patch applies.
    private static func timeToPatch(_ figure: Ledger.Figure.ID) -> Formula {
        .quotient(.time(figure, simulated: "simulated_s", ifAny: "pairs"), 86_400)
    }
}
