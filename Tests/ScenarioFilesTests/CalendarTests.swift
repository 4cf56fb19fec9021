import EventEngine
import PatchModel
import ScenarioFiles
import Testing

@Suite struct CalendarTests {
    private func scenario(start: String, zone: String, horizon: String = "45d") throws -> Scenario {
        let text = smallScenario.replacing("2026-03-10T18:00:00", with: "\(start)\ntimezone: \(zone)")
            .replacing("45d", with: horizon)
        let loaded = ScenarioFile.load(text: text, name: "x.yaml")
        #expect(loaded.diagnostics == [])
        return try #require(loaded.scenario)
    }

    @Test(
        "The start is local time in the scenario's zone",
        arguments: [
            ("2026-03-10T18:00:00", "UTC", 1_773_165_600), ("2026-03-10T18:00:00", "Europe/Paris", 1_773_162_000),
            ("2026-07-01", "Europe/Paris", 1_782_856_800), ("2026-03-10T18:00", "Asia/Kathmandu", 1_773_144_900),
            ("2026-03-10 18:00:30", "America/New_York", 1_773_180_030), ("1999-12-31T24:00", "UTC", nil),
            // Half past two does not exist on the day on which summer time begins: the first instant after it is three.
            ("2026-03-29T02:30", "Europe/Paris", 1_774_746_000),
            // Half past two occurs twice when it ends: the first is meant.
            ("2026-10-25T02:30", "Europe/Paris", 1_792_888_200),
        ] as [(String, String, Int64?)]
    )
    func start(text: String, zone: String, instant: Int64?) throws {
        guard let instant else {
            #expect(remarks(("2026-03-10T18:00:00", text)).first?.contains("bad-date") ?? false)
            return
        }
        #expect(try scenario(start: text, zone: zone).zone.start == instant)
    }

    @Test("Summer time shifts the offset within the horizon, and only there")
    func shifts() throws {
        let zone = try scenario(start: "2026-03-10T18:00:00", zone: "Europe/Paris").zone
        #expect(zone.offset(at: 0) == 3600)
        // 29 March, 01:00 UTC.
        let shift: Tick = 1_774_746_000 - 1_773_162_000
        #expect(zone.offset(at: shift - 1) == 3600)
        #expect(zone.offset(at: shift) == 7200)
        #expect(zone.shifts.count == 2)
        #expect(try scenario(start: "2026-03-10", zone: "Europe/Paris", horizon: "104w").zone.shifts.count == 5)
        #expect(try scenario(start: "2026-03-10", zone: "Asia/Tokyo", horizon: "104w").zone.shifts.count == 1)
    }

    @Test("A group in another zone has that zone's offsets around the same start")
    func groupZone() throws {
        let scenario = try #require(GoodScenarioTests.loaded.scenario)
        let shop = scenario.groups[1].zone
        #expect(shop.start == scenario.zone.start)
        #expect(shop.offset(at: 0) == -4 * 3600)
        #expect(scenario.groups[0].zone == scenario.zone)
    }

    @Test(
        "A zone that does not exist is refused, with the one that was meant",
        arguments: [
            ("Europe/Pariss", "Europe/Paris"), ("Paris", "Europe/Paris"), ("New York", "America/New_York"),
            ("europe/paris", "Europe/Paris"), ("UCT+1", nil), ("GMT+1", nil), ("Mars/Phobos", nil),
        ] as [(String, String?)]
    )
    func unknownZone(name: String, meant: String?) {
        let found = remarks(("horizon:", "timezone: \(name)\nhorizon:"))
        #expect(found.count == 1)
        #expect(
            found.first?.hasPrefix("x.yaml:3:11: error unknown-time-zone: there is no time zone \"\(name)\"") ?? false
        )
        if let meant { #expect(found.first?.hasSuffix("(did you mean \"\(meant)\"?)") ?? false) }
    }

    @Test(
        "Days that do not exist and years out of reach are refused",
        arguments: [
            ("2026-02-29", "bad-date"), ("2026-13-01", "bad-date"), ("2026-1-1", "bad-date"), ("26-01-01", "bad-date"),
            ("2026-01-01T25:00", "bad-date"), ("1979-12-31", "date-out-of-range"), ("2201-01-01", "date-out-of-range"),
        ]
    )
    func badDates(text: String, code: String) {
        #expect(remarks(("2026-03-10T18:00:00", text)).first?.hasPrefix("x.yaml:2:8: error \(code): ") ?? false)
    }

    @Test("29 February exists in leap years")
    func leapDay() throws {
        #expect(try scenario(start: "2028-02-29", zone: "UTC").zone.start == 1_835_395_200)
    }
}
