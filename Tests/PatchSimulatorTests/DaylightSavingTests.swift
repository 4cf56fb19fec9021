import EventEngine
import PatchModel
import Testing

@testable import PatchSimulator

/// Office hours on days on which the clocks are changed, to the second.
@Suite("Daylight saving")
struct DaylightSavingTests {
    typealias W = SmallWorlds

    private static let week = Set(Weekday.allCases)

    @Test(
        "On the day of change a device is on from the second to the second that local clocks say",
        arguments: ShiftedDay.all + ShiftedDay.atMidnight
    )
    func hours(day: ShiftedDay) throws {
        try day.expectOnline(day.hours)
    }

    @Test("A day has 23, 25, 23½ or 24½ hours when the clocks are changed, 24 otherwise", arguments: ShiftedDay.all)
    func wholeDays(day: ShiftedDay) throws {
        let sessions = try day.sessions(opens: 0, closes: 1440, days: Self.week)
        // The first and the last day are cut by the start and by the horizon.
        let lengths = sessions.dropFirst().dropLast().map { $0.end - $0.start }
        let changed = 86_400 - (day.shift.after - day.shift.before)
        #expect(lengths == [86_400, 86_400, changed, 86_400] || lengths == [86_400, changed, 86_400])
        #expect(sessions.contains { $0.start == day.midnight && $0.end == day.midnight + changed })
        #expect(zip(sessions, sessions.dropFirst()).allSatisfy { $0.end == $1.start })
    }

    @Test(
        "Office hours begin at nine by the clock before and after the change, and last nine hours",
        arguments: ShiftedDay.all
    )
    func officeHours(day: ShiftedDay) throws {
        let sessions = try day.sessions(opens: 540, closes: 1080, days: Self.week)
        #expect(sessions.count == 5)
        for session in sessions {
            let zone = day.zone(from: session.start)
            #expect(session.end - session.start == 9 * 3600)
            #expect((session.start + zone.offset(at: 0)) % 86_400 == 9 * 3600)
        }
        // From the day before to the day of change an hour, or half of one, less or more than a day passes.
        let steps = zip(sessions, sessions.dropFirst()).map { $1.start - $0.start - 86_400 }
        #expect(steps.filter { $0 != 0 } == [day.shift.before - day.shift.after])
    }

    @Test(
        "A patch that comes at midnight waits for the office to open: nine hours less what is skipped, or more",
        arguments: ShiftedDay.all
    )
    func wait(day: ShiftedDay) throws {
        let start = day.midnight - 7200
        let pattern = WeeklyPattern(days: Self.week, opens: 540 * 60, closes: 1080 * 60)
        var group = W.group(3, connectivity: .weekly(pattern))
        group.zone = day.zone(from: start)
        let ledger = try W.ledger(W.scenario([group], [W.patch(released: 7200)], horizon: 2 * 86_400))
        let wait = 9 * 3600 - (day.shift.after - day.shift.before)
        #expect(ledger.patching.timeToPatch50 == wait && ledger.patching.timeToPatch99 == wait)
        // The vulnerability is known from the start.
        #expect(ledger.exposure.plain == 3 * (7200 + wait))
    }

    @Test("A late arrival is late within what is left of the hours", arguments: ShiftedDay.all)
    func arrival(day: ShiftedDay) throws {
        // From one minute before the change that jumps over the hour at two: what opens at 01:59 and closes at 03:01.
        let devices = 300
        let start = day.midnight - 3600
        let pattern = WeeklyPattern(
            days: [Weekday(day: day.day)],
            opens: 119 * 60,
            closes: 181 * 60,
            arrival: 50 * 60
        )
        var group = W.group(devices, connectivity: .weekly(pattern))
        group.zone = day.zone(from: start)
        let simulation = try W.simulation(W.scenario([group], [], horizon: 86_400))
        let hours = try #require(day.hours.first { $0.opens == 119 && $0.closes == 181 })
        let length = Double(60 * (hours.ends - hours.begins))
        let latest = min(50 * 60, length)
        let opening = day.midnight + 60 * hours.begins - start
        var delays: [Double] = []
        for device in 0..<devices {
            let sessions = simulation.sessions(of: device)
            #expect(sessions.count == 1)
            for session in sessions {
                #expect(session.end == day.midnight + 60 * hours.ends - start)
                #expect(session.start >= opening && session.start < session.end)
                delays.append(Double(session.start - opening))
            }
        }
        // Uniform, rounded down to the second; four standard errors.
        let mean = delays.reduce(0, +) / Double(devices)
        #expect(abs(mean - (latest - 1) / 2) < 4 * latest / (12 * Double(devices)).squareRoot())
    }
}
