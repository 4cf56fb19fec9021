import PatchSimulator

extension Metric {
    /// The metrics by which strategies are compared, in the order in which they are shown.
    public static let headlines: [Metric] = [
        exposedDeviceDays, timeToPatch50, timeToPatch95, compliance, plannedDowntime, unplannedDowntime, blastRadius,
        blastRadius95, neverPatched,
    ]

    public static let exposedDeviceDays = Metric(
        "exposure",
        .deviceDays,
        heading: ["exposed", "device-", "days"],
        label: "exposed device-days",
        title: "Exposed device-days",
        phrase: "exposed device-days",
        definition: "devices times vulnerabilities times days from disclosure until a fixed version runs",
        .quotient(.figure("exposure_s"), 86_400)
    )

    public static let timeToPatch50 = Metric(
        "time-to-patch-p50",
        .days,
        heading: ["half", "patched,", "days"],
        label: "half patched, days",
        title: "Half patched",
        phrase: "time until half is patched",
        definition: "days from release until half of the patch pairs (a device and a patch for it) run their patch",
        timeToPatch("time_to_patch_p50_s")
    )

    public static let timeToPatch95 = Metric(
        "time-to-patch-p95",
        .days,
        heading: ["95 %", "patched,", "days"],
        label: "95 % patched, days",
        title: "95 % patched",
        phrase: "time until 95 % are patched",
        definition: "days from release until 95 of 100 patch pairs run their patch",
        timeToPatch("time_to_patch_p95_s")
    )

    /// No value where no deadline lies within the time simulated.
    public static let compliance = Metric(
        "in-time",
        .share,
        goal: .high,
        heading: ["in", "time,", "%"],
        label: "in time, %",
        title: "In time",
        phrase: "patches in time",
        definition: "share of patch pairs that run their patch by its deadline (measure.sla) and to the end",
        .ratio(.figure("deadlines_met"), .figure("deadline_pairs"))
    )

    public static let plannedDowntime = Metric(
        "downtime-planned",
        .deviceHours,
        heading: ["planned", "down-", "time, h"],
        label: "planned downtime, h",
        title: "Planned downtime",
        phrase: "planned downtime",
        definition: "device-hours lost to installing and restarting",
        .quotient(DowntimeLedger.plannedFormula, 3600)
    )

    public static let unplannedDowntime = Metric(
        "downtime-unplanned",
        .deviceHours,
        heading: ["unplanned", "down-", "time, h"],
        label: "unplanned downtime, h",
        title: "Unplanned downtime",
        phrase: "unplanned downtime",
        definition: "device-hours lost to defects, failed installations, rollbacks and dead devices",
        .quotient(DowntimeLedger.unplannedFormula, 3600)
    )

    public static let blastRadius = Metric(
        "devices-hit",
        .devices,
        heading: ["devices", "hit"],
        label: "devices hit",
        title: "Devices hit",
        phrase: "devices hit",
        definition: "devices on which a defect of a patch took effect (the blast radius)",
        .figure("blast_radius_devices")
    )

    public static let blastRadius95 = blastRadius.over(.p95)

    public static let neverPatched = Metric(
        "never-patched",
        .devices,
        heading: ["never", "patched,", "devices"],
        label: "never patched, devices",
        title: "Never patched",
        phrase: "devices never patched",
        definition: "devices that at the end lack a patch that is out and applies to them",
        .figures(ResidualCause.allCases.map(\.figureID))
    )

    /// Days; no value where no patch applies.
    private static func timeToPatch(_ figure: Ledger.Figure.ID) -> Formula {
        .quotient(.time(figure, simulated: "simulated_s", ifAny: "pairs"), 86_400)
    }
}
