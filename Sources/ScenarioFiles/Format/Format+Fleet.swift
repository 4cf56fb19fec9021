import PatchModel

extension Format {
    static let group = Outline(
        id: "group",
        doc: "Devices that are alike.",
        keys: [
            Key("group", .text, .required, "The name of the group."),
            Key("count", .whole(0...Int.max), .required, "The number of devices.", example: "3000"),
            Key("class", .words(of: DeviceClass.self), .required, "What the devices are."),
            Key("image", .name(.image), .required, "What they have installed at the start."),
            Key("risk", .words(of: RiskCategory.self), .standard("medium"), "How much harm their outage does."),
            Key(
                "exposure",
                .words(of: ExposureClass.self),
                .standard("internal"),
                "Whether attackers on the internet can reach them."
            ),
            Key("site", .text, .optional("none"), "A label for the place where they stand."),
            Key("timezone", .timeZone, .optional("the scenario's"), "Their time zone."),
            Key("tags", .oneOrMore(.text), .standard("[]"), "Labels that conditions can ask for.", example: "[pilot]"),
            Key(
                "connectivity",
                .name(.profile),
                .standard("always-on"),
                "When they are on and where: a profile of the scenario's, or one that comes with PatchLab.",
                example: "laptop"
            ),
            Key(
                "check-in",
                .either([.words([Word("push", "the console reaches a connected device at once")]), .map(checkIn)]),
                .standard("{}"),
                "How they hear from the console.",
                example: "{ every: 22h, jitter: 10% }"
            ),
            Key(
                "bandwidth",
                .bandwidth,
                .optional("downloads take no time"),
                "What each of them downloads with.",
                example: "20 Mbit/s"
            ),
            Key(
                "noise",
                .rate,
                .standard("0"),
                "Failures per device that have nothing to do with patches, but look to the console as if they had.",
                example: "0.2%/day"
            ),
        ]
    )

    static let checkIn = Outline(
        id: "check-in",
        doc: "A poll on every connection, and then regularly.",
        keys: [
            Key("every", .duration(.positive), .standard("1h"), "Time between two polls while connected."),
            Key("jitter", .share(zero: true), .standard("10%"), "By up to this share of it each poll is displaced."),
            Key(
                "reach",
                .words([
                    Word("internet", "wherever the device is on"), Word("corporate", "only on the corporate network"),
                ]),
                .standard("internet"),
                "From where the console can be reached."
            ),
        ]
    )

    /// The connectivity profiles that a scenario can define.
    static let profiles = [alternating, weekly, trace]

    static let alternating = Outline(
        id: "alternating-profile",
        doc: "Periods on and off alternate, each with a length of its own; begins in equilibrium.",
        keys: [
            Key("on", .distribution, .required, "The length of a period on.", example: "{ exponential: { mean: 4h } }"),
            Key(
                "off",
                .distribution,
                .required,
                "The length of a period off.",
                example: "{ exponential: { mean: 8h } }"
            ),
            Key(
                "away",
                .share(zero: true),
                .standard("0%"),
                "The share of the periods on that are spent away from the corporate network."
            ),
        ]
    )

    static let weekly = Outline(
        id: "weekly-profile",
        doc: "At work during the hours of working days.",
        keys: [Key("weekly", .map(weeklyPattern), .required, "The pattern.")]
    )

    static let weeklyPattern = Outline(
        id: "weekly-pattern",
        doc: "A weekly pattern in the group's local time.",
        keys: [
            Key(
                "days",
                .list(.words(of: Weekday.self), count: 1...7),
                .standard("[mon, tue, wed, thu, fri]"),
                "The working days."
            ),
            Key(
                "hours",
                .hours,
                .required,
                "From when to when, within one day. A time that the clocks skip in spring is the moment at which they do.",
                example: "\"08:30-17:30\""
            ),
            Key(
                "attendance",
                .share(zero: true),
                .standard("100%"),
                "The chance, for each day, that the device is at work."
            ),
            Key("arrival", .duration(.nonNegative), .standard("0s"), "A device comes up to this much late."),
            Key(
                "absent",
                .words([Word("off", "it is off"), Word("away", "it is on, with the internet only")]),
                .standard("off"),
                "What a device does during the hours when it is not at work."
            ),
        ]
    )

    static let trace = Outline(
        id: "trace-profile",
        doc: "Recorded sessions.",
        keys: [
            Key(
                "trace",
                .text,
                .required,
                "A CSV file, relative to this one, with the columns `device,start,end[,place]`: hours after the start, below zero for what began before it; place `corporate` (the default) or `away`. A session that is under way at the start keeps its beginning, from which its polls count. A name or value that holds a comma or a quotation mark stands in quotation marks, and those within it are doubled. Device k of a group follows the k-th device of the file, over again from the first.",
                example: "laptops.csv"
            )
        ]
    )
}
