import EventEngine
import PatchModel
import Testing

/// Calendars: recurrences, exceptions and shifts.
@Suite("Calendars")
struct LocalCalendarTests {
    private static let day: Tick = 86_400
    /// 2026-01-01, a Thursday, is that many days after 1970-01-01.
    private static let january: Int64 = 20_454

    /// Days of the year 2026, from 1 on.
    private static func days(_ recurrence: Recurrence) -> [Int64] {
        recurrence.days(in: january...january + 364).map { $0 - january + 1 }
    }

    private static func dayOfYear(_ month: Int, _ day: Int64) -> Int64 {
        [0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334][month - 1] + day
    }

    @Test("Second Tuesdays of 2026 are 13 January, 10 February, 10 March, 14 April and so on")
    func secondTuesdays() {
        let found = Self.days(Recurrence(.monthly, weekdays: [.init(.tue, ordinal: 2)]))
        #expect(found.count == 12)
        #expect(found.prefix(4).elementsEqual([(1, 13), (2, 10), (3, 10), (4, 14)].map { Self.dayOfYear($0.0, $0.1) }))
        let last = Self.days(Recurrence(.monthly, weekdays: [.init(.fri, ordinal: -1)]))
        #expect(last.first == 30 && last.last == Self.dayOfYear(12, 25))
    }

    @Test("The 31st is skipped in months without it; the day before the end of the month never is")
    func monthDays() {
        let found = Self.days(Recurrence(.monthly, monthDays: [31]))
        #expect(found == [1, 3, 5, 7, 8, 10, 12].map { Self.dayOfYear($0, 31) })
        #expect(Self.days(Recurrence(.monthly, monthDays: [-1])).prefix(2).elementsEqual([31, 59]))
        #expect(Self.days(Recurrence(.yearly, monthDays: [30], months: [2])) == [])
        #expect(Self.days(Recurrence(.yearly, monthDays: [24], months: [12])) == [Self.dayOfYear(12, 24)])
    }

    @Test("Every second week from Tuesday 10 March: where the week begins decides which Sundays and Mondays these are")
    func weekStart() {
        let from = Self.january + Self.dayOfYear(3, 10) - 1
        func found(_ start: Weekday) -> [Int64] {
            Array(
                Self.days(
                    Recurrence(
                        .weekly,
                        interval: 2,
                        weekdays: [.init(.mon), .init(.sun)],
                        weekStart: start,
                        from: from
                    )
                ).prefix(3)
            )
        }
        #expect(found(.mon) == [15, 23, 29].map { Self.dayOfYear(3, $0) })
        #expect(found(.sun).prefix(2).elementsEqual([22, 23].map { Self.dayOfYear(3, $0) }))
    }

    @Test("Counts, last days and places are kept to; days before the first one are none")
    func bounds() {
        let from = Self.january + 9
        #expect(Self.days(Recurrence(.daily, interval: 3, count: 4, from: from)) == [10, 13, 16, 19])
        #expect(Self.days(Recurrence(.daily, until: Self.january + 2)) == [1, 2, 3])
        let workday: [Recurrence.WeekdayRule] = [.mon, .tue, .wed, .thu, .fri].map { .init($0) }
        let lastWorkday = Self.days(Recurrence(.monthly, weekdays: workday, positions: [-1]))
        #expect(lastWorkday.prefix(2).elementsEqual([30, Self.dayOfYear(2, 27)]))
        // A count goes on where nobody looks.
        let late = Recurrence(.daily, count: 3, from: Self.january).days(in: Self.january + 2...Self.january + 9)
        #expect(late == [Self.january + 2])
        #expect(Self.days(Recurrence(.monthly, from: from)).prefix(2).elementsEqual([10, 41]))
        #expect(Self.days(Recurrence(.yearly, from: from)) == [10])
    }

    /// 2026-01-01, UTC.
    private static let utc = ZoneOffsets.utc(start: january * 86_400)

    @Test("A night belongs to the day on which it begins, and nights that touch are one time")
    func nights() {
        let night = LocalCalendar(name: "n", rule: .weekly(days: [.fri], opens: 79_200, closes: 21_600))
        let times = night.times(among: [night], in: Self.utc, from: 0, to: 7 * Self.day)
        #expect(times == [Self.day + 79_200..<2 * Self.day + 21_600])
        let always = LocalCalendar(name: "a", rule: .weekly(days: Set(Weekday.allCases), opens: 0, closes: 86_400))
        #expect(always.times(among: [always], in: Self.utc, from: 0, to: 7 * Self.day).count == 1)
    }

    @Test("Exceptions are cut out; a shift by days moves the date, one by hours is elapsed time")
    func exceptions() {
        var office = LocalCalendar(name: "o", rule: .weekly(days: Set(Weekday.allCases), opens: 28_800, closes: 64_800))
        let holiday = LocalCalendar(name: "h", rule: .dates([Self.january + 1...Self.january + 1]))
        office.except = [1]
        func begins(_ calendar: LocalCalendar) -> [Tick] {
            calendar.times(among: [calendar, holiday], in: Self.utc, from: 0, to: 3 * Self.day - 1).map(\.lowerBound)
        }
        #expect(begins(office) == [28_800, 2 * Self.day + 28_800])
        office.except = []
        office.shift = .init(days: 1)
        #expect(begins(office).contains(28_800))
        let zone = ZoneOffsets(
            name: "jump",
            start: Self.january * 86_400,
            shifts: [.init(from: -Self.day, seconds: 0), .init(from: Self.day + 3600, seconds: 3600)]
        )
        // On the day of the jump a date that is moved keeps its local time, and elapsed time does not.
        let once = LocalCalendar(
            name: "x",
            rule: .recurring(Recurrence(.daily, count: 1, from: Self.january), at: 43_200, length: 60),
            shift: .init(days: 2)
        )
        var elapsed = once
        elapsed.shift = .init(seconds: 2 * Self.day)
        #expect(
            once.times(among: [], in: zone, from: 0, to: 5 * Self.day).map(\.lowerBound) == [
                2 * Self.day + 43_200 - 3600
            ]
        )
        #expect(
            elapsed.times(among: [], in: zone, from: 0, to: 5 * Self.day).map(\.lowerBound) == [2 * Self.day + 43_200]
        )
    }

    @Test("Times without others are what is in the first and not in the others, second by second")
    func differences() {
        var random = SystemlessRandom(state: 9)
        for _ in 0..<200 {
            func days() -> LocalCalendar {
                let chosen = (0..<40).filter { _ in random.next() % 3 == 0 }.map { Self.january + Int64($0) }
                return LocalCalendar(name: "d", rule: .dates(chosen.map { $0...$0 }))
            }
            var one = days()
            let other = days()
            let all = one.times(among: [], in: Self.utc, from: 0, to: 40 * Self.day)
            one.except = [0]
            let left = one.times(among: [other], in: Self.utc, from: 0, to: 40 * Self.day)
            let others = other.times(among: [], in: Self.utc, from: 0, to: 40 * Self.day)
            for day in 0..<40 {
                let noon = Tick(day) * Self.day + 43_200
                let expected = all.contains { $0.contains(noon) } && !others.contains { $0.contains(noon) }
                #expect(left.contains { $0.contains(noon) } == expected)
            }
            for (time, next) in zip(left, left.dropFirst()) { #expect(time.upperBound < next.lowerBound) }
        }
    }
}

/// SplitMix64.
private struct SystemlessRandom: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var z = state
        z = (z ^ z >> 30) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ z >> 27) &* 0x94D0_49BB_1331_11EB
        return z ^ z >> 31
    }
}
