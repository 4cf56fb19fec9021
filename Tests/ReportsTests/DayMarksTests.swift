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

    @Test("Shares on a day are those of the metrics, which the series bear out, and need no series")
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
                let exposed = results.map { run in
                    let counts = run.ledger.days.counts[column]
                    return Double(counts.exposed) / Double(counts.affected)
                }
                #expect(marks.exposed[place][column] == exposed && exposed.contains { $0 > 0 })
            }
        }
        let bare = try #require(DayMarks(try await SmallStudy.study(seriesIntervals: nil)))
        #expect(bare.patched == marks.patched && bare.exposed == marks.exposed)
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
        // Noon is half a day behind the midnight that began the day; the day of the change has 25 hours.
        #expect(calendar.midnights == [-0.5, 0.5, 1.5, 2.54167, 3.54167, 4.54167, 5.54167, 6.54167])
        #expect(calendar.weekends == [[0.5, 1.5], [1.5, 2.5417]])
        #expect(calendar.events.map(\.label) == ["big-bang-2 released", "deadline, high"])
        #expect(calendar.events.map(\.day) == [1, 4])
        // What becomes public after the start is marked, too.
        scenario.vulnerabilities[0].disclosed = 2 * 86_400
        let name = scenario.vulnerabilities[0].name
        let labels = PageCalendar(scenario).events.map(\.label)
        #expect(labels == ["big-bang-2 released", "\(name) disclosed", "deadline, high"])
    }

    @Test("The date of a moment counts from the time of day at which the scenario starts")
    func startInTheEvening() throws {
        var scenario = SmallStudy.scenario()
        // Tuesday 10 March 2026, 18:00.
        scenario.zone = ZoneOffsets(name: "UTC", start: 1_773_165_600, shifts: [.init(from: Tick.min, seconds: 0)])
        let calendar = PageCalendar(scenario)
        // 1.9 days later it is 15:36 on Thursday.
        let place = try #require(calendar.midnights.lastIndex { $0 <= 1.9 })
        #expect(calendar.dates[place] == "Thu 12 Mar")
        #expect(calendar.midnights.count == calendar.dates.count + 1)
    }
}
