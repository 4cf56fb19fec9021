import PatchModel

extension Format {
    static let bigBang = Outline(
        id: "big-bang",
        doc: "Everyone at release.",
        keys: common(kind: "big-bang", stop: .optional("nothing stops the rollout"))
    )

    static let staged = Outline(
        id: "staged",
        doc: "Ordered rings, each behind a gate or a date.",
        keys: common(kind: "staged", stop: .standard("{}")) + [
            Key(
                "rings",
                .list(.either([.share(zero: false), .words([restWord]), .map(ring)]), count: 1...250),
                .standard("[1%, 10%, 50%, rest]"),
                "The rings in their order: shares, or maps. Each takes its share of all devices that match it, from those in no earlier ring."
            ),
            Key(
                "advance",
                .map(gate),
                .optional("rings open by their dates alone; if `rings` is left out too, the gate with its defaults"),
                "What the newest ring must show before the next one opens.",
                example: "{ soak: 48h, success: 95%, of: reporting, minimum: 20 }"
            ),
        ]
    )

    static let canary = Outline(
        id: "canary",
        doc: "A few devices first, judged against a control group of the same size; then the rest.",
        keys: common(kind: "canary", stop: .standard("{}")) + [
            Key(
                "share",
                .share(zero: false),
                .optional("2%, unless `count` is given"),
                "The share of the matching devices that are canaries."
            ),
            Key("count", .whole(1...maximumCount), .optional("see `share`"), "The number of canaries."),
            Key(
                "where",
                .map(condition.outline),
                .standard("{}"),
                "The devices among which the canaries and the control group are chosen."
            ),
            Key(
                "soak",
                .duration(.nonNegative),
                .standard("48h"),
                "From the beginning to the test. It begins anew when the rollout goes on after a stop."
            ),
            Key(
                "test",
                .map(test),
                .standard("{}"),
                "The test that compares the trouble of canaries and control group."
            ),
            Key(
                "failed",
                .limit,
                .standard("> 50%"),
                "The canary fails if that many of the canaries that have reported failed to install for good; a share is never passed by a single canary. The test leaves these canaries out, because a control group that installs nothing cannot fail to install."
            ),
            Key("inconclusive", .map(inconclusive), .standard("{}"), "What happens when the test cannot tell."),
        ],
        atMostOne: [["share", "count"]]
    )

    /// The most devices that a count may name.
    static let maximumCount = Scenario.maximumDevices

    private static let restWord = Word("rest", "everybody who matches and is in no earlier ring")

    private static func common(kind: String, stop: Key.Presence) -> [Key] {
        [
            Key("kind", .words([Word(kind)]), .optional("the name of the strategy"), "The kind of strategy."),
            Key(
                "unit",
                .words([
                    Word("batch", "all patches released at the same time are one rollout"),
                    Word("patch", "each patch is a rollout of its own"),
                ]),
                .standard("batch"),
                "What moves together."
            ),
            Key(
                "assignment",
                .words([
                    Word("stable", "the same devices go first at every release"),
                    Word("per-release", "others go first each time"),
                ]),
                .standard("stable"),
                "How devices are drawn into rings by share."
            ),
            Key("evaluate", .duration(.positive), .standard("1h"), "Time between two looks at the console."),
            Key(
                "watch",
                .duration(.positive),
                .standard("14d"),
                "How long after a patch takes effect problems on the device count against the rollout."
            ),
            Key(
                "stop",
                .either([
                    .words([
                        Word(
                            "never",
                            "no failure or trouble stops the rollout, but for a canary's own `test` and `failed`"
                        )
                    ]), .map(stopRule),
                ]),
                stop,
                "When the rollout is stopped.",
                example: "{ failures: \"> 2%\", of: reporting, minimum: 20 }"
            ),
            Key("on-stop", .map(onStop), .standard("{}"), "What happens then."),
        ]
    }

    private static let denominators: Kind = .words([
        Word("reporting", "devices that have reported an outcome"),
        Word("offered", "devices that have been offered the patches"),
        Word(
            "all",
            "all devices that are meant, those of rings that are still shut included; in `advance`, those of the ring"
        ),
        Word("attempts", "tries at installing that devices have reported"),
    ])

    /// The word for a minimum that small rings can reach.
    static let byRing = "by-ring"

    /// What `by-ring` asks for where the open rings are large enough.
    static let standardMinimum = 20

    static let stopRule = Outline(
        id: "stop",
        doc: "When a rollout is stopped: failures and troubles reported, by all rings together.",
        keys: [
            Key(
                "failures",
                .limit,
                .standard("> 2%"),
                "The limit: a share or a number of devices, to be exceeded (`>`) or reached (`>=`)."
            ),
            Key("of", denominators, .standard("reporting"), "Whom a share is a share of."),
            Key(
                "minimum",
                .either([
                    .whole(0...maximumCount),
                    .words([
                        Word(
                            byRing,
                            "20, or every device of the rings that are open where these are fewer, so that a small first ring is judged once it has reported whole"
                        )
                    ]),
                ]),
                .standard(byRing),
                "Not asked before that many devices have reported; with `of: attempts`, before that many attempts. Where the whole rollout means fewer devices, all of them are enough."
            ),
            Key(
                "at-least",
                .whole(0...maximumCount),
                .optional("2; 1 where `minimum` is below 2"),
                "Where the limit is a share above 0 %, fewer failures and troubles than that do not pass it, however small the total: one unrelated failure is no evidence."
            ),
        ]
    )

