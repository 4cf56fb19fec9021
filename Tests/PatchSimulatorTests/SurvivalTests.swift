import EventEngine
import Foundation
import PatchModel
import Testing

@testable import PatchSimulator

/// Shares of devices that are not yet patched, over time.
@Suite("Survival functions")
struct SurvivalTests {
    typealias W = SmallWorlds

    /// With probability f each attempt fails, and the k-th that succeeds has the geometric probability f^(k − 1) (1 −
    /// f). It ends k installations and the waits after k − 1 failures later, each the longer of the backoff, doubled
    /// each time, and the time to revert.
    @Test("Retries with a doubling backoff end by the geometric law, at exact times", arguments: [0.0, 1200])
    func retries(revert: Double) throws {
        let failure = 0.4
        let devices = 10_000
        let horizon = 6 * W.day
        let patch = W.patch(
            duration: W.constant(600),
            failureChance: failure,
            attempts: 15,
            backoff: 900,
            revert: W.constant(revert)
        )
        let scenario = W.scenario([W.group(devices)], [patch], horizon: Tick(horizon))
        let simulation = try Measuring.run(scenario, step: 300, seed: 13)
        var ends: [(time: Double, probability: Double)] = []
        var time = 0.0
        for attempt in 0..<15 {
            time += 600
            ends.append((time, Double.power(failure, attempt) * (1 - failure)))
            time += max(900 * Double.power(2, attempt), revert)
        }
        Measuring.expect(Measuring.patchedShares(simulation), step: 300, of: devices) { limit in
            ends.reduce(0) { $0 + ($1.time <= limit ? $1.probability : 0) }
        }
        // Those that do not end before the horizon wait up to there.
        let left = 1 - ends.reduce(0) { $0 + $1.probability }
        let waits = ends.map { (min($0.time, horizon), $0.probability) } + [(horizon, left)]
        let mean = waits.reduce(0) { $0 + $1.0 * $1.1 }
        let variance = waits.reduce(0) { $0 + $1.0 * $1.0 * $1.1 } - mean * mean
        let found = Double(simulation.ledger.exposure.plain) / Double(devices)
        #expect(abs(found - mean) < 4 * (variance / Double(devices)).squareRoot())
        if revert == 0 {
            // Σ (600 k + 900 (2^(k − 1) − 1)) f^(k − 1) (1 − f) = 600 / (1 − f) + 900 f / (1 − 2 f), but for what the
            // horizon cuts off.
            #expect(abs(mean - (1000 + 1800)) < 1e-3 * horizon)
        }
    }

    /// Polls keep their grid, so that attempt k comes a whole number of polls after the first, which is uniform.
    @Test("Retries wait for the first poll after the backoff")
    func retriesByPolls() throws {
        let failure = 0.5
        let tau = 4 * W.hour
        let devices = 10_000
        let patch = W.patch(failureChance: failure, attempts: 15, backoff: 3600)
        let group = W.group(devices, checkIn: CheckIn(mode: .poll(every: Tick(tau), jitter: 0)))
        let scenario = W.scenario([group], [patch], horizon: Tick(8 * W.day))
        let simulation = try Measuring.run(scenario, step: 600, seed: 14)
        Measuring.expect(Measuring.patchedShares(simulation), step: 600, of: devices) { limit in
            var polls = 0.0
            var share = 0.0
            for attempt in 0..<15 {
                let uniform = min(1, max(0, (limit - polls * tau) / tau))
                share += Double.power(failure, attempt) * (1 - failure) * uniform
                // 1, 2, 4, 8 ... hours in polls of four hours.
                polls += (Double.power(2, attempt) / 4).rounded(.up)
            }
            return share
        }
    }

    /// A download that needs D seconds of connection is interrupted N times, N by Poisson's law with mean D / a, where
    /// a is the mean of the exponential on-periods: what is left of one is such a period again. Begun while on, it
    /// takes D and N off-periods; who is off at the start waits for what is left of that period first. With m, v the
    /// mean and variance of an off-period, E = P(off) E[R] + D (1 + m / a), and the variance of the sum of N of them is
    /// (D / a) E[Y²].
    @Test(
        "A download over on and off periods takes D (1 + off / on) on average from its beginning",
        arguments: try PeriodLaw.all()
    )
    func downloadMean(off: PeriodLaw) throws {
        guard off.square.isFinite else { return }
        let devices = 4000
        let on = 8 * W.hour
        let length = 20 * W.hour
        let offShare = off.mean / (on + off.mean)
        let ledger = try W.ledger(download(devices, on, off, length), seed: 15)
        let mean = offShare * off.square / (2 * off.mean) + length * (1 + off.mean / on)
        let first = offShare * off.square / (2 * off.mean)
        let variance = offShare * off.cube / (3 * off.mean) - first * first + length / on * off.square
        let found = Double(ledger.exposure.plain) / Double(devices)
        #expect(ledger.patching.neverPatchedDevices == 0)
        // Each of some five periods is rounded to the second.
        #expect(abs(found - mean) < 4 * (variance / Double(devices)).squareRoot() + 2)
        #expect(ledger.downloads.bytes == Int64(devices) * Int64(length) * 1000)
    }

