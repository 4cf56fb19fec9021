import EventEngine
import PatchModel
import Testing

@testable import PatchSimulator

/// Polls count from the connection, also with one that was there before the scenario began.
@Suite("Polls in equilibrium with their sessions")
struct PollEquilibriumTests {
    typealias W = SmallWorlds

    static let hour = 3600.0

    /// Laws of on-periods, of every family.
    static let laws: [Distribution] = {
        let parts: [(Double, Distribution?)] = [
            (0.5, try? .exponential(mean: 3 * hour)), (0.5, try? .constant(50 * hour)),
        ]
        let laws: [Distribution?] = [
            try? .constant(30 * hour), try? .uniform(low: 5 * hour, high: 60 * hour),
            try? .exponential(mean: 67.01 * hour), try? .exponential(mean: 40 * hour, plus: 10 * hour),
            try? .weibull(shape: 0.55, scale: 35.3 * hour), try? .logNormal(mu: 11.2, sigma: 1),
            try? .logLogistic(median: 20 * hour, shape: 3), try? .gamma(shape: 0.41, scale: 162.19 * hour),
            try? .triangular(low: 2 * hour, mode: 10 * hour, high: 70 * hour),
            try? .mixture(parts.map { ($0.0, $0.1 ?? .zero) }),
            try? .empirical([1, 5, 26, 70].map { $0 * hour }),
        ]
        return laws.compactMap { $0 }
    }()

    @Test(
        "A release at time 0 waits like one on any other day: the age of a poll belongs to that of the on-period",
        arguments: PollWaits.all
    )
    func fromTheStart(waits: PollWaits) throws {
        try waits.expectWaits(devices: 10_000, released: 0)
    }

    @Test("On Exp(67.01 h), off Exp(16.49 h), polled at the connection and every 22 h: 13.6557 h to the first check-in")
    func memoryless() throws {
        try PollWaits.exponential(on: 67.01, off: 16.49, every: 22).expectWaits(devices: 100_000, released: 0)
    }

    @Test("Devices begin in equilibrium with the session under way, whatever the law of on-periods", arguments: laws)
    func anyLaw(on: Distribution) throws {
        let (off, tau) = (16 * Self.hour, 22 * Self.hour)
        let devices = 40_000
        let group = W.group(
            devices,
            connectivity: .alternating(on: on, off: W.constant(off), awayShare: 0),
            checkIn: CheckIn(mode: .poll(every: Tick(tau), jitter: 0))
        )
        let ledger = try W.ledger(W.scenario([group], [W.patch()], horizon: Tick(400 * W.day)))
        #expect(ledger.patching.patchedPairs == devices)
        let mean = Double(ledger.exposure.plain) / Double(devices)
        // At a random instant one waits E[G²]/2E[G] for the next of a stationary sequence of points with gaps G, with the
        // second moment E[G³]/3E[G]. A cycle has as many whole gaps τ as fit, and the rest of the on-period with the pause.
        var (first, second, third) = (0.0, 0.0, 0.0)
        let points = 20_000
        for point in 0..<points {
            let length = on.quantile((Double(point) + 0.5) / Double(points))
            let whole = max(0, (length / tau).rounded(.up) - 1)
            let rest = length - whole * tau + off
            first += whole * tau + rest
            second += whole * tau * tau + rest * rest
            third += whole * tau * tau * tau + rest * rest * rest
        }
        let expected = second / first / 2
        let error = ((third / first / 3 - expected * expected) / Double(devices)).squareRoot()
        // Half a second for rounding, and 0.2 % for the part of the heaviest tail beyond the greatest of the quantiles.
        #expect(abs(mean - expected) < 4 * error + 0.5 + 0.002 * expected)
    }

    /// When the only device of a group runs a patch that takes no time.
    ///
    /// - Parameter start: seconds since 1970 at which time 0 is.
    private func firstContact(_ connectivity: Connectivity, every: Tick, start: Int64 = 0) throws -> Tick? {
        var group = W.group(
            1,
            connectivity: connectivity,
            checkIn: CheckIn(mode: .poll(every: every, jitter: 0))
        )
        group.zone = .utc(start: start)
        return try W.ledger(W.scenario([group], [W.patch()], horizon: Tick(10 * W.day))).patching.timeToPatch50
    }

    @Test("A device at work since eight checks in a whole number of polls after eight, or tomorrow at eight")
    func workday() throws {
        let office = WeeklyPattern(days: [.mon, .tue, .wed, .thu, .fri], opens: 8 * 3600, closes: 18 * 3600)
        // Monday 5 January 1970, 10:30:00. The next poll is at 11:00, at 10:30 itself, at 14:00, at 18:00 (when the device
        // is off already), and never.
        for (every, expected) in [
            (3600, 1800), (900, 0), (6 * 3600, 3 * 3600 + 1800), (10 * 3600, 21 * 3600 + 1800),
            (24 * 3600, 21 * 3600 + 1800),
        ] as [(Tick, Tick)] {
            let found = try firstContact(.weekly(office), every: every, start: 4 * 86_400 + 10 * 3600 + 1800)
            #expect(found == expected, "polls every \(every) s")
        }
        // Noon of a day on which it is at work since eight, and since midnight: two days that touch are two connections.
        let daily = WeeklyPattern(days: Set(Weekday.allCases), opens: 8 * 3600, closes: 17 * 3600)
        let always = WeeklyPattern(days: Set(Weekday.allCases), opens: 0, closes: 86_400)
        for (pattern, every, expected) in [
            (daily, 5400, 1800), (daily, 36_000, 20 * 3600), (always, 36_000, 8 * 3600),
        ] as [(WeeklyPattern, Tick, Tick)] {
            #expect(try firstContact(.weekly(pattern), every: every, start: 12 * 3600) == expected)
        }
    }

    @Test("A recorded session that began before the start has its polls from there on")
    func recorded() throws {
        for (begin, every, expected) in [
            (-1000, 3600, 2600), (-1000, 500, 0), (-1000, 300, 200), (-1000, 51_000, 90_000), (-10_000, 7200, 4400),
            (-10_000, 70_000, 90_000),
        ] as [(Tick, Tick, Tick)] {
            let sessions = W.recorded([(begin, 50_000), (90_000, 100_000)])
            #expect(try firstContact(sessions, every: every) == expected, "from \(begin) s, every \(every) s")
        }
    }

    @Test("A device that is always on has polls of any phase, also where the interval is longer than the horizon")
    func alwaysOn() throws {
        let devices = 20_000
        let group = W.group(devices, checkIn: CheckIn(mode: .poll(every: Tick(40 * W.day), jitter: 0)))
        let ledger = try W.ledger(W.scenario([group], [W.patch()], horizon: Tick(10 * W.day)))
        // Within a quarter of the interval a quarter of the devices is polled.
        let error = (0.25 * 0.75 / Double(devices)).squareRoot()
        #expect(abs(Double(ledger.patching.patchedPairs) / Double(devices) - 0.25) < 4 * error)
    }

    @Test("Periods and intervals of decades do not trap")
    func decades() throws {
        let long = try Distribution.weibull(shape: 0.1, scale: 1e9)
        for every in [1, Tick.latest / 2, Tick.latest] {
            for connectivity in [Connectivity.alwaysOn, .alternating(on: long, off: long, awayShare: 0)] {
                let group = W.group(
                    500,
                    connectivity: connectivity,
                    checkIn: CheckIn(mode: .poll(every: every, jitter: 1))
                )
                let ledger = try W.ledger(W.scenario([group], [W.patch()], horizon: 1000))
                #expect(ledger.patching.patchedPairs <= 500)
            }
        }
    }
}
