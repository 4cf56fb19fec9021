import EventEngine
import Foundation
import PatchModel
import Testing

@testable import PatchSimulator

/// The wait for a check-in of a device that checks in when it goes on, and then every τ while it is on.
///
/// Check-ins are the events of a stationary point process, whose gaps within one cycle of an on-period X and an
/// off-period Y are N − 1 times τ, with N = ⌈X / τ⌉, and then X + Y − (N − 1) τ. A random instant meets a gap with a
/// probability proportional to its length, at a uniform place in it, so that with the reward of a cycle over its length
/// (D. R. Cox, "Renewal theory", 1962, sections 5.4 and 8)
///
///     E[W]       = E[(N − 1) τ² + (X + Y − (N − 1) τ)²] / (2 E[X + Y])
///     P(W > w)   = E[(N − 1) (τ − w)⁺ + (X + Y − (N − 1) τ − w)⁺] / E[X + Y].
struct PollWaits: Sendable, CustomTestStringConvertible {
    let testDescription: String
    let on: Distribution
    let off: Distribution
    /// τ in seconds.
    let every: Tick
    let mean: Double
    /// P(W > w); nil: not in closed form.
    let survival: (@Sendable (Double) -> Double)?

    private static let hour = 3600.0

    /// Exponential periods. The age of an on-period that is under way is exponential, too, so that the next poll comes
    /// after R, τ less the rest of an exponential age modulo τ: E[e^(−R/a)] = x / (eˣ − 1) with x = τ / a, and E[W] = a
    /// (1 − x / (eˣ − 1)) + b² / (a + b).
    static func exponential(on a: Double, off b: Double, every: Double) -> PollWaits {
        let x = every / a
        return PollWaits(
            testDescription: "exponential on \(a) h and off \(b) h, polls every \(every) h",
            on: (try? .exponential(mean: a * hour)) ?? .zero,
            off: (try? .exponential(mean: b * hour)) ?? .zero,
            every: Tick(every * hour),
            mean: (a * (1 - x / (exp(x) - 1)) + b * b / (a + b)) * hour,
            survival: nil
        )
    }

    /// A constant on-period and a uniform off-period of at most 2 b: the last gap is a + Y − (N − 1) τ.
    static func constantOn(_ a: Double, uniformOff b: Double, every: Double) -> PollWaits {
        let polls = (a / every).rounded(.up) - 1
        let rest = a - polls * every
        // E[(rest + Y)²] with E[Y²] = (2 b)² / 3.
        let square = rest * rest + 2 * rest * b + 4 * b * b / 3
        return PollWaits(
            testDescription: "constant on \(a) h, uniform off up to \(2 * b) h, polls every \(every) h",
            on: (try? .constant(a * hour)) ?? .zero,
            off: (try? .uniform(low: 0, high: 2 * b * hour)) ?? .zero,
            every: Tick(every * hour),
            mean: (polls * every * every + square) / (2 * (a + b)) * hour
        ) { seconds in
            let w = seconds / hour
            // E[(Y − v)⁺] for Y uniform on (0, 2 b).
            let v = w - rest
            let beyond = v <= 0 ? b - v : v >= 2 * b ? 0 : (2 * b - v) * (2 * b - v) / (4 * b)
            return (polls * max(0, every - w) + beyond) / (a + b)
        }
    }

    /// An on-period that is uniform on (0, k τ) and a constant off-period b: N − 1 is 0 to k − 1, each as likely,
    /// independently of the rest U of the on-period after the last poll, which is uniform on (0, τ).
    static func uniformOn(_ k: Double, constantOff b: Double, every: Double) -> PollWaits {
        let cycle = k * every / 2 + b
        let square = every * every / 3 + every * b + b * b
        return PollWaits(
            testDescription: "uniform on up to \(k * every) h, constant off \(b) h, polls every \(every) h",
            on: (try? .uniform(low: 0, high: k * every * hour)) ?? .zero,
            off: (try? .constant(b * hour)) ?? .zero,
            every: Tick(every * hour),
            mean: ((k - 1) / 2 * every * every + square) / (2 * cycle) * hour
        ) { seconds in
            let w = seconds / hour
            // E[(U + b − w)⁺].
            let v = w - b
            let beyond = v <= 0 ? every / 2 - v : v >= every ? 0 : (every - v) * (every - v) / (2 * every)
            return ((k - 1) / 2 * max(0, every - w) + beyond) / cycle
        }
    }

    /// Rare and frequent polls, longer and shorter than the on-periods.
    static let all = [
        exponential(on: 67.01, off: 16.49, every: 22), exponential(on: 8, off: 16, every: 4),
        exponential(on: 8, off: 16, every: 30), exponential(on: 20, off: 1, every: 24),
        constantOn(10, uniformOff: 14, every: 4), constantOn(10, uniformOff: 14, every: 5),
        constantOn(9, uniformOff: 3, every: 24), uniformOn(3, constantOff: 12, every: 6),
        uniformOn(1, constantOff: 5, every: 20),
    ]

    /// Releases a patch that takes no time at `released`, and compares the waits for the check-in.
    func expectWaits(devices: Int, released: Tick, sourceLocation: SourceLocation = #_sourceLocation) throws {
        typealias W = SmallWorlds
        var vulnerability = W.vulnerability
        vulnerability.disclosed = released
        let step: Tick = 900
        let group = W.group(
            devices,
            connectivity: .alternating(on: on, off: off, awayShare: 0),
            checkIn: CheckIn(mode: .poll(every: every, jitter: 0))
        )
        let scenario = W.scenario(
            [group],
            [W.patch(released: released)],
            horizon: released + Tick(40 * W.day),
            vulnerabilities: [vulnerability]
        )
        let simulation = try Measuring.run(scenario, step: step, seed: 21)
        let shares = Measuring.patchedShares(simulation, from: released)
        if let survival {
            Measuring.expect(shares, step: step, of: devices, sourceLocation: sourceLocation) { 1 - survival($0) }
        }
        let waits = (0..<devices).compactMap { device in
            let begin = simulation.fleet.pairs.runningSince(device)
            return simulation.runs(patch: 0, on: device) ? Double(begin - released) : nil
        }
        #expect(waits.count == devices, sourceLocation: sourceLocation)
        // Polls come on whole seconds, so that the wait for one is less than the exact one by half a second on average.
        Measuring.expectMean(waits, mean, rounding: 0.5, sourceLocation: sourceLocation)
    }
}
