import PatchModel

extension Format {
    /// The share of canaries where nothing is said, in percent.
    private static let standardCanaries = 2

    private static let undescribed = CanaryRollout(
        size: .share(Double(standardCanaries) / 100),
        soak: 0,
        minimum: 1
    )

    static let canary = Shape(
        "canary",
        "A few devices first, judged against a control group of the same size; then the rest.",
        blank: Declared(undescribed),
        atMostOne: [["share", "count"]]
    ) {
        common(of: "canary")
        Field(
            "share",
            .share(zero: false),
            absent: "\(standardCanaries)%, unless `count` is given",
            "The share of the matching devices that are canaries; 50 % at most, because the control group is as large."
        ) { declared, share, place, builder in
            declared.rollout.size = .share(share)
            if share > 0.5 {
                builder.report(
                    .shareOver100,
                    "canaries and a control group of the same size are more than the whole: 50 % at most can be canaries",
                    at: place
                )
            }
        }
        Field(
            "count",
            \.rollout.size,
            Notation.whole(1...maximumCount).as { .count($0) },
            absent: "see `share`",
            "The number of canaries."
        )
        Field(
            "where",
            into: \.rollout.condition,
            condition,
            "The devices among which the canaries and the control group are chosen."
        )
        Field(
            "soak",
            \.rollout.soak,
            .duration(.nonNegative),
            default: .hours(48),
            "From the beginning to the test. It begins anew when the rollout goes on after a stop."
        )
        Field(
            "test",
            into: \.rollout,
            test,
            "The test that compares the trouble of canaries and control group."
        )
        Field(
            "failed",
            \.rollout.failed,
            .limit,
            default: .moreThan(percent: 50),
            "The canary fails if that many of the canaries that have reported failed to install for good; a share is never passed by a single canary. The test leaves these canaries out, because a control group that installs nothing cannot fail to install."
        )
        Field("inconclusive", into: \.rollout, inconclusive, "What happens if the test is inconclusive.")
    }

    static let test = Shape(
        "test",
        "The test that compares the trouble of canaries and control group. Where the groups are so small that it could never be significant (two against two at 5 %), it cannot tell.",
        blank: undescribed
    ) {
        // There is one test so far.
        Field(
            early: "kind",
            .words([Word("fisher", "Fisher's exact test, one-sided")]),
            .standard("fisher"),
            "Which test."
        )
        Field(
            "level",
            .share(zero: false),
            default: .percent(5),
            "The chance of a false alarm that is accepted; below 100 %."
        ) { rollout, level, place, builder in
            rollout.level = level
            if level >= 1 { builder.report(.numberOutOfRange, "the level must be below 100 %", at: place) }
        }
        Field(
            "minimum",
            \.minimum,
            .whole(1...maximumCount),
            default: .whole(standardMinimum),
            "Devices that must have reported in each of the two groups; a smaller group must have reported whole."
        )
    }

    static let inconclusive = Shape(
        "inconclusive",
        "What happens if the test is inconclusive.",
        blank: undescribed
    ) {
        Field(
            "extend",
            .duration(.nonNegative),
            default: .hours(48),
            "The soak is extended by that, once; `0s`: not at all."
        ) { rollout, more, _, _ in
            rollout.extend = more > 0 ? more : nil
        }
        Field(
            "then",
            \.undecided,
            .words(formerly: ["wait": "pause"]) {
                switch $0 {
                case .wait: "wait for ever, for a person to decide, who never comes"
                case .continue: "take it as a pass"
                case .stop: "take it as a failure"
                }
            },
            default: .word(.wait),
            "What happens when it still cannot tell."
        )
    }
}
