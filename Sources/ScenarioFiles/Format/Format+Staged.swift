import PatchModel

extension Format {
    static let staged = Shape(
        "staged",
        "Ordered rings, each behind a gate or a date.",
        blank: Declared(StagedRollout(rings: [], gate: nil))
    ) {
        common(of: "staged")
        Field(
            "rings",
            \.rollout.rings,
            Notation.list(
                Notation.share(zero: false).as { Ring(name: "", size: .share($0)) }
                    .or(.word("rest", "all devices that match and are in no earlier ring", rest))
                    .or(.map(ring)),
                count: 1...maximumRings,
                standIn: rest
            ).or(Notation.map(each).as(\.rings)),
            default: .written("[1%, 10%, 50%, rest]"),
            "The rings in their order: shares, or maps. Each takes its share of all devices that match it, from those in no earlier ring. Or a map: a ring for each part of the fleet."
        )
        Field(
            "gate",
            \.rollout.gate,
            .map(gate),
            absent: "rings open by their dates alone; if `rings` is left out too, the gate with its defaults",
            "What the newest ring must show before the next one opens.",
            example: "{ soak: 48h, success: 95%, of: reporting, minimum: 20 }"
        ).formerly("advance")
        Field(
            "pace",
            \.rollout.rings,
            pace,
            absent: "see `rings`",
            "The rings by their dates, or as batches of a list, in place of `rings`.",
            example: "{ steps: { 0d: 10%, 1d: 50%, 2d: 100% } }"
        )
    } finish: { declared, map, builder in
        builder.complete(&declared.rollout, map)
    }

    private static let rest = Ring(name: "", size: .rest)

    static let ring = Shape(
        "ring",
        "One ring of a staged rollout.",
        blank: rest,
        exactlyOne: [["share", "count", "up-to", "represent", "rest"]]
    ) {
        Field("name", .text, absent: "`ring 1` and so on", "What it is called in output.") {
            ring,
            name,
            place,
            builder in
            builder.checkName(name, at: place)
            ring.name = name
        }
        Field(
            "share",
            \.size,
            Notation.share(zero: false).as { .share($0) },
            absent: "see `count` and `rest`",
            "The share of the matching devices that it takes, rounded up."
        )
        Field(
            "count",
            \.size,
            Notation.whole(1...maximumCount).as { .count($0) },
            absent: "see `share` and `rest`",
            "The number of devices that it takes."
        )
        Field(
            "up-to",
            \.size,
            Notation.share(zero: false).as { .upTo($0) },
            absent: "see `share`",
            "The rings up to this one together take this share of the matching devices, rounded up."
        )
        Field(
            "represent",
            .whole(1...maximumCount),
            absent: "see `share`",
            representDoc
        ) { ring, count, _, _ in
            // Of what it takes so many is known when its condition is.
            ring.size = .ofEach(count, [])
        }
        // That is what a ring takes that says neither.
        Field(
            early: "rest",
            .words([Word("true")]),
            .optional("see `share` and `count`"),
            "It takes all devices that match and are in no earlier ring."
        )
        Field("where", into: \.condition, condition, "The devices from which it takes.")
        Field(
            "after",
            \.after,
            .duration(.nonNegative),
            default: .seconds(0),
            "It opens no earlier than this after the release."
        )
        Field(
            "deadline",
            \.deadline,
            .map(deadline),
            absent: "no device is forced",
            "By when its devices must have installed what they are offered.",
            example: "{ after: 7d, grace: 2d }"
        )
        Field(
            "limit",
            \.limits,
            limits,
            absent: "any number may be in flight",
            "How many of its devices may be in flight at once, beside what the strategy says: a limit, or a list.",
            example: limitExample
        )
    } finish: { ring, _, builder in
        builder.represent(&ring.size, ring.condition)
    }

    static let gate = Shape(
        "gate",
        "What the newest open ring must show before the next one opens.",
        blank: Gate(soak: 0, success: 0, minimum: 0)
    ) {
        Field(
            "soak",
            \.soak,
            .duration(.nonNegative),
            default: .hours(48),
            "Time since the ring opened. It starts again when the rollout resumes after a stop."
        )
        Field(
            "success",
            \.success,
            .share(zero: true),
            default: .percent(95),
            "The share of successes required; reaching it is enough."
        )
        Field("of", \.of, denominators, default: .word(.reporting), "What it is a share of.")
        Field(
            "minimum",
            \.minimum,
            Notation.whole(0...maximumCount).or(.word("all", "every device of the ring", Gate.everyDevice)),
            default: .whole(standardMinimum),
            "Devices that must have reported; a smaller ring must have reported whole."
        )
        Field(
            "tolerate",
            \.tolerated,
            .whole(0...maximumCount),
            absent: .means("1; 0 where `success` is 100 %") { gate, _, _ in gate.tolerated = gate.success < 1 ? 1 : 0 },
            "In a ring that has reported whole, this many devices may have failed or be in trouble, whatever the share: one unrelated failure in a small ring does not hold up the rollout for ever."
        )
        Field(
            "hold",
            \.hold,
            .map(stopRule),
            absent: "failures do not matter to the gate",
            "While this holds, the next ring stays shut.",
            example: "{ failures: \"> 5%\", of: attempts, minimum: 50 }"
        )
        Field(
            "count",
            \.counts,
            failureKinds,
            absent: "`[failed, troubled]`",
            "What keeps a device that installed the patches from being a success: with `failed` alone, trouble later on does not."
        )
        Field(
            "delay",
            \.delay,
            .duration(.nonNegative),
            absent: "none",
            "How long after all this has been shown the next ring opens.",
            example: "1d"
        )
        Field(
            "unreachable",
            \.passesOverUnreachable,
            .choice(
                Choice("wait", "they are waited for like all others", false),
                Choice("pass-over", "they are not waited for", true)
            ),
            absent: "`wait`",
            "Devices that have not checked in since their ring opened."
        )
    }
}
