import EventEngine
import PatchModel

extension Format {
    /// The calendars that a scenario names.
    static let calendar = Notation<LocalCalendar>.variants([
        .map(weeklyCalendar), Notation.map(recurringCalendar).as { $0.calendar }, .map(datesCalendar),
    ])

    private static let never = LocalCalendar(name: "", rule: .dates([]))

    static let weeklyCalendar = Shape("weekly-calendar", "Hours on days of the week.", blank: never) {
        Field("weekly", .map(calendarHours), "The days and hours.") { calendar, hours, _, _ in
            calendar.rule = .weekly(days: hours.days, opens: hours.opens, closes: hours.closes)
        }
        calendarFields
    }

    static let calendarHours = Shape("calendar-hours", "Hours on days of the week.", blank: OpenHours()) {
        Field("days", \.days, .days, default: .written("[mon, tue, wed, thu, fri, sat, sun]"), "The days.")
        Field(
            "hours",
            .openHours,
            "From when to when, by local clocks. If the end is not after the beginning it is on the next day, and all of it belongs to the day on which it begins. A time that the clocks skip in spring is the moment at which they do.",
            example: "\"22:00-06:00\""
        ) { pattern, hours, _, _ in
            (pattern.opens, pattern.closes) = hours
        }
    }

    /// Hours on days of the week.
    struct OpenHours {
        var days: Set<Weekday> = []
        var opens: Int64 = 0
        var closes: Int64 = 86_400
    }

    static let recurringCalendar = Shape("recurring-calendar", "Days that recur.", blank: DeclaredRecurrence()) {
        Field(
            "rrule",
            \.text,
            .text,
            "When it recurs, as in RFC 5545: FREQ (DAILY, WEEKLY, MONTHLY, YEARLY), INTERVAL, BYDAY, BYMONTHDAY, BYMONTH, BYSETPOS, WKST, UNTIL (a local date), COUNT. A month without the day is skipped.",
            example: "\"FREQ=MONTHLY;BYDAY=2TU\""
        )
        Field("at", \.at, .clock, default: .written("00:00"), "When it begins, by local clocks.", example: "\"22:00\"")
        Field("for", \.length, .duration(.positive), "How long it lasts, in elapsed time.", example: "6h")
        Field(
            "from",
            .text,
            absent: "for ever; required with INTERVAL above 1, COUNT, and if only FREQ is given",
            "The first day on which it may begin: intervals and counts begin there.",
            example: "2026-03-10"
        ) { declared, text, place, builder in
            declared.from = builder.day(text, at: place)
        }
        calendarFields.map { $0.of(\DeclaredRecurrence.calendar) }
    } finish: { declared, map, builder in
        guard map["rrule"] != nil else { return }
        builder.finish(&declared, at: map.position(of: "rrule"))
    }

    /// A recurrence as it is written.
    struct DeclaredRecurrence {
        var text = ""
        var at: Int64 = 0
        var length: Tick = 1
        var from: Int64?
        var calendar = LocalCalendar(name: "", rule: .dates([]))
    }

    static let datesCalendar = Shape("dates-calendar", "Whole days.", blank: never) {
        Field(
            "dates",
            .list(.text),
            "Days, and from one to another with `..` between them.",
            example: "[2026-05-01, \"2026-12-24..2027-01-01\"]"
        ) { calendar, texts, place, builder in
            calendar.rule = .dates(texts.compactMap { builder.days($0, at: place) })
        }
        calendarFields
    }

    @FieldList<LocalCalendar> private static var calendarFields: [Field<LocalCalendar>] {
        Field(
            "except",
            \.except,
            .oneOrMore(.index(of: .calendar)),
            absent: "none",
            "Calendars whose times are left out.",
            example: "[holidays]"
        )
        Field(
            "shift",
            .duration(.any),
            absent: "0s",
            "How much later all of it is: whole days move the date, anything else is elapsed time.",
            example: "4d"
        ) { calendar, seconds, _, _ in
            calendar.shift =
                seconds % 86_400 == 0 ? .init(days: seconds / 86_400) : .init(seconds: seconds)
        }
        Field(
            "zone",
            \.zone,
            .zone,
            absent: "that of the devices that ask",
            "The time zone whose clocks count.",
            example: "UTC"
        )
    }

