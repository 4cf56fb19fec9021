import EventEngine
import Experiments
import Testing

@Suite("Bootstrap intervals")
struct StatisticsBootstrapTests {
    /// Exponential values with mean 1, keyed by study.
    static func exponential(_ count: Int, study: Int) -> [Double] {
        let random = KeyedRandom(seed: 42, replication: UInt64(study))
        return (0..<count).map { place in
            var draw = random.draw(entity: UInt64(place), purpose: 1)
            return -naturalLogarithm(draw.uniform())
        }
    }

    @Test("The same values give the same interval, in any study and on any day")
    func deterministic() throws {
        let sample = Self.exponential(30, study: 1)
        let one = try #require(bootstrapInterval(sample))
        #expect(one == bootstrapInterval(sample))
        #expect(one != bootstrapInterval(Self.exponential(30, study: 2)))
        #expect(one == Estimate(sample, intervals: .bootstrap)?.interval)
    }

    @Test("Nothing can be said from one value, from none, or from what is no number; equal values leave no doubt")
    func degenerate() {
        #expect(bootstrapInterval([]) == nil)
        #expect(bootstrapInterval([1]) == nil)
        #expect(bootstrapInterval([1, .infinity]) == nil)
        #expect(bootstrapInterval([1, 2], level: 1) == nil)
        #expect(bootstrapInterval([1, 2], resamples: 1) == nil)
        let equal = bootstrapInterval([7, 7, 7])
        #expect(equal?.lower == 7)
        #expect(equal?.upper == 7)
    }

    @Test("An interval stays within the values, where the t interval of a rare loss goes below zero")
    func range() throws {
        let losses: [Double] = Array(repeating: 0, count: 17) + [40, 900, 30]
        let bootstrap = try #require(Estimate(losses, intervals: .bootstrap)?.interval)
        let t = try #require(Estimate(losses, intervals: .t)?.interval)
        #expect(t.lower < 0)
        #expect(bootstrap.lower >= 0)
        #expect(bootstrap.upper <= 900)
        #expect(bootstrap.upper > t.upper, "and it knows that the greatest loss may not have been seen yet")
    }

    @Test("In a large normal sample it agrees with the t interval")
    func normal() throws {
        let random = KeyedRandom(seed: 5, replication: 0)
        let sample = (0..<2_000).map { place in
            var draw = random.draw(entity: UInt64(place), purpose: 1)
            return normalQuantile(draw.uniform())
        }
        let t = try #require(Estimate(sample, intervals: .t)?.interval)
        let bootstrap = try #require(bootstrapInterval(sample))
        // The quantile of 2,000 resamples at 2.5 % has a standard error of sqrt(pq/B)/φ(1.96) = 0.06 standard errors of the mean.
        let tolerance = 4 * 0.06 * t.halfWidth / 1.96
        #expect(abs(t.lower - bootstrap.lower) < tolerance)
        #expect(abs(t.upper - bootstrap.upper) < tolerance)
    }

    /// Of 1,000 samples of a skewed law: how many intervals lie below its mean of 1, and how many above.
    private static func misses(_ count: Int, _ interval: ([Double]) -> ConfidenceInterval?) -> (below: Int, above: Int)
    {
        var misses = (below: 0, above: 0)
        for study in 0..<1_000 {
            guard let found = interval(exponential(count, study: study)) else { continue }
            if found.upper < 1 { misses.below += 1 }
            if found.lower > 1 { misses.above += 1 }
        }
        return misses
    }

    @Test("Of a skewed law it holds the mean at its rate, within what theory allows, and misses less lopsidedly than t")
    func coverage() {
        let count = 60
        let bootstrap = Self.misses(count) { bootstrapInterval($0, resamples: 500) }
        let t = Self.misses(count) { Estimate($0, intervals: .t)?.interval }
        // Each end errs by O(1/n); resampling alone narrows by sqrt((n-1)/n) · 1.96/t(n-1) = 2.8 %, which at 95 % is 0.7 % of
        // coverage. Three standard errors of 1,000 trials are 2.1 %; 500 resamples blur each end by another 0.3 %.
        let covered = 1 - Double(bootstrap.below + bootstrap.above) / 1_000
        #expect(covered > 0.95 - 0.007 - 0.021 - 0.006)
        #expect(covered < 0.95 + 0.021)
        #expect(abs(bootstrap.below - bootstrap.above) < abs(t.below - t.above))
    }
}
