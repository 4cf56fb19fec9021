import EventEngine
import PatchModel

extension Format {
    static let denominators = Notation<Denominator>.words {
        switch $0 {
        case .reporting: "devices that have reported an outcome or trouble"
        case .executed: "devices on which the installation ended, whether it failed or not"
        case .offered: "devices that have been offered the patches"
        case .connected: "devices that have checked in since their ring opened"
        case .notified:
            "devices of the rings that are open, with a `rate` those whose turn has come, whether they were online since or not"
        case .all:
            "all devices in scope, those of rings that are still shut included; in `gate`, those of the ring"
        case .attempts: "tries at installing that devices have reported"
        }
    }

    /// What `by-ring` asks for where the open rings are large enough, and what a gate and a test ask for.
    static let standardMinimum = 20

    /// Failures that a share does not take for chance.
    private static let standardLeast = 2

    static let stopRule = Shape(
        "stop",
        "When a rollout is stopped: failures and troubles reported, by all rings together.",
        blank: StopRule(failures: Limit(.share(0), isStrict: true), minimum: 0)
    ) {
        Field(
            "failures",
            \.failures,
            .limit,
            default: .moreThan(percent: 2),
            "The limit: a share or a number of devices, to be exceeded (`>`) or reached (`>=`)."
        )
        Field("of", \.of, denominators, default: .word(.reporting), "What a share is a share of.")
        Field(
            "minimum",
            Notation.whole(0...maximumCount).as { (minimum: $0, cap: StopRule.Cap.rollout) }.or(
                .word(
                    "by-ring",
                    "\(standardMinimum), or every device of the rings that are open if these are fewer, so that a small first ring is judged once it has reported whole",
                    (standardMinimum, .openRings)
                )
            ),
            default: .written("by-ring"),
            "Not applied until this many devices have reported; with `of: attempts`, until this many attempts. If the whole rollout has fewer devices, all of them are enough."
        ) { rule, asked, _, _ in
            (rule.minimum, rule.cap) = asked
        }
        Field(
            "at-least",
            \.least,
            .whole(0...maximumCount),
            // Who asks for the first report alone wants the first failure to count.
            absent: .means("\(standardLeast); 1 where `minimum` is below \(standardLeast)") { rule, _, _ in
                rule.least = min(standardLeast, max(1, rule.minimum))
            },
            "If the limit is a share above 0 %, fewer failures and troubles than this do not pass it, however small the total: one unrelated failure is no evidence."
        )
        Field(
            "minimum-notified",
            \.notified,
            .whole(0...maximumCount),
            absent: "0",
            "Not applied either until this many devices have been notified: their ring is open, and with a `rate` their turn has come, whether they were online since or not."
        )
        Field("count", \.counts, failureKinds, absent: "`[failed, troubled]`", "What counts as a failure.")
        Field(
            "scope",
            \.scope,
            .words {
                switch $0 {
                case .all: "those of all open rings together"
                case .ring: "those of each open ring by itself; one that passes the limit is enough"
                }
            },
            absent: "`all`",
            "Which devices' failures are compared with which number. The whole rollout stops."
        )
    }

    /// One kind of failure, or a list of them.
    static let failureKinds: Notation<FailureKinds> = {
        let kind = Notation<FailureKind>.words {
            switch $0 {
            case .failed: "an installation that failed for good"
            case .troubled: "trouble that was reported, by the device or its user"
            case .unreachable: "no check-in since the device's ring opened, though its turn has come"
            case .timedOut: "no end of the installation within `timeout` after the device took the offer"
            }
        }
        return kind.as { [$0] }.or(Notation.list(kind, count: 1...4).as { FailureKinds($0) })
    }()

    /// A rule of a list.
    static let stopClause = Shape(
        "stop-rule",
        "One of several rules that stop a rollout, and what its stop does.",
        blank: StopClause(stopRule.blank, onStop: OnStop())
    ) {
        Field("when", into: \.rule, stopRule, "When it stops the rollout.")
        Field(
            "latency",
            \.latency,
            .duration(.nonNegative),
            default: .seconds(0),
            "From when the rule holds until the stop takes effect."
        )
        switches.map { $0.of(\.switches) }
    }

    static let onStop = Shape(
        "on-stop",
        "What happens when a rollout is stopped: four independent switches, and what comes after.",
        blank: OnStop()
    ) {
        switches
    }

    @FieldList<OnStop> private static var switches: [Field<OnStop>] {
        Field(
            "offers",
            \.stopsOffers,
            .choice(Choice("stop", "", true), Choice("continue", "", false)),
            default: .written("stop"),
            "Whether new offers are made."
        )
        Field(
            "queued",
            \.cancelsQueued,
            .choice(Choice("cancel", "", true), Choice("keep", "", false)),
            default: .written("cancel"),
            "Offers that are still downloading or waiting for another attempt."
        )
        Field(
            "in-flight",
            \.interruptsInFlight,
            .choice(Choice("finish", "", false), Choice("interrupt", "", true)),
            default: .written("finish"),
            "Installations that are running on devices which can be reached at that moment."
        )
        Field(
            "installed",
            \.rollsBack,
            .choice(Choice("roll-back", "", true), Choice("keep", "", false)),
            default: .written("roll-back"),
            "Devices that have the patches already; they receive the order at their next check-in."
        ).formerly("updated")
        Field(
            "resume",
            \.resume,
            .choice(
                Choice("with-fix", "when the vendor has answered", .withFix),
                Choice("never", "the rollout is over", .never)
            ).or(Notation.map(resumption).as { .after($0) }),
            default: .written("with-fix"),
            "When the rollout resumes."
        )
    }

    static let resumption = Shape("resume", "A fixed pause.", blank: Tick(0)) {
        Field(
            "after",
            \.self,
            .duration(.nonNegative),
            "How long after the stop the rollout resumes, with the then current revision.",
            example: "7d"
        )
    }
}

extension StopClause {
    /// Its own switches.
    fileprivate var switches: OnStop {
        get { onStop ?? OnStop() }
        set { onStop = newValue }
    }
}
