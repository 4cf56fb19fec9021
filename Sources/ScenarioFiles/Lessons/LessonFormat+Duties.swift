import EventEngine
import PatchModel

/// What must be done and what must never be done: tests on what was decided and what the console showed.
extension LessonFormat {
    private static let tests = [
        "pilots", "stop-armed", "control-group", "first", "forecast", "note-before-last", "stopped",
        "resume-before-answer",
        "roll-back-below", "open-blindly",
    ]

    static let duty = Shape(
        "duty",
        "Something that must be done, or must never be done; exactly one test decides.",
        blank: LessonFile.Duty(),
        exactlyOne: [tests]
    ) {
        Field(
            "text",
            \.text,
            .text,
            "What it says, after \"you must\" or \"you must never\".",
            example: "arm a stop before you open a ring"
        )
        Field(
            "pilots",
            .map(pilots),
            absent: "another test",
            "Before the last ring of a rollout, enough devices with a component were in open rings for long enough, without a rollback in between unless the vendor has fixed the patch since."
        ) { duty, pilots, _, _ in duty.test = .pilots(pilots) }
        flag("stop-armed", .stopIsArmed, "A rule that stops a rollout was armed before its first ring was opened.")
        flag("control-group", .controlGroup, "A rollout with a control group was begun.")
        Field(
            "first",
            .written,
            absent: "another test",
            "The group to which at least half of the devices that were opened first belong.",
            example: "laptops"
        ) { duty, group, _, _ in duty.test = .first(group) }
        Field(
            "forecast",
            .choice(
                Choice("defect", "of the chance of a defect", LessonFile.Duty.Test.forecastOfDefect),
                Choice("t95", "of the time at which 95 % are done", .forecastOfT95)
            ),
            absent: "another test",
            "A forecast was given."
        ) { duty, test, _, _ in duty.test = test }
        Field("by", \.by, .duration(.positive), absent: "any time", "With `forecast`: until when.")
        flag(
            "note-before-last",
            .noteBeforeLast,
            "A reason was given for opening the last ring: with the order, or in a note since the ring before it."
        )
        Field(
            "stopped",
            .map(stopped),
            absent: "another test",
            "A rollout was stopped soon after devices were reported to be in trouble."
        ) { duty, stopped, _, _ in duty.test = .stopped(within: stopped.within, troubles: stopped.troubles) }
        flag(
            "resume-before-answer",
            .resumedBeforeAnswer,
            "A rollout was resumed after a stop before the vendor had answered."
        )
        Field(
            "roll-back-below",
            .whole(1...1_000_000),
            absent: "another test",
            "Updates were rolled back while fewer devices than this had failed or were in trouble."
        ) { duty, count, _, _ in duty.test = .rolledBack(below: count) }
        Field(
            "open-blindly",
            .map(blindly),
            absent: "another test",
            "A ring was opened while too little had been reported by the ring before it."
        ) { duty, blindly, _, _ in duty.test = .openedBlindly(reporting: blindly.reporting, soak: blindly.soak) }
    }

    private static func flag(_ name: String, _ test: LessonFile.Duty.Test, _ doc: String) -> Field<LessonFile.Duty> {
        Field(name, .word("true", "it is required", test), absent: "another test", doc) { duty, test, _, _ in
            duty.test = test
        }
    }

    static let pilots = Shape("pilots", "Devices that had to go before all others.", blank: LessonFile.Pilots()) {
        Field("component", \.component, .written, "The component they have.", example: "vpn-client")
        Field("count", \.count, .whole(1...1_000_000), "How many.", example: "20")
        Field("since", \.since, .duration(.nonNegative), default: .seconds(0), "For how long, before the last ring.")
    }

    struct Stopped: Sendable {
        var within: Tick = 0
        var troubles = 1
    }

    static let stopped = Shape("stopped", "How soon a rollout must be stopped.", blank: Stopped()) {
        Field("within", \.within, .duration(.positive), "How soon.", example: "30m")
        Field("troubles", \.troubles, .whole(1...1_000_000), default: 5, "After how many devices in trouble.")
    }

    struct Blindly: Sendable {
        var reporting = 0.5
        var soak: Tick = 0
    }

    static let blindly = Shape("open-blindly", "What is too little.", blank: Blindly()) {
        Field(
            "reporting",
            \.reporting,
            .share(zero: true),
            default: .percent(50),
            "Less than this share of the ring before had reported."
        )
        Field("soak", \.soak, .duration(.nonNegative), default: .seconds(0), "Or it had been open for less than this.")
    }
}
