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

    private func meanWait(on: Distribution, off: Distribution, every: Double, devices: Int) throws -> Double {
        let group = W.group(
            devices,
            connectivity: .alternating(on: on, off: off, awayShare: 0),
            checkIn: CheckIn(mode: .poll(every: Tick(every), jitter: 0))
        )
        let ledger = try W.ledger(W.scenario([group], [W.patch()], horizon: Tick(400 * W.day)))
        #expect(ledger.patchedPairs == devices)
        return Double(ledger.exposure.plain) / Double(devices)
    }

    @Test("On Exp(67.01 h), off Exp(16.49 h), polled at the connection and every 22 h: 13.6557 h to the first check-in")
    func memoryless() throws {
        let (a, b, tau) = (67.01 * Self.hour, 16.49 * Self.hour, 22 * Self.hour)
        let devices = 100_000
        let mean = try meanWait(
            on: try .exponential(mean: a),
            off: try .exponential(mean: b),
            every: tau,
            devices: devices
        )
        // On: the next poll, if it comes before the end, which for an age modulo τ with the density e^(−x/a)/a/(1 − e^(−τ/a))
        // has the chance φ = (τ/a)/(e^(τ/a) − 1); else the end and a whole off-period. Off: what is left of it.
        let phi = tau / a / (Self.exponential(tau / a) - 1)
        let expected = a * (1 - phi) + b * b / (a + b)
        #expect(abs(expected / Self.hour - 13.6557) < 5e-5)
        // The wait is at most τ and an Exp(b) more: its variance is below τ² + b².
        let error = ((tau * tau + b * b) / Double(devices)).squareRoot()
        #expect(abs(mean - expected) < 4 * error)
    }

    /// e^x by its series, for small x.
    private static func exponential(_ x: Double) -> Double {
        (1...40).reversed().reduce(1.0) { sum, k in 1 + sum * x / Double(k) }
    }

    @Test("Devices begin in equilibrium with the session under way, whatever the law of on-periods", arguments: laws)
    func anyLaw(on: Distribution) throws {
        let (off, tau) = (16 * Self.hour, 22 * Self.hour)
        let devices = 40_000
        let mean = try meanWait(on: on, off: W.constant(off), every: tau, devices: devices)
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

    @Test("A working day that began before the scenario is polled from its own beginning")
    func workday() throws {
        // The scenario begins at noon.
        var group = W.group(
            1,
            connectivity: .weekly(WeeklyPattern(days: Set(Weekday.allCases), opens: 8 * 3600, closes: 17 * 3600)),
            checkIn: CheckIn(mode: .poll(every: 5400, jitter: 0))
        )
        group.zone = .utc(start: 12 * 3600)
        #expect(try W.ledger(W.scenario([group], [W.patch()], horizon: 200_000)).exposure.plain == 1800)
        group.checkIn.mode = .poll(every: 36_000, jitter: 0)
        #expect(try W.ledger(W.scenario([group], [W.patch()], horizon: 200_000)).exposure.plain == 20 * 3600)
        // Over midnight into the scenario: two days that touch are two connections.
        group.connectivity = .weekly(WeeklyPattern(days: Set(Weekday.allCases), opens: 0, closes: 86_400))
        #expect(try W.ledger(W.scenario([group], [W.patch()], horizon: 200_000)).exposure.plain == 8 * 3600)
    }

    @Test("A recorded session that began before the scenario is polled from its own beginning")
    func trace() throws {
        var group = W.group(
            1,
            connectivity: W.recorded([(-10_000, 50_000), (90_000, 100_000)]),
            checkIn: CheckIn(mode: .poll(every: 7200, jitter: 0))
        )
        #expect(try W.ledger(W.scenario([group], [W.patch()], horizon: 200_000)).exposure.plain == 4400)
        group.checkIn.mode = .poll(every: 70_000, jitter: 0)
        #expect(try W.ledger(W.scenario([group], [W.patch()], horizon: 200_000)).exposure.plain == 90_000)
    }

    @Test("A device that is always on has polls of any phase, also where the interval is longer than the horizon")
    func alwaysOn() throws {
        let devices = 20_000
        let group = W.group(devices, checkIn: CheckIn(mode: .poll(every: Tick(40 * W.day), jitter: 0)))
        let ledger = try W.ledger(W.scenario([group], [W.patch()], horizon: Tick(10 * W.day)))
        // Within a quarter of the interval a quarter of the devices is polled.
        let error = (0.25 * 0.75 / Double(devices)).squareRoot()
        #expect(abs(Double(ledger.patchedPairs) / Double(devices) - 0.25) < 4 * error)
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
                #expect(ledger.patchedPairs <= 500)
            }
        }
    }
}
