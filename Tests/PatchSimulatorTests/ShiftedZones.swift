import EventEngine
import PatchModel
import Testing

@testable import PatchSimulator

/// Zones around days on which their clocks are changed. Instants are those of the IANA time zone database; the tables
/// were made from it with Python's zoneinfo by a search for the first instant whose local date and time are that or
/// later.
struct ShiftedDay: Sendable, CustomTestStringConvertible {
    let testDescription: String
    /// Days after 1970-01-01.
    let day: Int64
    /// Seconds since 1970 at which the local day begins.
    let midnight: Int64
    /// Seconds since 1970 at which the clocks are changed, and the offsets before and after.
    let shift: (at: Int64, before: Int64, after: Int64)
    /// Hours of which no end is skipped, as minutes of the clock, and the minutes since midnight at which they begin
    /// and end.
    let hours: [Hours]
    /// Hours that begin or end, by the clock, in what is skipped.
    let skipped: [Hours]

    struct Hours: Sendable {
        let opens: Int64
        let closes: Int64
        let begins: Int64
        let ends: Int64

        init(_ opens: Int64, _ closes: Int64, _ begins: Int64, _ ends: Int64) {
            (self.opens, self.closes, self.begins, self.ends) = (opens, closes, begins, ends)
        }
    }

    /// The zone, for a scenario that starts at `start` seconds since 1970.
    func zone(from start: Int64) -> ZoneOffsets {
        ZoneOffsets(
            name: testDescription,
            start: start,
            shifts: [
                .init(from: -86_400 * 1000, seconds: shift.before), .init(from: shift.at - start, seconds: shift.after),
            ]
        )
    }

    /// The on-periods, in seconds since 1970, of a device that is on during these hours (minutes of the clock) on the
    /// days of the week that are given; from 52 hours before the local midnight on, for five days.
    func sessions(opens: Int64, closes: Int64, days: Set<Weekday>) throws -> [Session] {
        let start = midnight - 52 * 3600
        let pattern = WeeklyPattern(days: days, opens: opens * 60, closes: closes * 60)
        var group = SmallWorlds.group(1, connectivity: .weekly(pattern))
        group.zone = zone(from: start)
        let simulation = try SmallWorlds.simulation(SmallWorlds.scenario([group], [], horizon: 5 * 86_400))
        return simulation.sessions(of: 0).map { Session(start: $0.start + start, end: $0.end + start) }
    }

