import PatchSimulator

/// What is told of runs beside the headline metrics.
extension Metric {
    /// The part of the exposure while attackers use the vulnerability.
    public static let exposureExploited = Metric(
        "exposure-exploited",
        .deviceDays,
        heading: ["under", "attack,", "device-days"],
        label: "under attack, device-days",
        title: "Exposed under attack",
        phrase: "exposure under attack",
        definition: "the part of the exposure after exploitation of the vulnerability began",
        .quotient(.figure("exposure_exploited_s"), 86_400)
    )

    public static let exposureWeighted = Metric(
        "exposure-weighted",
        .deviceDays,
        heading: ["weighted", "exposure,", "device-days"],
        label: "weighted exposure, device-days",
        title: "Weighted exposure",
        phrase: "weighted exposure",
        definition: "the exposure weighted by severity: critical 4, high 3, medium 2, low 1",
        .quotient(.figure("exposure_severity_weighted_s"), 86_400)
    )

    /// A metric for each day of `DayMark.all`; no value on days after the end, or before the first release.
    public static let patchedByDay: [Metric] = DayMark.all.map { day in
        Metric(
            "patched-day-\(day)",
            .share,
            goal: .high,
            heading: ["patched", "by day", "\(day), %"],
            label: "patched by day \(day), %",
            title: "Patched by day \(day)",
            phrase: "share patched by day \(day)",
            definition: "share of the patch pairs released by then that run their patch \(days(day)) after the start",
            .ratio(.figure("patched_day_\(day)_pairs"), .figure("released_day_\(day)_pairs"))
        )
    }

    /// A metric for each day of `DayMark.all`; no value on days after the end, or before the first disclosure.
    public static let exposedOnDay: [Metric] = DayMark.all.map { day in
        Metric(
            "exposed-day-\(day)",
            .share,
            heading: ["open on", "day \(day),", "%"],
            label: "open on day \(day), %",
            title: "Open on day \(day)",
            phrase: "share open on day \(day)",
            definition:
                "share of the (device, vulnerability) pairs disclosed by then that are exposed \(days(day)) after the start",
            .ratio(.figure("exposed_day_\(day)_pairs"), .figure("affected_day_\(day)_pairs"))
        )
    }

    private static func days(_ day: Int) -> String { day == 1 ? "1 day" : "\(day) days" }

    public static let downAtOnce = Metric(
        "down-at-once",
        .devices,
        heading: ["down", "at once"],
        label: "down at once, devices",
        title: "Down at once",
        phrase: "devices down at once",
        definition: "the most devices in unplanned downtime, rollbacks included, at one moment of a run",
        .figure("down_at_once_devices")
    )

    public static let badPatch = Metric(
        "bad-patch",
        .share,
        heading: ["bad", "patch,", "% of runs"],
        label: "bad patch, % of runs",
        title: "Bad patch",
        phrase: "runs with a bad patch",
        definition: "share of runs in which a defect took effect",
        .happens("blast_radius_devices")
    )

    public static let stopped = Metric(
        "stopped",
        .share,
        heading: ["stopped,", "% of runs"],
        label: "stopped, % of runs",
        title: "Stopped",
        phrase: "runs with a stop",
        definition: "share of runs with at least one stop of a rollout",
        .happens("stops")
    )

    public static let stoppedFalsely = Metric(
        "stopped-falsely",
        .share,
        heading: ["a good", "patch,", "% of runs"],
        label: "stopped a good patch, % of runs",
        title: "Stopped a good patch",
        phrase: "runs that stopped a good patch",
        definition: "share of runs in which a rollout was stopped although none of its patches carried a defect",
        .happens("false_stops")
    )

    public static let unfinished = Metric(
        "unfinished",
        .share,
        heading: ["unfinished,", "% of runs"],
        label: "unfinished at end, % of runs",
        title: "Unfinished at the end",
        phrase: "runs unfinished at the end",
        definition:
            "share of runs in which at the end a rollout is stopped, has a ring that is not open, or devices that wait for a slot",
        .happens("unfinished_rollouts")
    )

    public static let tickets = Metric(
        "tickets",
        .times,
        heading: ["tickets"],
        label: "tickets",
        title: "Tickets",
        phrase: "tickets",
        definition: "reports of users to the help desk",
        .figure("tickets")
    )

    public static let rollbacks = Metric(
        "rollbacks",
        .pairs,
        heading: ["rollbacks"],
        label: "rollbacks, patch pairs",
        title: "Rollbacks",
        phrase: "rollbacks",
        definition: "patches rolled back, each device counted for itself",
        .figure("rollbacks")
    )

    public static let download = Metric(
        "download",
        .gigabytes,
        heading: ["down-", "loaded,", "GB"],
        label: "downloaded, GB",
        title: "Downloaded",
        phrase: "downloads",
        definition: "gigabytes moved over the network, downloads that did not end included",
        .quotient(.figure("download_bytes"), 1e9)
    )
}
