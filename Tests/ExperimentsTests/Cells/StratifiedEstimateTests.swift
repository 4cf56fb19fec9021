import EventEngine
import Testing

@testable import Experiments

@Suite("Means over cells of known weight")
struct StratifiedEstimateTests {
    private static func normal(_ entity: UInt64, _ count: Int, mean: Double = 0, deviation: Double = 1) -> [Double] {
        let random = KeyedRandom(seed: 11, replication: 0)
        return (0..<count).map { number in
            var draw = random.draw(entity: entity, purpose: 1, occurrence: UInt64(number))
            return mean + deviation * normalQuantile(draw.uniform())
        }
    }

    @Test("A single cell of weight 1 is the plain estimate, to the last digits")
    func single() throws {
        let random = KeyedRandom(seed: 3, replication: 0)
        let law = try Distribution.exponential(mean: 1)
        for size in [3, 10, 57] {
            let values = (0..<size).map { number in
                var draw = random.draw(entity: UInt64(size), purpose: 1, occurrence: UInt64(number))
                return law.quantile(draw.uniform())
            }
            let plain = try #require(Estimate(values))
            let found = try #require(StratifiedEstimate([CellSample(weight: 1, values: values, isEven: false)]))
            #expect(abs(found.mean - plain.mean) < 1e-12)
            #expect(abs(found.standardError - (plain.standardError ?? 0)) < 1e-12)
            #expect(abs(found.skewness - plain.skewness) < 1e-12)
            #expect(abs(found.degreesOfFreedom - Double(size - 1)) < 1e-9)
            #expect(abs(found.interval.lower - (plain.interval?.lower ?? 0)) < 1e-9)
            #expect(abs(found.interval.upper - (plain.interval?.upper ?? 0)) < 1e-9)
            #expect(abs(found.pValue - (plain.pValue ?? 0)) < 1e-9)
        }
    }