    static let onStop = Outline(
        id: "on-stop",
        doc: "What happens when a rollout is stopped: four independent switches, and what comes after.",
        keys: [
            Key("offers", .words([Word("stop"), Word("continue")]), .standard("stop"), "Whether new offers are made."),
            Key(
                "queued",
                .words([Word("cancel"), Word("keep")]),
                .standard("cancel"),
                "Offers that are still downloading or waiting for another attempt."
            ),
            Key(
                "in-flight",
                .words([Word("finish"), Word("interrupt")]),
                .standard("finish"),
                "Installations that are running on devices which can be reached at that moment."
            ),
            Key(
                "updated",
                .words([Word("roll-back"), Word("keep")]),
                .standard("roll-back"),
                "Devices that have the patches already; they are told at their next check-in."
            ),
            Key(
                "resume",
                .either([
                    .words([Word("with-fix", "when the vendor has answered"), Word("never", "the rollout is over")]),
                    .map(resumption),
                ]),
                .standard("with-fix"),
                "When the rollout goes on."
            ),
        ]
    )

    static let resumption = Outline(
        id: "resume",
        doc: "A fixed pause.",
        keys: [
            Key(
                "after",
                .duration(.nonNegative),
                .required,
                "How long after the stop the rollout goes on, with whatever revision is current.",
                example: "7d"
            )
        ]
    )

    static let ring = Outline(
        id: "ring",
        doc: "One ring of a staged rollout.",
        keys: [
            Key("name", .text, .optional("`ring 1` and so on"), "What it is called in output."),
            Key(
                "share",
                .share(zero: false),
                .optional("see `count` and `rest`"),
                "The share of the matching devices that it takes, rounded up."
            ),
            Key(
                "count",
                .whole(1...maximumCount),
                .optional("see `share` and `rest`"),
                "The number of devices that it takes."
            ),
            Key(
                "rest",
                .words([Word("true")]),
                .optional("see `share` and `count`"),
                "It takes everybody who matches and is in no earlier ring."
            ),
            Key("where", .map(condition.outline), .standard("{}"), "The devices from which it takes."),
            Key(
                "after",
                .duration(.nonNegative),
                .standard("0s"),
                "It does not open earlier than that after the release."
            ),
        ],
        exactlyOne: [["share", "count", "rest"]]
    )

    static let gate = Outline(
        id: "advance",
        doc: "What the newest open ring must show before the next one opens.",
        keys: [
            Key(
                "soak",
                .duration(.nonNegative),
                .standard("48h"),
                "Time since the ring opened. It begins anew when the rollout goes on after a stop."
            ),
            Key(
                "success",
                .share(zero: true),
                .standard("95%"),
                "The share of successes required; reaching it is enough."
            ),
            Key("of", denominators, .standard("reporting"), "Whom it is a share of."),
            Key(
                "minimum",
                .whole(0...maximumCount),
                .standard("20"),
                "Devices that must have reported; a smaller ring must have reported whole."
            ),
            Key(
                "tolerate",
                .whole(0...maximumCount),
                .optional("1; 0 where `success` is 100 %"),
                "Of a ring that has reported whole, that many devices may have failed or be in trouble, whatever the share: one unrelated failure in a ring of a few does not hold up everybody for ever."
            ),
            Key(
                "hold",
                .map(stopRule),
                .optional("failures do not matter to the gate"),
                "While this is so the next ring stays shut.",
                example: "{ failures: \"> 5%\", of: attempts, minimum: 50 }"
            ),
        ]
    )

    static let test = Outline(
        id: "test",
        doc:
            "The test that compares the trouble of canaries and control group. Where the groups are so small that it could never be significant (two against two at 5 %), it cannot tell.",
        keys: [
            Key("kind", .words([Word("fisher", "Fisher's exact test, one-sided")]), .standard("fisher"), "Which test."),
            Key(
                "level",
                .share(zero: false),
                .standard("5%"),
                "The chance of a false alarm that is accepted; below 100 %."
            ),
            Key(
                "minimum",
                .whole(1...maximumCount),
                .standard("20"),
                "Devices that must have reported in each of the two groups; a smaller group must have reported whole."
            ),
        ]
    )

    static let inconclusive = Outline(
        id: "inconclusive",
        doc: "What happens when the test cannot tell.",
        keys: [
            Key(
                "extend",
                .duration(.nonNegative),
                .standard("48h"),
                "The soak is extended by that, once; `0s`: not at all."
            ),
            Key(
                "then",
                .words([
                    Word("pause", "wait for ever, for a person to decide, who never comes"),
                    Word("continue", "take it as a pass"), Word("stop", "take it as a failure"),
                ]),
                .standard("pause"),
                "What happens when it still cannot tell."
            ),
        ]
    )
}
