import PatchModel
import Text

/// A date with a time of day, in a zone that is told elsewhere.
struct LocalDate: Sendable, Hashable {
    var day: CalendarDate
    /// Seconds after midnight.
    var second: Int64

    /// Why a text is not a date.
    enum Failure: Error {
        case notADate, noSuchDay, outOfRange
    }

    /// Reads `2026-03-10`, `2026-03-10T18:00` or `2026-03-10T18:00:00`; a blank may stand for the `T`.
    init(_ text: String) throws(Failure) {
        let parts = text.split(maxSplits: 1, omittingEmptySubsequences: false) { $0 == "T" || $0 == " " }
        let date = parts[0].split(separator: "-", omittingEmptySubsequences: false)
        guard date.count == 3, date[0].utf8.count == 4, let year = digits(date[0]),
            let month = digits(date[1], count: 2), let day = digits(date[2], count: 2)
        else { throw .notADate }
        guard (1...12).contains(month), (1...CalendarDate.days(ofMonth: month, year: year)).contains(day) else {
            throw .noSuchDay
        }
        guard Scenario.years.contains(year), let date = CalendarDate(year: year, month: month, day: day) else {
            throw .outOfRange
        }
        var second: Int64 = 0
        if parts.count == 2 {
            guard let time = timeOfDay(parts[1]), time < 86_400 else { throw .notADate }
            second = time
        }
        (self.day, self.second) = (date, second)
    }

    /// Days from 1970-01-01 in the Gregorian calendar.
    var dayNumber: Int64 { Int64(day.dayNumber) }

    /// Seconds from 1970-01-01T00:00:00 as if the zone were UTC.
    var secondsAsUTC: Int64 { dayNumber * 86_400 + second }
}

/// Seconds after midnight of `08:30` or `08:30:15`; 24:00 is the end of the day.
func timeOfDay(_ text: Substring) -> Int64? {
    let parts = text.split(separator: ":", omittingEmptySubsequences: false)
    guard (2...3).contains(parts.count), let hour = digits(parts[0]), parts[0].utf8.count <= 2,
        let minute = digits(parts[1], count: 2)
    else { return nil }
    var second = 0
    if parts.count == 3 {
        guard let value = digits(parts[2], count: 2) else { return nil }
        second = value
    }
    guard hour <= 24, minute < 60, second < 60, hour < 24 || (minute == 0 && second == 0) else { return nil }
    return Int64(hour * 3600 + minute * 60 + second)
}

/// The number that some ASCII digits make, at most nine of them; of exactly `count` if given.
private func digits(_ text: Substring, count: Int? = nil) -> Int? {
    guard (1...9).contains(text.utf8.count), count == nil || count == text.utf8.count,
        text.utf8.allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) })
    else { return nil }
    return Int(text)
}
