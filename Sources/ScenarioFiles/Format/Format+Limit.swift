import EventEngine
import PatchModel

extension Format {
    /// One limit, or several that all hold.
    static let limits = limit.as { [$0] }.or(.list(limit, count: 1...20))
    static let limitDoc =
        "How many devices may be in flight at once: a limit, or a list of limits that all hold. A device takes a slot with the offer and gives it back when it reports success."
    static let limitExample = "{ in-flight: 10%, per: site }"

    private static let limit = Notation<InFlightLimit>.map(inFlightLimit)

    static let inFlightLimit = Shape(
        "in-flight-limit",
        "How many devices may be in flight at once. A device that finds no slot waits for one; if it goes offline with a slot, it keeps it.",
        blank: InFlightLimit(slots: .count(1))
    ) {
        Field(
            "in-flight",
            \.slots,
            .slots,
            "How many devices may be in flight at once: a number, a share (rounded down, to one at least), or a list by the number of devices.",
            example: "10%"
        )
        Field(
            "surge",
            \.surge,
            .slots,
            absent: "none",
            "How many more may be, each with a replacement that does its work: it stays in service. If both come to zero, one device may be in flight.",
            example: "{ share: 25%, round: up, least: 0 }"
        )
        Field(
            "per",
            \.scope,
            .words {
                switch $0 {
                case .fleet: "all devices of the rollout, or of the ring"
                case .site: "those of a site; devices without a site count as one"
                case .group: "those of a group of the fleet"
                case .service: "the members of a service; a device needs a slot of each of its services"
                }
            },
            default: .word(.fleet),
            "Which devices share the slots. Shares are those of the devices among them that the rollout, or the ring, means."
        )
        Field(
            "failed",
            \.afterFailure,
            .words {
                switch $0 {
                case .holds: "it keeps the slot"
                case .frees: "it gives the slot back when it reports the failure"
                }
            },
            default: .word(.holds),
            "What a device does on which the installation failed for good."
        )
        Field(
            "expires",
            \.expiry,
            .duration(.positive),
            absent: "never",
            "How long after it was taken a slot is free again, whatever became of the device.",
            example: "4h"
        )
    } finish: { limit, map, builder in
        if limit.slots == .count(0), limit.surge == nil || limit.surge == .count(0) {
            builder.report(
                .numberOutOfRange,
                "with no device in flight nothing is ever installed: there must be one at least, or a `surge`",
                at: map.position(of: "in-flight")
            )
        }
        if case .byTargets(let steps) = limit.slots,
            zip(steps, steps.dropFirst()).contains(where: { ($0.upTo ?? .max) >= ($1.upTo ?? .max) })
        {
            builder.report(
                .numberOutOfRange,
                "each `up-to` must be more than the one before, and only the last may be left out: the first that fits counts",
                at: map.position(of: "in-flight")
            )
        }
        // A preset is read without a fleet.
        if limit.scope == .service, builder.deviceCount > 0, builder.serviceNames.isComplete,
            builder.serviceNames.names.isEmpty
        {
            builder.report(
                .noEffect,
                "the limit has no effect, because the scenario has no `services`; `per: group` or `per: site` limits without them",
                at: map.position(of: "per")
            )
        }
    }

    static let slotShare = Shape("slot-share", "A share of devices as a number of slots.", blank: SlotShare(1)) {
        Field("share", \.share, .share(zero: false), "The share.", example: "25%")
        Field(
            "round",
            \.roundsUp,
            .choice(
                Choice("down", "to the next smaller number", false),
                Choice("up", "to the next larger number", true)
            ),
            default: .written("down"),
            "How it is rounded."
        )
        Field("least", \.least, .whole(0...maximumCount), default: 1, "No fewer than this.")
    }

    static let slotStep = Shape(
        "slot-step",
        "A number of slots for fleets of some size.",
        blank: SlotStep(upTo: nil, slots: .count(1)),
        exactlyOne: [["count", "share"]]
    ) {
        Field(
            "up-to",
            \.upTo,
            .whole(1...maximumCount),
            absent: "for any number",
            "For no more devices than this; of the list the first that fits counts, or the last.",
            example: "100"
        )
        Field(
            "count",
            \.slots,
            Notation.whole(1...maximumCount).as { .count($0) },
            absent: "see `share`",
            "The number of slots."
        )
        Field(
            "share",
            \.slots,
            Notation.share(zero: false).as { .share(SlotShare($0)) },
            absent: "see `count`",
            "The share of the devices, rounded down, to one at least."
        )
    }
}

extension Notation where Meaning == SlotCount {
    fileprivate static var slots: Notation {
        Notation<Int>.whole(0...Format.maximumCount).as { .count($0) }
            .or(Notation<Double>.share(zero: false).as { .share(SlotShare($0)) })
            .or(Notation<SlotShare>.map(Format.slotShare).as { .share($0) })
            .or(Notation<[SlotStep]>.list(.map(Format.slotStep), count: 1...20).as { .byTargets($0) })
    }
}
