import EventEngine
import PatchModel
import Testing

@Suite("Calendars")
struct CalendarTests {
    static let hour: Int64 = 3600
    static let day: Int64 = 86_400

    /// Paris in 2026, the scenario starting on 1 March at noon UTC: clocks go from 02:00 to 03:00 on 29 March at 01:00 UTC,
    /// and from 03:00 back to 02:00 on 25 October at 01:00 UTC.
    static let start: Int64 = 1_772_366_400
    static let spring: Int64 = 1_774_746_000
    static let autumn: Int64 = 1_792_890_000
    static let paris = ZoneOffsets(
        name: "Europe/Paris",
        start: start,
        shifts: [
            .init(from: -start, seconds: hour), .init(from: spring - start, seconds: 2 * hour),
            .init(from: autumn - start, seconds: hour),
        ]
    )

    /// Days from 1970-01-01 to 29 March and 25 October 2026.
    static let springDay = spring / day
    static let autumnDay = autumn / day

    @Test("A time on an ordinary day is found with the offset of that day")
    func ordinary() {
        let paris = Self.paris
        #expect(
            paris.tick(day: Self.springDay - 5, second: 9 * Self.hour) == (Self.springDay - 5) * Self.day + 8
                * Self.hour - Self.start
        )
        #expect(
            paris.tick(day: Self.springDay + 5, second: 9 * Self.hour) == (Self.springDay + 5) * Self.day + 7
                * Self.hour - Self.start
        )
        #expect(
            paris.tick(day: Self.autumnDay + 5, second: 9 * Self.hour) == (Self.autumnDay + 5) * Self.day + 8
                * Self.hour - Self.start
        )
    }

    @Test("On the days of the shifts, times before and after the shift take their own offsets")
    func daysOfShift() {
        let paris = Self.paris
        let shift = Self.spring - Self.start
        #expect(paris.tick(day: Self.springDay, second: Self.hour) == shift - Self.hour)
        #expect(paris.tick(day: Self.springDay, second: 2 * Self.hour - 1) == shift - 1)
        #expect(paris.tick(day: Self.springDay, second: 3 * Self.hour) == shift)
        #expect(paris.tick(day: Self.springDay, second: 9 * Self.hour) == shift + 6 * Self.hour)
        let back = Self.autumn - Self.start
        #expect(paris.tick(day: Self.autumnDay, second: Self.hour) == back - 2 * Self.hour)
        #expect(paris.tick(day: Self.autumnDay, second: 3 * Self.hour) == back + Self.hour)
        #expect(paris.tick(day: Self.autumnDay, second: 9 * Self.hour) == back + 7 * Self.hour)
    }

    @Test("A time that the clocks skip is the moment of the shift")
    func gap() {
        let shift = Self.spring - Self.start
        for minute in [0, 1, 30, 59] {
            #expect(Self.paris.tick(day: Self.springDay, second: 2 * Self.hour + 60 * Int64(minute)) == shift)
        }
    }

    /// Lord Howe Island puts its clocks forward by half an hour, from 02:00 to 02:30, and back again.
    static let lordHowe = ZoneOffsets(
        name: "Australia/Lord_Howe",
        start: spring,
        shifts: [
            .init(from: -day, seconds: 37_800), .init(from: 10 * day - 37_800 + 7200 - spring % day, seconds: 39_600),
            .init(from: 20 * day - 39_600 + 7200 - spring % day, seconds: 37_800),
        ]
    )

    private func minutes(_ zone: ZoneOffsets, _ day: Int64, _ from: (Int64, Int64), _ to: (Int64, Int64)) -> Tick {
        let end = zone.tick(day: day, second: to.0 * Self.hour + to.1 * 60)
        return (end - zone.tick(day: day, second: from.0 * Self.hour + from.1 * 60)) / 60
    }

    @Test("Hours on the day on which the clocks go forward have neither gap nor overlap, to the minute")
    func hoursInGap() {
        #expect(minutes(Self.paris, Self.springDay, (1, 30), (2, 30)) == 30)
        #expect(minutes(Self.paris, Self.springDay, (2, 30), (3, 30)) == 30)
        #expect(minutes(Self.paris, Self.springDay, (2, 15), (2, 45)) == 0)
        #expect(minutes(Self.paris, Self.springDay, (1, 0), (4, 0)) == 120)
        // In autumn the first of the two times counts, for both ends.
        #expect(minutes(Self.paris, Self.autumnDay, (1, 30), (2, 30)) == 60)
        #expect(minutes(Self.paris, Self.autumnDay, (2, 30), (3, 30)) == 120)
        #expect(minutes(Self.paris, Self.autumnDay, (2, 15), (2, 45)) == 30)
    }

    @Test("A shift of half an hour skips half an hour")
    func halfHour() {
        let day = Self.springDay + 10
        #expect(minutes(Self.lordHowe, day, (2, 15), (2, 45)) == 15)
        #expect(minutes(Self.lordHowe, day, (1, 30), (2, 15)) == 30)
        #expect(minutes(Self.lordHowe, day, (2, 0), (2, 30)) == 0)
        #expect(minutes(Self.lordHowe, day, (1, 0), (3, 0)) == 90)
        let back = Self.springDay + 20
        #expect(minutes(Self.lordHowe, back, (1, 0), (3, 0)) == 150)
        #expect(minutes(Self.lordHowe, back, (1, 45), (2, 15)) == 60)
    }

    @Test("A time that occurs twice is the first of the two")
    func overlap() {
        let back = Self.autumn - Self.start
        #expect(Self.paris.tick(day: Self.autumnDay, second: 2 * Self.hour + 1800) == back - 1800)
        #expect(Self.paris.tick(day: Self.autumnDay, second: 2 * Self.hour) == back - Self.hour)
    }

    @Test("Through the year local days and times lead back to themselves, and later times to later ticks")
    func roundTrip() {
        let paris = Self.paris
        var last = Int64.min
        for day in Self.springDay - 3...Self.autumnDay + 3 {
            for second in stride(from: Int64(0), to: Self.day, by: 5400) {
                let tick = paris.tick(day: day, second: second)
                let isSkipped = day == Self.springDay && second >= 2 * Self.hour && second < 3 * Self.hour
                if !isSkipped {
                    #expect(Self.start + tick + paris.offset(at: tick) == day * Self.day + second)
                    #expect(paris.day(at: tick) == day)
                }
                #expect(tick >= last)
                last = tick
            }
        }
    }

    @Test("The first shift holds from before the start, in whatever order the shifts are given")
    func firstShift() {
        let zone = ZoneOffsets(
            name: "x",
            start: 0,
            shifts: [.init(from: 500, seconds: 60), .init(from: 100, seconds: 30)]
        )
        #expect([-1000, 0, 100, 499, 500, 9999].map(zone.offset(at:)) == [30, 30, 30, 30, 60, 60])
        #expect(ZoneOffsets.utc().offset(at: 7) == 0)
    }

    @Test("Days before 1970 are counted downwards")
    func beforeEpoch() {
        let zone = ZoneOffsets.utc()
        #expect([-86_401, -86_400, -1, 0, 86_399, 86_400].map(zone.day(at:)) == [-2, -1, -1, 0, 0, 1])
    }

    @Test("1 January 1970 was a Thursday, 29 March 2026 a Sunday, and weeks repeat in both directions")
    func weekdays() {
        #expect(Weekday(day: 0) == .thu)
        #expect(Weekday(day: Self.springDay) == .sun)
        #expect(Weekday(day: -1) == .wed)
        #expect((-14..<14).allSatisfy { Weekday(day: $0) == Weekday(day: $0 + 7) })
    }
}
