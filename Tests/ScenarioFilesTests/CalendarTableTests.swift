import EventEngine
import PatchModel
import Testing
import Text

@testable import ScenarioFiles

/// Local times as instants, with the zones of the IANA database.
@Suite("Calendars and clocks that change")
struct CalendarTableTests {
    /// Minutes that hours are open which begin on the day, or, if they end past midnight, on the day before.
    struct Case: Sendable, CustomTestStringConvertible {
        var zone: String
        /// The day, and the days after 1970-01-01 that it is.
        var date: String
        var hours: (opens: Int64, closes: Int64)
        var minutes: Int64
        var testDescription: String { "\(zone) \(date) \(hours)" }

        init(_ zone: String, _ date: String, _ opens: Int64, _ closes: Int64, _ minutes: Int64) {
            (self.zone, self.date, hours, self.minutes) = (zone, date, (opens * 60, closes * 60), minutes)
        }
    }

    private static let days = [
        ("Europe/Paris", "2026-03-29"), ("Europe/Paris", "2026-10-25"), ("Australia/Lord_Howe", "2026-10-04"),
        ("Australia/Lord_Howe", "2026-04-05"),
    ]

    /// Opening and closing time in minutes, and how many minutes it is open on each of the days.
    private static let table: [(Int64, Int64, [Int64])] = [
        (90, 150, [30, 60, 30, 90]), (150, 210, [30, 120, 60, 60]), (135, 165, [0, 30, 15, 30]),
        (120, 240, [60, 180, 90, 120]), (1320, 360, [420, 540, 450, 510]), (0, 1440, [1380, 1500, 1410, 1470]),
    ]

    static let cases: [Case] =
        table.flatMap { opens, closes, minutes in
            zip(days, minutes).map { Case($0.0, $0.1, opens, closes, $1) }
        } + [
            Case("Pacific/Apia", "2011-12-30", 0, 1440, 0), Case("America/Sao_Paulo", "2018-02-17", 1410, 1440, 90),
            Case("Africa/Cairo", "2026-04-24", 30, 90, 30),
        ]

    /// The zone from three days before the date on, and the date.
    private static func zone(_ name: String, _ date: String) throws -> (ZoneOffsets, Int64) {
        let day = try LocalDate(date)
        var start = day
        start.day = day.day.adding(days: -3)
        return (ScenarioCalendar(start: start, zoneName: name, horizon: 6 * 86_400).zone, day.dayNumber)
    }

    @Test(
        "Hours are open for as many minutes on the day of change as between the first instants of their ends",
        arguments: cases
    )
    func minutes(one: Case) throws {
        let (zone, day) = try Self.zone(one.zone, one.date)
        let isOvernight = one.hours.closes <= one.hours.opens
        let calendar = LocalCalendar(
            name: "hours",
            rule: .weekly(
                days: [Weekday(day: isOvernight ? day - 1 : day)],
                opens: one.hours.opens,
                closes: one.hours.closes
            )
        )
        let times = calendar.times(among: [calendar], in: zone, from: 0, to: 6 * 86_400)
        #expect(times.reduce(0) { $0 + $1.upperBound - $1.lowerBound } == one.minutes * 60)
        #expect(times.count == (one.minutes == 0 ? 0 : 1))
    }

    @Test("What begins at 03:00 begins at the instant that is told, so many hours after that of the day before")
    func three() throws {
        let begins: [(Int64, Double)] = [(25, 23), (26, 25), (16 - 24 + 24, 23.5), (16, 24.5)]
        for (place, (name, date)) in Self.days.enumerated() {
            let (zone, day) = try Self.zone(name, date)
            let calendar = LocalCalendar(
                name: "three",
                rule: .recurring(Recurrence(.daily), at: 3 * 3600, length: 60)
            )
            let times = calendar.times(among: [calendar], in: zone, from: 0, to: 6 * 86_400).map(\.lowerBound)
            let instant = zone.tick(day: day, second: 3 * 3600)
            let found = try #require(times.firstIndex(of: instant))
            #expect(Double(times[found] - times[found - 1]) / 3600 == begins[place].1)
        }
        let (paris, march) = try Self.zone("Europe/Paris", "2026-03-29")
        #expect(paris.tick(day: march, second: 3 * 3600) + paris.start == march * 86_400 + 3600)
        let (lord, april) = try Self.zone("Australia/Lord_Howe", "2026-04-05")
        #expect(lord.tick(day: april, second: 3 * 3600) + lord.start == (april - 1) * 86_400 + 16 * 3600 + 1800)
    }

    @Test("A later local time is never an earlier instant, so that windows that touch have neither gap nor overlap")
    func monotone() throws {
        for (name, date) in Self.days {
            let (zone, day) = try Self.zone(name, date)
            var last = zone.tick(day: day - 1, second: 0)
            for minute in stride(from: Int64(0), through: 3 * 1440, by: 5) {
                let tick = zone.tick(day: day - 1, second: minute * 60)
                #expect(tick >= last)
                last = tick
            }
        }
    }
}