    @Test(
        "Two cells of the weights 1 and −1 make Welch's test: its degrees of freedom, and without skewness its p-value"
    )
    func welch() throws {
        let one: [Double] = [3, 5, 7, 5, 1, 9, 5]
        let other: [Double] = [10, 14, 12, 12, 12]
        let found = try #require(
            StratifiedEstimate([
                CellSample(weight: 1, values: one, isEven: false),
                CellSample(weight: -1, values: other, isEven: false),
            ])
        )
        // s²: 40/6 of 7 and 8/4 of 5.
        let parts = [40.0 / 6 / 7, 2.0 / 5]
        let variance = parts[0] + parts[1]
        #expect(abs(found.mean - (5 - 12)) < 1e-12)
        #expect(abs(found.standardError - variance.squareRoot()) < 1e-12)
        #expect(
            abs(found.degreesOfFreedom - variance * variance / (parts[0] * parts[0] / 6 + parts[1] * parts[1] / 4))
                < 1e-9
        )
        #expect(abs(found.skewness) < 1e-12)
        let t = 7 / variance.squareRoot()
        let expected = 2 * studentTCumulative(-t, degreesOfFreedom: found.degreesOfFreedom)
        #expect(abs(found.pValue - expected) < 1e-12)
    }

    @Test("κ is the sum of W³ k/n², and γ is κ/v^1.5")
    func skewness() throws {
        let cells = [
            CellSample(weight: 0.25, values: [0, 0, 0, 4], isEven: false),
            CellSample(weight: 0.75, values: [1, 2, 6], isEven: false),
        ]
        let found = try #require(StratifiedEstimate(cells))
        // Second moments 4 and 7, third ones 4 · 24/6 = 16 and 3 · 18/2 = 27.
        let variance = 0.25 * 0.25 * 4 / 4 + 0.75 * 0.75 * 7 / 3
        let third = 0.25 * 0.25 * 0.25 * 16 / 16 + 0.75 * 0.75 * 0.75 * 27 / 9
        #expect(abs(found.standardError * found.standardError - variance) < 1e-12)
        #expect(abs(found.skewness - third / (variance * variance.squareRoot())) < 1e-12)
        #expect(found.means == [1, 3])
        #expect(abs(found.mean - 2.5) < 1e-12)
    }

    @Test("Values placed evenly are compared with their neighbours only")
    func neighbours() throws {
        let rising = (0..<40).map(Double.init)
        let even = try #require(StratifiedEstimate([CellSample(weight: 1, values: rising, isEven: true)]))
        // Fours of neighbours have the variance 5/3. Shifted by two there are seven of them, and a six with 3.5 at each end.
        let sum: Double = 12 * 3.5 + 28 * 5 / 3
        let expected = (sum / 40 / 40).squareRoot()
        #expect(abs(even.standardError - expected) < 1e-12)
        let plain = try #require(StratifiedEstimate([CellSample(weight: 1, values: rising, isEven: false)]))
        #expect(plain.standardError > 5 * even.standardError)
        // What is left over belongs to the first and to the last group.
        let sample = CellSample(weight: 1, values: Array(rising.prefix(11)), isEven: true)
        #expect(sample.partitions.map { $0.map(\.count) } == [[4, 7], [6, 5]])
        for groups in sample.partitions { #expect(groups.reduce([]) { $0 + $1 } == sample.values) }
    }

    @Test("A step between two values is never lost between groups, wherever it is")
    func step() throws {
        for place in 1..<40 {
            let values = (0..<40).map { $0 < place ? 0.0 : 100 }
            let found = try #require(StratifiedEstimate([CellSample(weight: 1, values: values, isEven: true)]))
            // The step is known to within its place among the 40.
            #expect(found.standardError >= 100 / 40.0 / 2, "\(place): \(found.standardError)")
        }
    }

    @Test("Of stratified normal samples the 95 % interval holds the mean 95 % of the time")
    func coverage() throws {
        let studies = 4000
        var held = 0
        for study in 0..<studies {
            let cells = [
                CellSample(weight: 0.9, values: Self.normal(UInt64(2 * study), 12, mean: 1), isEven: false),
                CellSample(
                    weight: 0.1,
                    values: Self.normal(UInt64(2 * study + 1), 8, mean: 50, deviation: 20),
                    isEven: false
                ),
            ]
            if let found = StratifiedEstimate(cells), found.interval.contains(0.9 + 5) { held += 1 }
        }
        // Four standard errors of a share of 4,000 are 1.4 %, and Welch's approximation errs by some tenths.
        #expect(abs(Double(held) / Double(studies) - 0.95) < 0.018, "\(held)")
    }

    @Test("Where nothing varies the mean is exact, and its test is one of signs")
    func exact() throws {
        let same = CellSample(weight: 0.5, values: [3, 3, 3, 3], isEven: false)
        let zero = CellSample(weight: 0.5, values: [0, 0], isEven: false)
        let found = try #require(StratifiedEstimate([same, zero]))
        #expect(found.mean == 1.5 && found.interval.lower == 1.5 && found.interval.upper == 1.5)
        #expect(found.pValue == 1.0 / 32)
        #expect(found.degreesOfFreedom == .infinity)
        let none = try #require(StratifiedEstimate([zero]))
        #expect(none.pValue == 1)
        #expect(none.runsNeeded() == nil)
    }

    @Test("Hostile values give no estimate, and no trap")
    func hostile() {
        #expect(StratifiedEstimate([]) == nil)
        #expect(StratifiedEstimate([CellSample(weight: 1, values: [1], isEven: false)]) == nil)
        #expect(StratifiedEstimate([CellSample(weight: 1, values: [1, .nan], isEven: false)]) == nil)
        #expect(StratifiedEstimate([CellSample(weight: 1, values: [1e300, -1e300], isEven: true)]) == nil)
    }

    @Test("A weighted quantile of equal weights is an order statistic, and weights move it exactly")
    func quantile() throws {
        let values = (1...100).map(Double.init)
        let plain = try #require(WeightedQuantile([CellSample(weight: 1, values: values, isEven: false)], 0.95))
        #expect(plain.value == 95)
        #expect((plain.lower ?? 0) < 95 && (plain.upper ?? 0) > 95)
        let cells = [
            CellSample(weight: 0.96, values: [0, 0, 0, 0], isEven: false),
            CellSample(weight: 0.04, values: [10, 20, 30, 40], isEven: false),
        ]
        #expect(WeightedQuantile(cells, 0.95)?.value == 0)
        #expect(WeightedQuantile(cells, 0.97)?.value == 10)
        #expect(WeightedQuantile(cells, 0.995)?.value == 40)
        #expect(WeightedQuantile(cells, 0.5) == WeightedQuantile(cells.reversed(), 0.5))
        #expect(WeightedQuantile(cells, 1) == nil)
    }

    @Test("Looks at 2.5 % that must agree twice in a row err in 3 % of seven looks of normal walks")
    func twice() {
        let studies = 20_000
        let random = KeyedRandom(seed: 5, replication: 0)
        var errors = 0
        for study in 0..<studies {
            var (sum, count, before) = (0.0, 0.0, FloatingPointSign?.none)
            for look in 0..<7 {
                // Of 80 · 2^look runs: those that are new have the variance of their number.
                let new = look == 0 ? 1.0 : count
                var draw = random.draw(entity: UInt64(study), purpose: 2, occurrence: UInt64(look))
                sum += new.squareRoot() * normalQuantile(draw.uniform())
                count += new
                let value = 2 * normalCumulative(-abs(sum) / count.squareRoot())
                let sign = value < CellFamily.level ? sum.sign : nil
                if let sign, sign == before {
                    errors += 1
                    break
                }
                before = sign
            }
        }
        // Four standard errors of 3.1 % of 20,000 are half a percent.
        #expect(abs(Double(errors) / Double(studies) - 0.031) < 0.005, "\(errors)")
    }
}
