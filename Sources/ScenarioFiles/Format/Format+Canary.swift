import EventEngine
import PatchModel
import Text

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
        atMostOne: [["share", "count", "represent"]]
    ) {
        common(of: "canary")
        Field(
            "share",
            .share(zero: false),
            absent: "\(standardCanaries)%, unless `count` or `represent` is given",
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
            "represent",
            .whole(1...maximumCount),
            absent: "see `share`",
            representDoc
        ) { declared, count, _, _ in
            declared.rollout.size = .ofEach(count, [])
        }
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
            "From the beginning to the test. It starts again when the rollout resumes after a stop."
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
            "The canary fails if this many of the canaries that have reported failed to install for good; a single canary never exceeds a share. The test leaves these canaries out, because a control group that installs nothing cannot fail to install."
        )
        Field("inconclusive", into: \.rollout, inconclusive, "What happens if the test is inconclusive.")
    } finish: { declared, map, builder in
        builder.represent(&declared.rollout.size, declared.rollout.condition)
        builder.checkControl(of: declared.rollout, map)
        guard let looks = declared.rollout.sequential?.plannedLooks, looks > 1 else { return }
        let (soak, every) = (declared.rollout.soak, declared.common.checkEvery)
        guard soak / Tick(looks) < every else { return }
        builder.report(
            .conflictingKeys,
            "\(looks) looks in a soak of \(Figure.span(Double(soak))) are planned, but the console is checked every \(Figure.span(Double(every))): plan fewer `looks`, lengthen `soak`, or shorten `check-every`",
            at: map.position(of: "test")
        )
    }

    static let test = Shape(
        "test",
        "The test that compares the trouble of canaries and control group. If the groups are so small that it could never be significant (two against two at 5 %), it is inconclusive.",
        blank: undescribed
    ) {
        Field(
            "kind",
            .choice(
                Choice("fisher", "Fisher's exact test, one-sided, at the end of the soak", nil),
                Choice("safe-logrank", "the safe logrank test, which may fail at any look", SequentialTest()),
                Choice(
                    "group-sequential",
                    "Fisher's exact test at looks that are planned, with the level spent over them",
                    SequentialTest(method: .groupSequential(looks: standardLooks))
                )
            ),
            default: .written("fisher"),
            "Which test."
        ) { rollout, sequential, _, _ in
            rollout.sequential = sequential
        }
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
        sequentialFields
    } finish: { rollout, map, builder in
        for (key, kinds) in kindsOfKeys
        where map.written.contains(key) && !kinds.contains(rollout.sequential?.method.name ?? "fisher") {
            let words = kinds.map { "`kind: \($0)`" }.joined(separator: " and ")
            builder.report(.conflictingKeys, "`\(key)` is for \(words) alone", at: map.position(of: key))
        }
    }

    /// How many looks are planned where nothing is said.
    private static let standardLooks = 5

    /// The keys that not all tests have, with the tests that have them.
    private static let kindsOfKeys: [(key: String, kinds: [String])] = sequentialFields.map(\.key.name).map { key in
        switch key {
        case "strata": (key, ["safe-logrank"])
        case "looks": (key, ["group-sequential"])
        default: (key, ["safe-logrank", "group-sequential"])
        }
    }

    /// What only a sequential test has.
    @FieldList<CanaryRollout> private static var sequentialFields: [Field<CanaryRollout>] {
        Field(
            "control",
            Notation<SequentialTest.Control>.words {
                switch $0 {
                case .waiting: "all devices that wait: it costs nothing, and finds more"
                case .equal: "a group as large as that of the canaries"
                }
            },
            absent: "`waiting`; with `fisher` an equal group",
            "With `safe-logrank` and `group-sequential`: which devices the canaries are compared with."
        ) { rollout, control, _, _ in
            rollout.sequential?.control = control
        }
        Field(
            "strata",
            Notation<SequentialTest.Strata>.words {
                switch $0 {
                case .group: "canaries with devices of their own group"
                case .none: "all with all"
                }
            },
            absent: "`group`; with other tests none",
            "With `safe-logrank`: within which devices the canaries are compared."
        ) { rollout, strata, _, _ in
            rollout.sequential?.strata = strata
        }
        Field(
            "looks",
            .whole(1...SequentialTest.maximumLooks),
            absent: "\(standardLooks)",
            "With `group-sequential`: how many looks are taken, evenly over the soak, the last one at its end."
        ) { rollout, looks, _, _ in
            rollout.sequential?.setPlannedLooks(looks)
        }
        Field(
            "least-events",
            .whole(1...maximumCount),
            absent: "2",
            "With `safe-logrank` and `group-sequential`: the fewest canaries in trouble by which the test can fail. Among few canaries the first would be enough."
        ) { rollout, least, _, _ in
            rollout.sequential?.leastEvents = least
        }
        Field(
            "tolerate",
            .share(zero: false),
            absent: "1%",
            "With `safe-logrank` and `group-sequential`: the canary passes when the excess of trouble is shown to be no greater than this; below 100 %."
        ) { rollout, share, place, builder in
            rollout.sequential?.tolerated = builder.shareBelowOne(share, "tolerate", at: place)
        }
        Field(
            "confidence",
            .share(zero: false),
            absent: "95%",
            "With `safe-logrank` and `group-sequential`: how sure that must be; below 100 %."
        ) { rollout, share, place, builder in
            rollout.sequential?.confidence = builder.shareBelowOne(share, "confidence", at: place)
        }
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
            "The soak is extended by this, once; `0s`: not at all."
        ) { rollout, more, _, _ in
            rollout.extend = more > 0 ? more : nil
        }
        Field(
            "then",
            \.undecided,
            .words(formerly: ["wait": "pause"]) {
                switch $0 {
                case .wait: "wait for ever: no person who could decide is simulated"
                case .continue: "take it as a pass"
                case .stop: "take it as a failure"
                }
            },
            default: .word(.wait),
            "What happens if it is still inconclusive."
        )
    }
}

extension ScenarioBuilder {
    /// The share, if it is below 100 %; one that is not is reported.
    fileprivate func shareBelowOne(_ share: Double, _ key: String, at place: Position) -> Double {
        if share >= 1 { report(.numberOutOfRange, "`\(key)` must be below 100 %", at: place) }
        return share < 1 ? share : 0.5
    }
}
