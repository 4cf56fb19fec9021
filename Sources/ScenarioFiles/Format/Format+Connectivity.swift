import EventEngine
import PatchModel

extension Format {
    /// The connectivity profiles that a scenario can define.
    static let profile = Notation<Connectivity>.variants([
        Notation.sound(alternating).as { .alternating(on: $0.on, off: $0.off, awayShare: $0.away) },
        Notation.sound(weekly).as { .weekly($0) },
        .sound(trace),
    ])

    static let alternating = Shape(
        "alternating-profile",
        "Periods on and off alternate, each with a length of its own; begins in equilibrium.",
        blank: Alternation()
    ) {
        Field("on", \.on, .period, "The length of a period on.", example: "{ exponential: { mean: 4h } }")
        Field("off", \.off, .period, "The length of a period off.", example: "{ exponential: { mean: 8h } }")
        Field(
            "away",
            \.away,
            .share(zero: true),
            default: .percent(0),
            "The share of the periods on that are spent away from the corporate network."
        )
    }

    /// Periods on and off.
    struct Alternation {
        var on = Distribution.zero
        var off = Distribution.zero
        var away = 0.0
    }

    static let weekly = Shape("weekly-profile", "At work during the hours of working days.", blank: allWeek) {
        Field("weekly", \.self, .sound(weeklyPattern), "The pattern.")
    }

    private static let allWeek = WeeklyPattern(days: [], opens: 0, closes: .max)

    static let weeklyPattern = Shape("weekly-pattern", "A weekly pattern in the group's local time.", blank: allWeek) {
        Field(
            "days",
            \.days,
            .days,
            default: .written("[mon, tue, wed, thu, fri]"),
            "The working days."
        )
        Field(
            "hours",
            .hours,
            "From when to when, within one day. A time that the clocks skip in spring is the moment at which they do.",
            example: "\"08:30-17:30\""
        ) { pattern, hours, _, _ in
            (pattern.opens, pattern.closes) = hours
        }
        Field(
            "attendance",
            \.attendance,
            .share(zero: true),
            default: .percent(100),
            "The chance, for each day, that the device is at work."
        )
        Field(
            "arrival",
            .duration(.nonNegative),
            default: .seconds(0),
            "A device comes up to this much late."
        ) { pattern, arrival, place, builder in
            pattern.arrival = arrival
            if arrival >= pattern.closes - pattern.opens {
                builder.report(.badHours, "`arrival` must be shorter than the hours", at: place)
            }
        }
        Field(
            "absent",
            \.absent,
            .words {
                switch $0 {
                case .off: "it is off"
                case .away: "it is on, with the internet only"
                }
            },
            default: .word(.off),
            "What a device does during the hours when it is not at work."
        )
    }

    static let trace = Shape("trace-profile", "Recorded sessions.", blank: Connectivity.alwaysOn) {
        Field(
            "trace",
            \.self,
            .trace,
            "A CSV file, relative to this one, with the columns `device,start,end[,place]`: hours after the start, below zero for what began before it; place `corporate` (the default) or `away`. A session that is under way at the start keeps its beginning, from which its polls count. A name or value that holds a comma or a quotation mark stands in quotation marks, and those within it are doubled. Device k of a group follows the k-th device of the file, over again from the first.",
            example: "laptops.csv"
        )
    }
}

extension Notation where Meaning == Distribution {
    /// A law whose mean is finite and not below the clock's second: without that, devices would have no equilibrium.
    fileprivate static var period: Notation {
        Notation(.distribution) { value, key, builder in
            guard let law = builder.distribution(value, positive: true) else { return nil }
            guard law.mean >= 1, law.mean.isFinite else {
                builder.report(
                    .badDistribution,
                    "periods `\(key)` need a finite mean of at least a second, not \(law.mean) s",
                    at: value.position
                )
                return nil
            }
            return law
        }
    }
}

extension Notation where Meaning == Set<Weekday> {
    /// Days of the week, each once.
    static var days: Notation {
        Notation(.list(.words(of: Weekday.self), count: 1...7)) { value, _, builder in
            var days: Set<Weekday> = []
            for item in value.items {
                guard let day = item.word.flatMap(Weekday.init) else { continue }
                if !days.insert(day).inserted {
                    builder.report(.duplicateName, "\(day.rawValue) is listed twice", at: item.position)
                }
            }
            return days
        }
    }
}

extension Notation where Meaning == (opens: Int64, closes: Int64) {
    /// Seconds after midnight.
    fileprivate static var hours: Notation {
        Notation(.hours) { value, _, _ in
            if case .hours(let opens, let closes) = value.scalar { (opens, closes) } else { nil }
        }
    }
}

extension Notation where Meaning == Connectivity {
    /// A file with recorded sessions.
    fileprivate static var trace: Notation {
        Notation(.text) { value, _, builder in value.text.flatMap { builder.trace($0, at: value.position) } }
    }
}