    private func download(_ devices: Int, _ on: Double, _ off: PeriodLaw, _ length: Double) throws -> Scenario {
        let connectivity = Connectivity.alternating(on: try .exponential(mean: on), off: off.law, awayShare: 0)
        var group = W.group(devices, connectivity: connectivity)
        group.bandwidth = 1000
        let patch = W.patch("app-2") { $0.size = Int64(length) * 1000 }
        return W.scenario([group], [patch], horizon: Tick(400 * W.day))
    }

    @Test("With exponential off-periods the time of a download has the compound Poisson law of Erlang's sums")
    func downloadLaw() throws {
        let devices = 10_000
        let on = 8 * W.hour
        let off = 16 * W.hour
        let length = 5 * W.hour
        var scenario = try download(devices, on, .exponential(off), length)
        scenario.horizon = Tick(20 * W.day)
        let simulation = try Measuring.run(scenario, step: 1800, seed: 16)
        /// P(the sum of `count` off-periods ≤ t).
        func erlang(_ count: Int, _ t: Double) -> Double {
            guard count > 0, t >= 0 else { return t >= 0 ? 1 : 0 }
            var term = exp(-t / off)
            var sum = 0.0
            for number in 0..<count {
                sum += term
                term *= t / off / Double(number + 1)
            }
            return 1 - sum
        }
        Measuring.expect(Measuring.patchedShares(simulation), step: 1800, of: devices) { limit in
            var interrupted = exp(-length / on)
            var share = 0.0
            for count in 0..<30 {
                let begun = erlang(count, limit - length) * on + erlang(count + 1, limit - length) * off
                share += interrupted * begun / (on + off)
                interrupted *= length / on / Double(count + 1)
            }
            return share
        }
    }

    /// A ring of n devices with exponential installations: the k-th has succeeded by t with the binomial probability of
    /// at least k. The second ring opens at the first look, once an hour, at which the soak is over and k have
    /// succeeded: E[T] = Σ P(T > j h) h over all looks j, and E[T²] = Σ P(T > j h) (2 j + 1) h².
    @Test(
        "The second ring opens at the first look at which the soak is over and enough of the first have succeeded",
        arguments: [(24, 10), (0, 10), (6, 8), (48, 10), (12, 1)]
    )
    func rings(soak: Int, needed: Int) throws {
        let first = 10
        let rest = 20
        let runs = 150
        let mean = 12 * W.hour
        let scenario = W.scenario(
            [W.group(first + rest)],
            [W.patch(duration: try .exponential(mean: mean))],
            horizon: Tick(12 * W.day)
        )
        let strategy = Strategy(
            name: "two rings",
            kind: .staged(
                StagedRollout(
                    rings: [
                        Ring(name: "first", size: .count(first)), Ring(name: "rest", size: .rest),
                    ],
                    gate: Gate(
                        soak: Tick(soak) * 3600,
                        success: Double(needed) / Double(first),
                        of: .all,
                        minimum: 0
                    )
                )
            )
        )
        var opened: [Double] = []
        var exposed: [Double] = []
        for simulation in try W.replications(of: scenario, strategy, seed: 18, count: runs) {
            opened.append(Double(try #require(simulation.console.rollouts[0].rings[1].opened)) / W.hour)
            exposed.append(Double(simulation.ledger.exposure.plain) / W.hour)
        }
        /// P(fewer than `needed` of the first ring have succeeded by t hours).
        func isShort(_ t: Double) -> Double {
            let p = 1 - exp(-t * W.hour / mean)
            var sum = 0.0
            var ways = 1.0
            for count in 0..<needed {
                sum += ways * Double.power(p, count) * Double.power(1 - p, first - count)
                ways *= Double(first - count) / Double(count + 1)
            }
            return sum
        }
        var expected = 0.0
        var square = 0.0
        for look in 0..<288 {
            let isShut = look < soak ? 1 : isShort(Double(look))
            expected += isShut
            square += isShut * Double(2 * look + 1)
        }
        let variance = square - expected * expected
        let found = opened.reduce(0, +) / Double(runs)
        #expect(abs(found - expected) < 4 * (variance / Double(runs)).squareRoot() + 1e-9)
        #expect(opened.allSatisfy { $0 >= Double(soak) && $0 == $0.rounded() })
        // Those of the first ring wait for their installation, the others for the ring and theirs.
        Measuring.expectMean(
            exposed,
            Double(first + rest) * mean / W.hour + Double(rest) * expected,
            rounding: 0.01
        )
    }
}