    // MARK: Who uses them

    static let windows = Shape(
        "windows",
        "When work on the devices is allowed.",
        blank: MaintenanceWindow(calendar: 0)
    ) {
        Field("when", \.calendar, .index(of: .calendar), "The calendar.")
        Field(
            "cutoff",
            \.cutoff,
            .duration(.nonNegative),
            default: .seconds(0),
            "How long before the end of a window nothing begins any more.",
            example: "30m"
        )
        Field(
            "covers",
            .oneOrMore(
                .words {
                    switch $0 {
                    case .install: "installing"
                    case .restart: "restarting"
                    }
                }
            ),
            default: .written("[install, restart]"),
            "What begins only in a window; downloads and rollbacks begin at any time."
        ) { windows, steps, _, _ in
            windows.covers = Set(steps)
        }
        Field(
            "overrun",
            \.overrun,
            .words {
                switch $0 {
                case .finish: "an installation that is not over at the end continues"
                case .interrupt: "it is broken off and undone, which is a failed attempt"
                case .fits: "it is begun only if it and its restart are over by then in 95 of 100 cases"
                }
            },
            default: .word(.finish),
            "What happens to work that the window is too short for."
        )
    }

    static let freeze = Shape("freeze", "A time in which changes are held back.", blank: Freeze(calendar: 0)) {
        Field("when", \.calendar, .index(of: .calendar), "The calendar.")
        Field("where", into: \.condition, freezeCondition, "Which devices.", example: "{ criticality: critical }")
        Field(
            "holds",
            .oneOrMore(
                .words {
                    switch $0 {
                    case .offers: "devices are offered nothing"
                    case .installs: "what was downloaded is not installed, and what was installed does not restart"
                    }
                }
            ),
            default: .written("[offers]"),
            "What is held back."
        ) { freeze, holds, _, _ in
            freeze.holds = Set(holds)
        }
    }

    static let users = Shape("users", "People who use the devices.", blank: DeviceUsers()) {
        Field(
            "at-work",
            \.atWork,
            .index(of: .calendar),
            absent: "never",
            "When devices that are on are in use, and their users are asked before a restart.",
            example: "office-hours"
        )
        Field(
            "postpone",
            .map(postponement),
            absent: "no restart is put off",
            "How restarts are put off.",
            example: "{ chance: 60%, times: 3, for: 4h }"
        ) { users, postponement, _, _ in
            (users.postponeChance, users.postponeTimes, users.postponeLength) =
                (postponement.chance, postponement.times, postponement.length)
        }
        Field(
            "power-off",
            \.powerOff,
            .words {
                switch $0 {
                case .sleep: "the device sleeps, and a restart keeps waiting"
                case .shutdown: "it is shut down, and a restart that waits is done when it is switched on again"
                }
            },
            default: .word(.sleep),
            "What users do when they leave."
        )
    }

    static let postponement = Shape("postpone", "How restarts are put off.", blank: Postponement()) {
        Field("chance", \.chance, .share(zero: true), "The chance, each time, that the user says \"not now\".")
        Field("times", \.times, .whole(0...15), default: 1, "How often; then it is done anyway.")
        Field(
            "for",
            \.length,
            .duration(.positive),
            default: .hours(4),
            "Until when, by the clock; at the end of work it is done in any case."
        )
    }

    /// How restarts are put off.
    struct Postponement {
        var chance = 0.0
        var times = 0
        var length: Tick = 1
    }
}

extension Notation where Meaning == MaintenanceWindow {
    /// A calendar by its name, or more about windows.
    static var windows: Notation {
        Notation<Int>.index(of: .calendar).as { MaintenanceWindow(calendar: $0) }.or(.map(Format.windows))
    }
}

extension Notation where Meaning == (opens: Int64, closes: Int64) {
    /// Seconds after midnight; the end may be on the next day.
    fileprivate static var openHours: Notation {
        Notation(.openHours) { value, _, _ in
            if case .hours(let opens, let closes) = value.scalar { (opens, closes) } else { nil }
        }
    }
}

extension Notation where Meaning == Int64 {
    /// Seconds after midnight.
    fileprivate static var clock: Notation {
        Notation(.clock) { value, _, _ in value.number.map { Int64($0) } }
    }
}
