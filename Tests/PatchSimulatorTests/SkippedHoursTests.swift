import EventEngine
import PatchModel
import Testing

@testable import PatchSimulator

/// Hours that begin or end at a local time that does not exist: it stands for the first instant at which the clocks
/// show a later one.
@Suite("Hours that the clocks skip")
struct SkippedHoursTests {
    @Test(
        "A device is on for what is left of its hours, and not at all if nothing is",
        arguments: ShiftedDay.all + ShiftedDay.atMidnight + [ShiftedDay.apia]
    )
    func hours(day: ShiftedDay) throws {
        try day.expectOnline(day.skipped)
    }

    @Test(
        "Hours that touch have neither a gap nor an overlap, wherever in the day of change they do",
        arguments: ShiftedDay.all
    )
    func touching(day: ShiftedDay) throws {
        let weekday: Set<Weekday> = [Weekday(day: day.day)]
        let whole = try #require(try day.sessions(opens: 0, closes: 1440, days: weekday).first)
        for minute in stride(from: Int64(5), to: 300, by: 5) {
            let before = try #require(try day.sessions(opens: 0, closes: minute, days: weekday).first)
            let after = try #require(try day.sessions(opens: minute, closes: 1440, days: weekday).first)
            #expect(
                before.start == whole.start && before.end == after.start && after.end == whole.end,
                "at \(minute) min"
            )
        }
    }
}
