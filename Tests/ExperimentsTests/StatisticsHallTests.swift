import EventEngine
import Testing

@testable import Experiments

@Suite("Hall's transformation and interval")
struct StatisticsHallTests {
    private static let skewnesses: [Double] = [0, 1e-300, 1e-9, 0.01, -0.01, 0.3, -0.7, 1, -1, 5, -40, 1e6, -1e6]

    @Test("g(g⁻¹(x)) = x and g⁻¹(g(t)) = t, whatever the skewness", arguments: skewnesses)
    func inverse(skewness: Double) {
        let transformation = HallTransformation(skewness: skewness)
        for x in stride(from: -8.0, through: 8, by: 0.25) {
            // x − γ/6 and back loses some digits of x where γ is large; where g is flat, at t = −3/γ, the inverse has a cube
            // root of the rounding.
            let there = transformation.inverse(x)
            #expect(abs(transformation.value(there) - x) < 1e-13 * max(8, abs(skewness)), "\(x)")
            let back = transformation.inverse(transformation.value(x))
            let slope = (1 + skewness * x / 3) * (1 + skewness * x / 3)
            guard slope > 1e-3, abs(skewness) <= 1 else { continue }
            #expect(abs(back - x) < 1e-13 * max(1, abs(x)) / slope * 10, "\(x)")
        }
    }

    @Test("g is the cubic t + γt²/3 + γ²t³/27 + γ/6, and rises everywhere")
    func cubic() {
        for skewness in [-1.0, -0.25, 0.5, 1] {
            let transformation = HallTransformation(skewness: skewness)
            var before = -Double.infinity
            for t in stride(from: -9.0, through: 9, by: 0.125) {
                let value = transformation.value(t)
                let expected = t + skewness * t * t / 3 + skewness * skewness * t * t * t / 27 + skewness / 6
                #expect(abs(value - expected) < 1e-12)
                // Flat in one point, at t = −3/γ.
                #expect(value >= before)
                before = value
            }
        }
    }

    @Test("Without skewness both are Student's: g(t) = t, to the last digit")
    func symmetric() throws {
        for x in [-1e9, -2.5, 0, 1e-200, 3] {
            #expect(HallTransformation(skewness: 0).value(x) == x)
            #expect(HallTransformation(skewness: 0).inverse(x) == x)
        }
        let sample: [Double] = [-3, -1, 0, 1, 3, 8, -8]
        let estimate = try #require(Estimate(sample))
        #expect(estimate.skewness == 0)
        #expect(estimate.interval == Estimate(sample, intervals: .t)?.interval)
    }

    @Test("Skewness beyond all bounds gives no trap and nothing that is no number")
    func huge() {
        for skewness in [1e100, -1e100, 1e200, -1e300, .greatestFiniteMagnitude] {
            let transformation = HallTransformation(skewness: skewness)
            for x in [-4.0, -1e-9, 0, 1e-9, 4] {
                #expect(!transformation.value(x).isNaN)
                #expect(transformation.inverse(x).isFinite)
            }
        }
    }

    @Test("The cube root is that of negative and tiny numbers, too")
    func roots() {
        for root in [1.0, -1, 2, -3, 10, 0.5, 1e-100, -1e100, 7.0 / 3] {
            #expect(abs(cubeRoot(root * root * root) - root) <= 2 * abs(root).ulp, "\(root)")
        }
        #expect(cubeRoot(0) == 0)
        #expect(cubeRoot(.infinity) == .infinity)
        #expect(cubeRoot(-.infinity) == -.infinity)
        #expect(cubeRoot(.nan).isNaN)
        // 2^−1074, the least of all: 2^−358.
        #expect(cubeRoot(.leastNonzeroMagnitude) == Double(sign: .plus, exponent: -358, significand: 1))
        let greatest = cubeRoot(.greatestFiniteMagnitude)
        #expect(abs(greatest / Double(sign: .plus, exponent: 341, significand: 1) - cubeRoot(2)) < 1e-15)
    }

    @Test("A sample of which all values but one are equal has the greatest skewness, 1; every other one lies below")
    func bound() throws {
        for count in [3, 4, 20, 500] {
            let one = [7.5] + Array(repeating: 2.25, count: count - 1)
            #expect(abs(try #require(Estimate(one)).skewness - 1) < 1e-12)
            #expect(abs(try #require(Estimate(one.map { -$0 })).skewness + 1) < 1e-12)
        }
        let random = KeyedRandom(seed: 3, replication: 0)
        for sample in 0..<500 {
            var draw = random.draw(entity: UInt64(sample), purpose: 1)
            let values = (0..<(3 + sample % 40)).map { _ in exponential(5 * draw.uniform()) }
            #expect(abs(try #require(Estimate(values)).skewness) <= 1 + 1e-12)
        }
    }

    @Test("Interval and p-value of a skewed sample are those of the formula, worked out in Python")
    func reference() throws {
        let sample = [12.1, 9.8, 11.4, 10.9, 13.3, 8.7, 10.2]
        let estimate = try #require(Estimate(sample))
        #expect(isClose(estimate.skewness, 0.06826375661643384))
        #expect(isClose(estimate.interval?.lower, 9.580116360699186))
        #expect(isClose(estimate.interval?.upper, 12.420702854330164))
        let differences = [1.1, -0.1, 1.3, 0.5, 1.5, -0.2, 1.1]
        let found = try #require(Estimate(differences))
        #expect(isClose(found.skewness, -0.20868131610897142, tolerance: 1e-9))
        #expect(isClose(found.pValue, 0.060612201388496226, tolerance: 1e-9))
    }

