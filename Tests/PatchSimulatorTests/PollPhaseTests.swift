import EventEngine
import PatchModel
import Testing

@testable import PatchSimulator

/// Where polls lie at time 0: they began with the on-period that is under way then.
@Suite("Polls at the start")
struct PollPhaseTests {
    typealias W = SmallWorlds

    @Test(
        "A release at time 0 waits like one on any other day: the age of a poll belongs to that of the on-period",
        arguments: PollWaits.all
    )
    func fromTheStart(waits: PollWaits) throws {
        try waits.expectWaits(devices: 10_000, released: 0)
    }

    /// When the only device of a group runs a patch that takes no time; Monday 5 January 1970, 10:30:00 is time 0.
    private func firstContact(_ connectivity: Connectivity, every: Tick) throws -> Tick? {
        let monday: Int64 = 4 * 86_400
        var group = W.group(
            1,
            connectivity: connectivity,
            checkIn: CheckIn(mode: .poll(every: every, jitter: 0))
        )
        group.zone = .utc(start: monday + 10 * 3600 + 1800)
        let scenario = W.scenario([group], [W.patch()], horizon: Tick(10 * W.day))
        return try W.ledger(scenario).timeToPatch50
    }

    @Test("A device at work since eight checks in a whole number of polls after eight, or tomorrow at eight")
    func weekly() throws {
        let office = WeeklyPattern(
            days: [.mon, .tue, .wed, .thu, .fri],
            opens: 8 * 3600,
            closes: 18 * 3600
        )
        // The next poll is at 11:00, at 10:30 itself, at 14:00, at 18:00 (when the device is off already), and never.
        for (every, expected) in [
            (3600, 1800), (900, 0), (6 * 3600, 3 * 3600 + 1800), (10 * 3600, 21 * 3600 + 1800),
            (24 * 3600, 21 * 3600 + 1800),
        ] as [(Tick, Tick)] {
            #expect(try firstContact(.weekly(office), every: every) == expected, "polls every \(every) s")
        }
    }

    @Test("A recorded session that began before the start has its polls from there on")
    func recorded() throws {
        let sessions = W.recorded([(-1000, 50_000), (90_000, 100_000)])
        for (every, expected) in [(3600, 2600), (500, 0), (300, 200), (51_000, 90_000)] as [(Tick, Tick)] {
            #expect(try firstContact(sessions, every: every) == expected, "polls every \(every) s")
        }
    }
}
