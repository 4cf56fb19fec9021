import EventEngine
import Experiments
import Testing

/// Reference values come from SciPy 1.17 (`stats.sem`, `stats.t.interval`) unless a test says otherwise.
@Suite("Estimate of a mean")
struct StatisticsEstimateTests {
    private let sample = [12.1, 9.8, 11.4, 10.9, 13.3, 8.7, 10.2]

    @Test("agrees with SciPy on mean, standard error and t interval")
    func reference() throws {
        let estimate = try #require(Estimate(sample, intervals: .t))
        let interval = try #require(estimate.interval)
        #expect(estimate.count == 7)
        #expect(isClose(estimate.mean, 10.914285714285715))
        #expect(isClose(estimate.standardError, 0.5771145679064046))
        #expect(isClose(interval.lower, 9.50213723860712))
        #expect(isClose(interval.upper, 12.32643418996431))
        #expect(isClose(interval.halfWidth, (12.32643418996431 - 9.50213723860712) / 2))
        #expect(interval.contains(10.9) && interval.contains(interval.upper) && !interval.contains(9.5))
    }

    @Test("widens with the level as SciPy's does")
    func level() throws {
        let interval = try #require(Estimate(sample, level: 0.99, intervals: .t)?.interval)
        #expect(interval.level == 0.99)
        #expect(isClose(interval.lower, 8.774674993714752))
        #expect(isClose(interval.upper, 13.053896434856677))
    }

    @Test("two values give their mean and an interval of 12.706 standard errors each way")
    func twoValues() throws {
        // The t quantile with one degree of freedom is that of the Cauchy law: tan(0.475 π).
        let estimate = try #require(Estimate([1, 3]))
        #expect(estimate.mean == 2)
        #expect(estimate.standardError == 1)
        #expect(isClose(estimate.interval?.upper, 2 + 12.706204736174694))
    }

    @Test("a single value has a mean but neither error nor interval")
    func singleValue() throws {
        let estimate = try #require(Estimate([4.5]))
        #expect(estimate.mean == 4.5)
        #expect(estimate.standardError == nil)
        #expect(estimate.interval == nil)
    }

    @Test("equal values have an interval of width zero, whatever their rounding", arguments: [0.1, -7.3e9, 0, 1e-300])
    func equalValues(value: Double) throws {
        let estimate = try #require(Estimate(Array(repeating: value, count: 7)))
        #expect(estimate.mean == value)
        #expect(estimate.standardError == 0)
        #expect(estimate.interval?.lower == value)
        #expect(estimate.interval?.upper == value)
    }

    @Test("a large offset does not swallow the variance")
    func offset() throws {
        // 1e9 + {4, 7, 13, 16}: variance 30, the classic trap of the one-pass formula.
        let estimate = try #require(Estimate([4, 7, 13, 16].map { 1e9 + $0 }))
        #expect(estimate.mean == 1e9 + 10)
        #expect(isClose(estimate.standardError, 7.5.squareRoot()))
    }

    @Test(
        "there is no estimate of nothing, of what is not finite, or at an impossible level",
        arguments: [
            ([], 0.95), ([1, .nan], 0.95), ([.infinity], 0.95), ([1e308, -1e308], 0.95), ([1, 2], 0), ([1, 2], 1),
        ]
    )
    func invalid(sample: [Double], level: Double) {
        #expect(Estimate(sample, level: level) == nil)
    }

    @Test("the 95 % t interval covers the true mean in 95 % of 2,000 normal samples")
    func coverage() {
        let random = KeyedRandom(seed: 20_260_310, replication: 0)
        let samples = 2_000
        var covered = 0
        for sample in 0..<samples {
            let values = (0..<8).map { occurrence in
                var draw = random.draw(entity: UInt64(sample), purpose: 1, occurrence: UInt64(occurrence))
                return 5 + 2 * normalQuantile(draw.uniform())
            }
            if Estimate(values, intervals: .t)?.interval?.contains(5) == true { covered += 1 }
        }
        let share = Double(covered) / Double(samples)
        let standardError = (0.95 * 0.05 / Double(samples)).squareRoot()
        #expect(abs(share - 0.95) <= 3 * standardError, "covered \(share)")
    }
}

/// Whether two numbers agree to a relative 1e-11, about what the t quantile allows.
func isClose(_ value: Double?, _ expected: Double, tolerance: Double = 1e-11) -> Bool {
    guard let value else { return false }
    return abs(value - expected) <= tolerance * max(abs(expected), 1e-3)
}
