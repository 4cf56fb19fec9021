import EventEngine
import Foundation
import PatchModel
import Testing

@testable import PatchSimulator

/// Waits for polls, in distribution and on average.
@Suite("Waits for polls")
struct PollWaitTests {
    typealias W = SmallWorlds

    @Test("A release on day 40 waits for the check-in of a device that is on and off", arguments: PollWaits.all)
    func later(waits: PollWaits) throws {
        try waits.expectWaits(devices: 4000, released: Tick(40 * W.day))
    }

    @Test("Where on and off periods are exponential and polls come every 22 h, the mean wait is 13.6557 h")
    func reference() {
        #expect(abs(PollWaits.exponential(on: 67.01, off: 16.49, every: 22).mean / W.hour - 13.6557) < 5e-5)
        // Polls that never come leave an on-period of exactly 0, and those at every moment the wait of a pushed device.
        #expect(abs(PollWaits.exponential(on: 8, off: 16, every: 1e-6).mean / W.hour - 256.0 / 24) < 1e-5)
        #expect(abs(PollWaits.exponential(on: 8, off: 16, every: 600).mean / W.hour - (8 + 256.0 / 24)) < 1e-9)
    }

    @Test("Polling every tau without jitter, the wait of a device that is always on is uniform", arguments: [0, 7])
    func uniform(day: Double) throws {
        let tau: Tick = 8 * 3600
        let devices = 20_000
        let released = Tick(day * W.day)
        let scenario = W.scenario(
            [W.group(devices, checkIn: CheckIn(mode: .poll(every: tau, jitter: 0)))],
            [W.patch(released: released)],
            horizon: released + tau
        )
        let simulation = try Measuring.run(scenario, step: 240, seed: 2)
        let shares = Measuring.patchedShares(simulation, from: released)
        Measuring.expect(shares, step: 240, of: devices) { min(1, $0 / Double(tau)) }
        #expect(shares.last == 1)
    }

    /// The gap between two polls is X = τ + D′ − D, with independent delays that are uniform on (0, j τ), and by Palm's
    /// inversion P(W > w) = E[(X − w)⁺] / τ (D. R. Cox and V. Isham, "Point processes", 1980, chapter 2). With h = j
    /// τ and T = D′ − D, of density (h − |t|) / h², E[(T − u)⁺] = (h − u)³ / (6 h²) for 0 ≤ u ≤ h, and E[(T + u)⁺] = u
    /// + (h − u)³ / (6 h²).
    @Test(
        "With jitter the wait follows from the gaps between polls by Palm's inversion",
        arguments: [0.1, 0.5, 1],
        [0, 7]
    )
    func jitter(jitter: Double, day: Double) throws {
        let tau = 8 * W.hour
        let h = jitter * tau
        let devices = 8000
        let released = Tick(day * W.day)
        let scenario = W.scenario(
            [W.group(devices, checkIn: CheckIn(mode: .poll(every: Tick(tau), jitter: jitter)))],
            [W.patch(released: released)],
            horizon: released + 2 * Tick(tau)
        )
        let simulation = try Measuring.run(scenario, step: 240, seed: 6)
        let shares = Measuring.patchedShares(simulation, from: released)
        Measuring.expect(shares, step: 240, of: devices) { w in
            let u = abs(w - tau)
            let beyond = u >= h ? 0 : (h - u) * (h - u) * (h - u) / (6 * h * h)
            return 1 - (max(0, tau - w) + beyond) / tau
        }
    }
}