    @Test("The p-value is the least level whose interval leaves zero out")
    func least() throws {
        let sample: [Double] = [0, 0, 0, 1, 0, 0, 2, 0, 9, 0, 0, 1, 0, 5, 0]
        let value = try #require(Estimate(sample)?.pValue)
        #expect(value > 0 && value < 1)
        for (alpha, isOut) in [(value * 1.000_01, true), (value * 0.999_99, false)] {
            let interval = try #require(Estimate(sample, level: 1 - alpha)?.interval)
            #expect(interval.contains(0) != isOut)
        }
    }

    @Test("The further a sample lies from zero, the smaller its p-value")
    func monotone() throws {
        let sample: [Double] = [0, 0, 0, 1, 0, 0, 2, 0, 9, 0]
        for sign in [1.0, -1] {
            var before = 1.0
            // From where the transformed statistic is zero on.
            for shift in stride(from: 0.5, through: 12, by: 0.25) {
                let moved = sample.map { sign * ($0 + shift) }
                let value = try #require(Estimate(moved)?.pValue)
                #expect(value < before)
                before = value
            }
        }
    }

    @Test("One value has no interval, two have Student's, three have their own, and equal ones have width zero")
    func few() throws {
        #expect(Estimate([4])?.pValue == nil)
        #expect(Estimate([1, 4])?.interval == Estimate([1, 4], intervals: .t)?.interval)
        let three = try #require(Estimate([0, 0, 3]))
        #expect(abs(three.skewness - 1) < 1e-12)
        let interval = try #require(three.interval)
        #expect(interval.lower < 0 && interval.upper > 3)
        #expect(Estimate([5, 5, 5])?.interval?.halfWidth == 0)
        #expect(Estimate([5, 5, 5])?.pValue == 0)
        #expect(Estimate([0, 0, 0])?.pValue == 1)
    }

    @Test("Values near the ends of what a number can be have skewness and interval as others")
    func scales() throws {
        let sample: [Double] = [0, 0, 1, 0, 4, 0, 1]
        let usual = try #require(Estimate(sample))
        for scale in [1e-150, 1e150] {
            let scaled = try #require(Estimate(sample.map { $0 * scale }))
            #expect(isClose(scaled.skewness, usual.skewness))
            #expect(isClose((scaled.interval?.upper).map { $0 / scale }, try #require(usual.interval).upper))
        }
    }

    @Test("An interval is cut off where the mean cannot lie")
    func range() throws {
        let sample: [Double] = Array(repeating: 0, count: 19) + [40]
        #expect(try #require(Estimate(sample)?.interval).lower < 0)
        let cut = try #require(Estimate(sample, range: 0...Double.infinity)?.interval)
        #expect(cut.lower == 0)
        #expect(cut.upper == Estimate(sample)?.interval?.upper)
    }

    @Test("Of an exponential law the interval at n = 20 holds the mean in 94.6 % of samples, Student's in 92.0 %")
    func coverage() throws {
        let samples = 20_000
        var (hall, student) = (0, 0)
        let t = studentTQuantile(0.975, degreesOfFreedom: 19)
        for study in 0..<samples {
            let estimate = try #require(Estimate(StatisticsBootstrapTests.exponential(20, study: study)))
            if try #require(estimate.interval).contains(1) { hall += 1 }
            if abs(estimate.mean - 1) <= t * (estimate.standardError ?? 0) { student += 1 }
        }
        // The expected shares are known to 0.3 %; three binomial standard errors of 20,000 samples are added.
        for (held, expected) in [(hall, 0.946), (student, 0.920)] {
            let error = (expected * (1 - expected) / Double(samples)).squareRoot()
            #expect(abs(Double(held) / Double(samples) - expected) <= 0.003 + 3 * error, "\(held)")
        }
    }

    @Test("The forecast puts the mean 2.24 standard errors from zero; a skewness beyond 1 is brought down to 1 first")
    func forecast() throws {
        // Standard error 10/√100 = 1 (the variance with n − 1 is 100), mean 0.5: 100 · (2.24/0.5)² = 2,007.04.
        let spread = (99.0).squareRoot()
        let sample = (0..<100).map { 0.5 + ($0 % 2 == 0 ? spread : -spread) }
        let estimate = try #require(Estimate(sample))
        #expect(isClose(estimate.standardError, 1, tolerance: 1e-12))
        #expect(estimate.replicationsNeeded() == 2008)
        #expect(estimate.replicationsNeeded(z: 4.48) == 8029)
        // Never less than what is judged at all, nor than what there is already.
        #expect(Estimate([5, 5, 6, 5])?.replicationsNeeded() == Significance.fewestReplications)
        #expect(Estimate((0..<300).map { Double($0 % 2) + 9 })?.replicationsNeeded() == 301)
        #expect(Estimate([1, -1])?.replicationsNeeded() == nil)
        #expect(Estimate([1])?.replicationsNeeded() == nil)
    }
}
