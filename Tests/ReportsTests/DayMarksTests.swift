import EventEngine
import Experiments
import PatchModel
import PatchSimulator
import Testing

@testable import Reports

@Suite("Days as people call them")
struct DayMarksTests {
    @Test("A figure of four ways is the median, one in ten, the worst and the mean, and a bound where one decides")
    func fourFigures() throws {
        let values = (1...11).map(Double.init)
        let low = try #require(FourFigures(values, .low))
        #expect(low.cells.map(\.value) == [6, 10, 11, 6])
        let high = try #require(FourFigures(values, .high))
        #expect(high.cells.map(\.value) == [6, 2, 1, 6])
        let bound = try #require(FourFigures(values.map { .init(value: $0, isBound: $0 > 9) }, .low))
        #expect(bound.cells.map(\.isBound) == [false, true, true, true])
        #expect(FourFigures([Double](), .low) == nil)
    }

    @Test("Shares on a day are those of the series, between two instants in a straight line")
    func marks() async throws {
        // Six days in 24 intervals: an instant every six hours.
        let study = try await SmallStudy.study()
        let marks = try #require(DayMarks(study))
        #expect(marks.days == [1, 2, 3])
        for (place, results) in study.results.enumerated() {
            for (column, day) in marks.days.enumerated() {
                let shares = try results.map { run in
                    let series = try #require(run.series)
                    return Double(series[.patchedPairs][4 * day]) / Double(series[.releasedPairs][4 * day])
                }
                #expect(marks.patched[place][column] == shares)
            }
            #expect(marks.exposed[place].joined().allSatisfy { (0...1).contains($0) })
        }
        // Five intervals of 28.8 hours: no instant is on a day, and the first day is within the first interval.
        let coarse = try await SmallStudy.study(seriesIntervals: 5)
        let other = try #require(DayMarks(coarse))
        #expect(other.days == [2, 3])
        let series = try #require(coarse.results[0][0].series)
        let at = { (place: Int) in Double(series[.patchedPairs][place]) / Double(series[.releasedPairs][place]) }
        // 48 h are two thirds of the way from 28.8 to 57.6 h.
        #expect(abs(other.patched[0][0][0] - (at(1) + (at(2) - at(1)) * 2 / 3)) < 1e-12)
        #expect(DayMarks(try await SmallStudy.study(seriesIntervals: nil)) == nil)
    }

    @Test("Days have dates, weekends reach from midnight to midnight in local time, and events stand where they happen")
    func calendar() {
        var scenario = SmallStudy.scenario()
        // Friday 23 October 2026, 12:00 in Berlin; on Sunday clocks go back by an hour.
        scenario.zone = ZoneOffsets(
            name: "Europe/Berlin",
            start: 1_792_749_600,
            shifts: [.init(from: Tick.min, seconds: 7200), .init(from: 133_200, seconds: 3600)]
        )
        scenario.patches[0].released = 86_400
        let calendar = PageCalendar(scenario)
        #expect(PageCalendar.start(scenario) == "Fri 23 Oct 2026")
        #expect(calendar.dates.prefix(3) == ["Fri 23 Oct", "Sat 24 Oct", "Sun 25 Oct"] && calendar.dates.count == 7)
        #expect(calendar.weekends == [[0.5, 1.5], [1.5, 2.5417]])
        #expect(calendar.events.map(\.label) == ["big-bang-2 released", "deadline, high"])
        #expect(calendar.events.map(\.day) == [1, 4])
    }
}
