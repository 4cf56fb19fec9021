import EventEngine
import PatchModel

extension Format {
    static let service = Shape(
        "service",
        "Something that people use, and for which some of its devices are enough.",
        blank: Service(name: "", members: DevicePredicate())
    ) {
        Field(
            "devices",
            \.members,
            .map(serviceCondition),
            "Its members: the devices that do its work.",
            example: "{ group: web }"
        )
        Field(
            "needs",
            \.needs,
            .quorum,
            default: .written("all"),
            "How many of them must be in service: a number, a share (rounded up), all, a majority, or a share of what they can do together. One that is off, down, worked on or running empty is not in service.",
            example: "6"
        )
        Field(
            "depends-on",
            \.dependencies,
            .oneOrMore(.index(of: .service)),
            absent: "nothing",
            "Services without which it does not work.",
            example: "[database]"
        )
        Field("users", \.users, .whole(0...1_000_000_000), default: 0, "People who use it.", example: "4000")
        Field(
            "hours",
            \.hours,
            .index(of: .calendar),
            absent: "always",
            "When they do: a calendar, by the clocks of the scenario's zone.",
            example: "office"
        )
        Field(
            "drain",
            \.drain,
            .distribution,
            default: .seconds(0),
            "How long a member gets no new work, and finishes what it has, before a restart or an installation that interrupts. It is out of service then, and not down.",
            example: "5m"
        )
        Field(
            "check",
            \.check,
            .duration(.nonNegative),
            default: .seconds(0),
            "How often the dispatcher of the work checks whether a member is up: what the console shows of the service is that old at most.",
            example: "30s"
        )
    }

    static let capacity = Shape("capacity", "What members can do together.", blank: 1.0) {
        Field(
            "capacity",
            \.self,
            .share(zero: false),
            "The share of what they can do together that is enough: one that is degraded counts by what it has left.",
            example: "75%"
        )
    }
}

extension Notation where Meaning == Service.Quorum {
    /// How many members are enough.
    fileprivate static var quorum: Notation {
        .choice(Choice("all", "every one of them", .all), Choice("majority", "more than half of them", .majority))
            .or(Notation<Int>.whole(1...1_000_000_000).as { .count($0) })
            .or(Notation<Double>.share(zero: false).as { .share($0) })
            .or(Notation<Double>.map(Format.capacity).as { .capacity($0) })
    }
}
