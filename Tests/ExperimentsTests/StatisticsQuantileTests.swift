import EventEngine
import Testing

@testable import Experiments

/// Reference values come from SciPy 1.17 (`stats.quantile_test`, `stats.binom`) and the NumPy beside it (`quantile`).
@Suite("Quantiles of a sample")
struct StatisticsQuantileTests {
    @Test("interpolate as NumPy does", arguments: [(0.1, 9.36), (0.5, 10.9), (0.9, 12.58), (0, 8.7), (1, 13.3)])
    func reference(p: Double, expected: Double) {
        #expect(isClose(quantile(sorted: [8.7, 9.8, 10.2, 10.9, 11.4, 12.1, 13.3], p), expected))
    }

    @Test("of one value are that value, of none nothing")
    func small() {
        #expect(quantile(sorted: [4], 0.95) == 4)
        #expect(quantile(sorted: [], 0.5) == nil)
        #expect(quantile(sorted: [1, 2], -0.1) == nil)
        #expect(quantile(sorted: [1, 2], 1.1) == nil)
        #expect(quantile(sorted: [1, 2], .nan) == nil)
    }

    @Test("stay numbers beside infinite values")
    func infinite() {
        let values = [1, 2, Double.infinity, .infinity, .infinity]
        #expect(quantile(sorted: values, 0.25) == 2)
        #expect(quantile(sorted: values, 0.3) == .infinity)
        #expect(quantile(sorted: values, 0.9) == .infinity)
    }

    @Test(
        "have the order-statistic intervals of SciPy",
        arguments: [
            (100, 0.5, 40, 61), (100, 0.95, 90, 100), (20, 0.5, 6, 15), (72, 0.95, 64, 72), (71, 0.95, 63, nil),
            (30, 0.9, 23, nil),
        ] as [(Int, Double, Double, Double?)]
    )
    func intervals(count: Int, p: Double, lower: Double, upper: Double?) throws {
        let interval = try #require(QuantileInterval(sorted: (1...count).map(Double.init), p))
        #expect(interval.lower == lower)
        #expect(interval.upper == upper)
        #expect(interval.coverage >= 0.95 && interval.coverage < 1)
    }

    @Test("a median of 20 lies between the 6th and the 15th with the probability that the binomial law gives")
    func coverageByCounting() throws {
        // P(6 ≤ B ≤ 14) for B binomial(20, ½): 1 − 2 · 21,700 / 2²⁰.
        let interval = try #require(QuantileInterval(sorted: (1...20).map(Double.init), 0.5))
        #expect(isClose(interval.coverage, 1 - 2 * 21_700 / 1_048_576))
    }

    @Test("a sample too small for any bound has an open interval that is always right")
    func open() throws {
        let interval = try #require(QuantileInterval(sorted: [3, 4], 0.5))
        #expect(interval.lower == nil)
        #expect(interval.upper == nil)
        #expect(interval.coverage == 1)
    }

    @Test("probabilities out of range and empty samples have no interval")
    func invalid() {
        #expect(QuantileInterval(sorted: [], 0.5) == nil)
        #expect(QuantileInterval(sorted: [1], 0) == nil)
        #expect(QuantileInterval(sorted: [1], 1) == nil)
        #expect(QuantileInterval(sorted: [1], 0.5, level: 1) == nil)
    }

    @Test("the interval of a p90 covers it as often as it says, over 2,000 uniform samples")
    func coverage() throws {
        let random = KeyedRandom(seed: 90, replication: 0)
        let samples = 2_000
        var covered = 0
        var promised = 0.0
        for sample in 0..<samples {
            let values = (0..<60).map { occurrence in
                var draw = random.draw(entity: UInt64(sample), purpose: 1, occurrence: UInt64(occurrence))
                return draw.uniform()
            }
            let interval = try #require(QuantileInterval(sorted: values.sorted(), 0.9))
            promised = interval.coverage
            if (interval.lower ?? 0) <= 0.9, 0.9 <= (interval.upper ?? 1) { covered += 1 }
        }
        let share = Double(covered) / Double(samples)
        let standardError = (promised * (1 - promised) / Double(samples)).squareRoot()
        #expect(abs(share - promised) <= 3 * standardError, "covered \(share), promised \(promised)")
    }

    @Test(
        "the binomial distribution function agrees with SciPy",
        arguments: [
            (3, 10, 0.4, 0.3822806015999999), (95, 100, 0.95, 0.5640186993142888), (0, 5, 0.1, 0.59049),
            (50_000, 100_000, 0.5, 0.5012615631070978), (-1, 5, 0.5, 0), (5, 5, 0.5, 1),
        ]
    )
    func binomial(successes: Int, trials: Int, p: Double, expected: Double) {
        #expect(isClose(binomialCumulative(successes, trials: trials, p), expected, tolerance: 1e-9))
    }
}
