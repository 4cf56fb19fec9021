import EventEngine
import PatchModel

extension Format {
    static let group = Shape(
        "group",
        "Devices that are alike.",
        blank: DeviceGroup(name: "", count: 0, deviceClass: .server, image: -1)
    ) {
        Field("group", .text, "The name of the group.") { group, name, place, builder in
            builder.declare(group: name, at: place)
            group.name = name
        }
        Field("count", .whole(0...Int.max), "The number of devices.", example: "3000") {
            group,
            count,
            place,
            builder in
            group.count = builder.counted(count, at: place)
        }
        Field("class", \.deviceClass, .words(of: DeviceClass.self), "What the devices are.")
        Field("image", \.image, .index(of: .image), "What they have installed at the start.")
        Field(
            "criticality",
            \.criticality,
            .words(of: Criticality.self),
            default: .word(.medium),
            "Criticality: how bad an outage is."
        ).formerly("risk")
        Field(
            "exposure",
            \.exposure,
            .words(of: ExposureClass.self),
            default: .word(.internal),
            "Whether attackers on the internet can reach them."
        )
        Field("site", .text, absent: "none", "A label for the place where they stand.") {
            group,
            site,
            place,
            builder in
            if let problem = problem(ofName: site) { builder.report(.badName, problem, at: place) }
            _ = builder.sites.add(site, at: place)
            group.site = site
        }
        Field(
            "owner",
            .text,
            absent: "none",
            "Who is responsible for them: a department, a customer, a person. Figures can be broken down by it.",
            example: "logistics"
        ) { group, owner, place, builder in
            if let problem = problem(ofName: owner) { builder.report(.badName, problem, at: place) }
            group.owner = owner
        }
        Field(
            "timezone",
            \.zone,
            .zone,
            absent: .means("the scenario's") { group, _, builder in group.zone = builder.calendar.zone },
            "Their time zone."
        )
        Field(
            "tags",
            .oneOrMore(.text),
            default: .emptyList,
            "Labels to which conditions can refer.",
            example: "[pilot]"
        ) { group, tags, place, builder in
            for tag in tags { _ = builder.tags.add(tag, at: place) }
            group.tags = tags
        }
        Field(
            "connectivity",
            .profile,
            default: .written("always-on"),
            "When they are on and where: a profile of the scenario's, or one that comes with PatchLab.",
            example: "laptop"
        ) { group, chosen, _, _ in
            (group.connectivityName, group.connectivity) = chosen
        }
        Field(
            "check-in",
            \.checkIn,
            .word("push", "the console reaches a connected device at once", CheckIn(mode: .push))
                .or(
                    Notation.map(checkIn).as {
                        CheckIn(mode: .poll(every: $0.every, jitter: $0.jitter), reach: $0.reach)
                    }
                ),
            default: .emptyMap,
            "How often the agent checks in.",
            example: "{ every: 22h, jitter: 10% }"
        )
        Field(
            "bandwidth",
            \.bandwidth,
            .bandwidth,
            absent: "downloads take no time",
            "The bandwidth with which each of them downloads.",
            example: "20 Mbit/s"
        )
        Field(
            "background-failures",
            \.backgroundFailuresPerDay,
            .rate,
            default: .nothing,
            "Failures per device that have nothing to do with patches, but look to the console as if they had.",
            example: "0.2%/day"
        ).formerly("noise")
        Field(
            "windows",
            \.windows,
            .windows,
            absent: "at any time",
            "When work on them is allowed: a calendar, or more.",
            example: "{ when: sunday-night, cutoff: 30m }"
        )
        Field("users", \.users, .map(users), absent: "no user puts a restart off", "Who uses them, and when.")
    } finish: { _, map, builder in
        builder.noteUnreadNames(of: map)
    }

    static let checkIn = Shape("check-in", "A poll on every connection, and then regularly.", blank: Poll()) {
        Field("every", \.every, .duration(.positive), default: .hours(1), "Time between two polls while connected.")
        Field(
            "jitter",
            \.jitter,
            .share(zero: true),
            default: .percent(10),
            "Each poll is displaced by up to this share of it."
        )
        Field(
            "reach",
            \.reach,
            .words {
                switch $0 {
                case .internet: "wherever the device is on"
                case .corporate: "only on the corporate network"
                }
            },
            default: .word(.internet),
            "From where the console can be reached."
        )
    }

    /// Regular polls.
    struct Poll {
        var every: Tick = 1
        var jitter = 0.0
        var reach = CheckIn.Reach.internet
    }
}

extension Notation where Meaning == ZoneOffsets {
    /// A time zone of the IANA's database.
    static var zone: Notation {
        Notation(.timeZone) { value, _, builder in
            value.text.flatMap {
                builder.isKnownZone($0, at: value.position) ? builder.calendar.offsets($0) : nil
            }
        }
    }
}

extension Notation where Meaning == (name: String, profile: Connectivity) {
    /// A profile of the scenario's, or one that comes with PatchLab.
    fileprivate static var profile: Notation {
        Notation(.name(.profile)) { value, _, builder in
            value.text.flatMap { builder.connectivity($0, at: value.position) }
        }
    }
}
