import EventEngine
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
        "All devices at release.",
        blank: Strategy(name: "", kind: .bigBang, checkEvery: 1, attributionWindow: 1)
    ) {
        common(kind: "big-bang")
        Field("stop", \.stops, stop, absent: "nothing stops the rollout", stopDoc, example: stopExample)
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

    /// The names of the kinds.
    static let kinds = ["big-bang", "staged", "canary"]

    /// The most devices that a count may name.
    static let maximumCount = Scenario.maximumDevices

    /// What strategies say that stop by default, whatever their kind.
    static func common<Rollout>(of kind: String) -> [Field<Declared<Rollout>>] {
        let stopping = Field<Strategy>("stop", \.stops, stop, default: .emptyMap, stopDoc, example: stopExample)
        return (common(kind: kind) + [stopping, onStopField]).map { $0.of(\.common) }
    }

    @FieldList<Strategy> private static func common(kind: String) -> [Field<Strategy>] {
        Field(
            Inheritance.key,
            .text,
            absent: "it is only what is written here",
            "A preset (`patchlab strategy list`) or another strategy of this file that it is based on: maps are merged key by key, lists and values replace, and `null` takes a key away.",
            example: "canary-sequential"
        ) { _, _, place, builder in
            // What a file says of it has been put in its place before.
            builder.report(.unknownKey, "what a strategy extends can only be written in a file", at: place)
        }
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
                case .given: "in the order of the fleet, like a list of hosts"
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
        Field(
            "timeout",
            \.inProgressTimeOut,
            .map(timeOut),
            absent: "nothing ever times out",
            "When a device that has not finished its installation is timed out.",
            example: "{ in-progress: 60m }"
        )
        Field("limit", \.limits, limits, absent: "any number may be in flight", limitDoc, example: limitExample)
    }

    static let timeOut = Shape("timeout", "How long things may take.", blank: Tick(0)) {
        Field(
            "in-progress",
            \.self,
            .duration(.positive),
            "From when a device takes the offer to the end of the installation, failed attempts included. It keeps installing, and stays timed out whatever the outcome. A device that has yet to take the offer never times out.",
            example: "60m"
        )
    }

    private static let stop = Notation<[StopClause]>.word(
        "never",
        "no failure or trouble stops the rollout, except a canary's own `test` and `failed`",
        []
    ).or(Notation.map(stopRule).as { [StopClause($0)] }).or(.list(.map(stopClause), count: 1...20))

    private static let stopDoc =
        "When the rollout is stopped: a rule, or a list of rules that are checked in order, each with its own switches."
    private static let stopExample = "{ failures: \"> 2%\", of: reporting, minimum: 20 }"
    private static let onStopField = Field<Strategy>("on-stop", into: \.onStop, onStop, "What happens then.")
}
