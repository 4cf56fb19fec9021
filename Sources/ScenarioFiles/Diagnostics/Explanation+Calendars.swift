import Warnings

extension DiagnosticCode {
    /// What can be wrong with calendars and windows.
    var calendarExplanation: Explanation? {
        switch self {
        case .unknownCalendar:
            Explanation(
                "A calendar is referred to that the scenario does not have under `calendars`.",
                wrong: "windows: sundays                  # calendars: { sunday-night: ... }",
                right: "windows: sunday-night"
            )
        case .emptyCalendar:
            Explanation(
                "A calendar has no time before the horizon: what waits for it waits for ever. Its days may not occur, its hours may be no time at all, or its exceptions take all of it.",
                wrong: "nights: { rrule: \"FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30\", at: \"22:00\", for: 6h }",
                right: "nights: { rrule: \"FREQ=MONTHLY;BYDAY=2TU\", at: \"22:00\", for: 6h }"
            )
        case .cyclicCalendar:
            Explanation(
                "Calendars leave each other out (`except`) in a circle, so it is undefined when they are.",
                wrong: "office: { weekly: { hours: \"08:00-18:00\" }, except: [office] }",
                right: "office: { weekly: { hours: \"08:00-18:00\" }, except: [holidays] }"
            )
        case .unsupportedRecurrence:
            Explanation(
                "A recurrence (`rrule`) has a part that is not understood, or a value that the part cannot have. Understood are FREQ, INTERVAL, BYDAY, BYMONTHDAY, BYMONTH, BYSETPOS, WKST, UNTIL and COUNT; the time of day stands under `at`.",
                wrong: "{ rrule: \"FREQ=MONTHLY;BYDAY=2TU;BYHOUR=22\", for: 6h }",
                right: "{ rrule: \"FREQ=MONTHLY;BYDAY=2TU\", at: \"22:00\", for: 6h }"
            )
        case .calendarNeedsFrom:
            Explanation(
                "It is not said which weeks are meant. What counts weeks, months or occurrences needs a first day.",
                wrong: "{ rrule: \"FREQ=WEEKLY;INTERVAL=2;BYDAY=SU\", for: 4h }",
                right: "{ rrule: \"FREQ=WEEKLY;INTERVAL=2;BYDAY=SU\", for: 4h, from: 2026-03-01 }"
            )
        case .windowTooShort:
            Explanation(
                "Nothing can ever be done in these windows: they are no longer than their cutoff, or than the least that an installation takes which must be over by their end.",
                wrong: "windows: { when: sunday-night, cutoff: 4h }      # hours: \"02:00-06:00\"",
                right: "windows: { when: sunday-night, cutoff: 30m }"
            )
        case .neverInWindow:
            Explanation(
                "No device of the group is ever on while a window is open, so none is ever patched: their windows are at night, say, and they are on at daytime.",
                wrong: "{ group: office, connectivity: office-hours, windows: sunday-night, ... }",
                right: "{ group: office, connectivity: office-hours, windows: lunch-time, ... }"
            )
        default: nil
        }
    }
}
