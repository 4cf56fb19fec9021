import PatchModel

extension Format {
    /// The kinds of strategies; each is known by the name of its shape.
    static let strategy = Notation.selected(
        by: "kind",
        [
            .map(bigBang),
            Notation.map(staged).as { $0.strategy { .staged($0) } },
            Notation.map(canary).as { $0.strategy { .canary($0) } },
        ]
    )

    static let bigBang = Shape(
        "big-bang",
        "Everyone at release.",
        blank: Strategy(name: "", kind: .bigBang, checkEvery: 1, attributionWindow: 1)
    ) {
        common(kind: "big-bang")
        Field("stop", \.stop, stop, absent: "nothing stops the rollout", stopDoc, example: stopExample)
        onStopField
    }

    /// What is said of a strategy of a kind that says more than all do.
    struct Declared<Rollout: Sendable>: Sendable {
        var common: Strategy
        var rollout: Rollout

        init(_ rollout: Rollout) {
            common = bigBang.blank
            self.rollout = rollout
        }

        func strategy(_ kind: (Rollout) -> Strategy.Kind) -> Strategy {
            var strategy = common
            strategy.kind = kind(rollout)
            return strategy
        }
    }

    /// The most devices that a count may name.
    static let maximumCount = Scenario.maximumDevices

    /// What strategies say that stop by default, whatever their kind.
    static func common<Rollout>(of kind: String) -> [Field<Declared<Rollout>>] {
        let stopping = Field<Strategy>("stop", \.stop, stop, default: .emptyMap, stopDoc, example: stopExample)
        return (common(kind: kind) + [stopping, onStopField]).map { $0.of(\.common) }
    }

    @FieldList<Strategy> private static func common(kind: String) -> [Field<Strategy>] {
        Field(early: "kind", .words([Word(kind)]), .optional("the name of the strategy"), "The kind of strategy.")
        Field(
            "unit",
            \.unit,
            .words {
                switch $0 {
                case .batch: "all patches released at the same time are one rollout"
                case .patch: "each patch is a rollout of its own"
                }
            },
            default: .word(.batch),
            "What moves together."
        )
        Field(
            "assignment",
            \.assignment,
            .words {
                switch $0 {
                case .stable: "the same devices go first at every release"
                case .perRelease: "others go first each time"
                }
            },
            default: .word(.stable),
            "How devices are drawn into rings by share."
        )
        Field(
            "check-every",
            \.checkEvery,
            .duration(.positive),
            default: .hours(1),
            "Time between two looks at the console."
        ).formerly("evaluate")
        Field(
            "attribution-window",
            \.attributionWindow,
            .duration(.positive),
            default: .days(14),
            "How long after a patch takes effect problems on the device count against the rollout."
        ).formerly("watch")
    }

    private static let stop = Notation<StopRule?>.word(
        "never",
        "no failure or trouble stops the rollout, but for a canary's own `test` and `failed`",
        nil
    ).or(Notation.map(stopRule).as { $0 })

    private static let stopDoc = "When the rollout is stopped."
    private static let stopExample = "{ failures: \"> 2%\", of: reporting, minimum: 20 }"
    private static let onStopField = Field<Strategy>("on-stop", into: \.onStop, onStop, "What happens then.")
}
