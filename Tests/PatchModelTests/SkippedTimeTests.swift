import EventEngine
import PatchModel
import Testing

/// Local times that do not exist.
@Suite("Local times that the clocks skip")
struct SkippedTimeTests {
    @Test(
        "A time that does not exist is the first instant at which local clocks show a later one: the change itself",
        arguments: LocalTimeTests.changes
    )
    func skipped(change: LocalTimeTests.Change) {
        for time in LocalTimeTests.times(change) where change.isSkipped(time) {
            LocalTimeTests.expectFirst(change, time)
            #expect(change.zone.tick(day: time / 86_400, second: time % 86_400) == change.at - change.zone.start)
        }
    }

    @Test("Later local times are never earlier instants", arguments: LocalTimeTests.changes)
    func monotone(change: LocalTimeTests.Change) {
        let zone = change.zone
        let ticks = LocalTimeTests.times(change).map { zone.tick(day: $0 / 86_400, second: $0 % 86_400) }
        #expect(ticks == ticks.sorted())
    }

    @Test("A day that does not exist is over when it begins: Apia went from 29 to 31 December 2011")
    func wholeDay() {
        // 30 December 2011, 10:00 UTC; from UTC−10 to UTC+14.
        let change: Int64 = 1_325_239_200
        let start = change - 5 * 86_400
        let zone = ZoneOffsets(
            name: "Pacific/Apia",
            start: start,
            shifts: [.init(from: -86_400, seconds: -36_000), .init(from: change - start, seconds: 50_400)]
        )
        let thirtieth: Int64 = 15_338
        for second in [0, 1, 32_400, 86_399, 86_400] as [Int64] {
            #expect(zone.tick(day: thirtieth, second: second) == change - start)
        }
        #expect(zone.tick(day: thirtieth - 1, second: 86_399) == change - start - 1)
        #expect(zone.tick(day: thirtieth + 1, second: 32_400) == change - start + 32_400)
        #expect(zone.day(at: change - start - 1) == thirtieth - 1 && zone.day(at: change - start) == thirtieth + 1)
    }
}
