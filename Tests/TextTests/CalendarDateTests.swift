import Testing
import Text

/// Days of the Gregorian calendar, against its definition.
@Suite("Dates of the calendar")
struct CalendarDateTests {
    @Test("Every day of four centuries follows the one before, and is read as it is written")
    func days() throws {
        var number = try #require(CalendarDate(iso: "1899-12-31")).dayNumber
        for year in 1900..<2300 {
            for month in 1...12 {
                // The rule of the Gregorian calendar: leap years are those divisible by 4, but of the centuries only those divisible
                // by 400.
                let isLeap = year.isMultiple(of: 4) && (!year.isMultiple(of: 100) || year.isMultiple(of: 400))
                let count = [31, isLeap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31][month - 1]
                #expect(CalendarDate.days(ofMonth: month, year: year) == count)
                let areInOrder = (1...count).allSatisfy { day in
                    let date = CalendarDate(year: year, month: month, day: day)
                    return date?.dayNumber == number + day && CalendarDate(iso: date?.description ?? "") == date
                }
                #expect(areInOrder, "\(year)-\(month)")
                number += count
                #expect(CalendarDate(year: year, month: month, day: count + 1) == nil)
            }
        }
        #expect(CalendarDate(dayNumber: 0).description == "1970-01-01")
    }

    @Test(
        "What is no date is not read",
        arguments: ["", "2026-13", "2026-02-29", "26-01-01", "2026-1-1", "0000-01-01", "2026-"]
    )
    func wrong(text: String) { #expect(CalendarDate(iso: text) == nil) }
}