    /// Expects a device at work during these hours of that day alone to be on from and to the second that the table
    /// says.
    func expectOnline(_ table: [Hours], sourceLocation: SourceLocation = #_sourceLocation) throws {
        for hours in table {
            let found = try sessions(opens: hours.opens, closes: hours.closes, days: [Weekday(day: day)])
            let expected = Session(start: midnight + 60 * hours.begins, end: midnight + 60 * hours.ends)
            #expect(
                found == (hours.begins < hours.ends ? [expected] : []),
                "minutes \(hours.opens) to \(hours.closes)",
                sourceLocation: sourceLocation
            )
        }
    }

    /// Hours of a day on which the clocks go from 02:00 to 03:00.
    private static let fromTwoToThree: [Hours] = [
        .init(0, 1440, 0, 1380), .init(30, 90, 30, 90), .init(480, 1080, 420, 1020), .init(1, 1439, 1, 1379),
        .init(119, 181, 119, 121),
    ]

    private static let skippedFromTwoToThree: [Hours] = [
        .init(90, 150, 90, 120), .init(150, 210, 120, 150), .init(135, 165, 120, 120), .init(120, 240, 120, 180),
        .init(120, 180, 120, 120), .init(0, 120, 0, 120), .init(0, 150, 0, 120), .init(150, 1440, 120, 1380),
    ]

    static let all = [
        ShiftedDay(
            testDescription: "Europe/Berlin, 29 March 2026",
            day: 20_541,
            midnight: 1_774_738_800,
            shift: (1_774_746_000, 3600, 7200),
            hours: fromTwoToThree,
            skipped: skippedFromTwoToThree
        ),
        ShiftedDay(
            testDescription: "Europe/Berlin, 25 October 2026",
            day: 20_751,
            midnight: 1_792_879_200,
            shift: (1_792_890_000, 7200, 3600),
            hours: [
                .init(0, 1440, 0, 1500), .init(30, 90, 30, 90), .init(480, 1080, 540, 1140), .init(1, 1439, 1, 1499),
                .init(90, 150, 90, 150), .init(150, 210, 150, 270), .init(135, 165, 135, 165),
                .init(120, 240, 120, 300), .init(119, 181, 119, 241), .init(120, 180, 120, 240), .init(0, 120, 0, 120),
                .init(0, 150, 0, 150), .init(150, 1440, 150, 1500),
            ],
            skipped: []
        ),
        ShiftedDay(
            testDescription: "America/New_York, 8 March 2026",
            day: 20_520,
            midnight: 1_772_946_000,
            shift: (1_772_953_200, -18_000, -14_400),
            hours: fromTwoToThree,
            skipped: skippedFromTwoToThree
        ),
        ShiftedDay(
            testDescription: "America/New_York, 1 November 2026",
            day: 20_758,
            midnight: 1_793_505_600,
            shift: (1_793_512_800, -14_400, -18_000),
            hours: [
                .init(0, 1440, 0, 1500), .init(30, 90, 30, 90), .init(480, 1080, 540, 1140), .init(1, 1439, 1, 1499),
                .init(90, 150, 90, 210), .init(150, 210, 210, 270), .init(135, 165, 195, 225),
                .init(120, 240, 180, 300), .init(119, 181, 119, 241), .init(120, 180, 180, 240), .init(0, 120, 0, 180),
                .init(0, 150, 0, 210), .init(150, 1440, 210, 1500),
            ],
            skipped: []
        ),
        ShiftedDay(
            testDescription: "Australia/Lord_Howe, 4 October 2026",
            day: 20_730,
            midnight: 1_791_034_200,
            shift: (1_791_041_400, 37_800, 39_600),
            hours: [
                .init(0, 1440, 0, 1410), .init(30, 90, 30, 90), .init(480, 1080, 450, 1050), .init(1, 1439, 1, 1409),
                .init(90, 150, 90, 120), .init(150, 210, 120, 180), .init(119, 181, 119, 151), .init(0, 150, 0, 120),
                .init(150, 1440, 120, 1410),
            ],
            skipped: [
                .init(135, 165, 120, 135), .init(120, 240, 120, 210), .init(120, 180, 120, 150), .init(0, 120, 0, 120),
            ]
        ),
        ShiftedDay(
            testDescription: "Australia/Lord_Howe, 5 April 2026",
            day: 20_548,
            midnight: 1_775_307_600,
            shift: (1_775_314_800, 39_600, 37_800),
            hours: [
                .init(0, 1440, 0, 1470), .init(30, 90, 30, 90), .init(480, 1080, 510, 1110), .init(1, 1439, 1, 1469),
                .init(90, 150, 90, 180), .init(150, 210, 180, 240), .init(135, 165, 165, 195),
                .init(120, 240, 150, 270), .init(119, 181, 119, 211), .init(120, 180, 150, 210), .init(0, 120, 0, 150),
                .init(0, 150, 0, 180), .init(150, 1440, 180, 1470),
            ],
            skipped: []
        ),
    ]

    /// A day whose last hour comes twice, and one that begins an hour late.
    static let atMidnight = [
        ShiftedDay(
            testDescription: "America/Sao_Paulo, 17 February 2018",
            day: 17_579,
            midnight: 1_518_832_800,
            shift: (1_518_919_200, -7200, -10_800),
            hours: [.init(1410, 1440, 1410, 1500), .init(0, 1440, 0, 1500)],
            skipped: []
        ),
        ShiftedDay(
            testDescription: "Africa/Cairo, 24 April 2026",
            day: 20_567,
            midnight: 1_776_981_600,
            shift: (1_776_981_600, 7200, 10_800),
            hours: [.init(60, 120, 0, 60)],
            skipped: [.init(30, 90, 0, 30), .init(0, 1440, 0, 1380)]
        ),
    ]

    /// Samoa went from the evening of 29 December 2011 to the morning of the 31st: the 30th did not exist.
    static let apia = ShiftedDay(
        testDescription: "Pacific/Apia, 30 December 2011",
        day: 15_338,
        midnight: 1_325_239_200,
        shift: (1_325_239_200, -36_000, 50_400),
        hours: [],
        skipped: [.init(540, 1020, 0, 0), .init(0, 1440, 0, 0)]
    )
}
