import EventEngine
import Testing

@testable import Calibration

@Suite("A law of the time off")
struct OffLawTests {
    static let laws: [OffLaw] = [
        .weibull(shape: 0.63, scale: 34_000), .weibull(shape: 2.5, scale: 34_000), .lognormal(mu: 9.6, sigma: 1.7),
        .exponential(mean: 50_000),
    ]

    @Test("has the survival function and the mean of the law that draws", arguments: laws)
    func survival(law: OffLaw) throws {
        let distribution = try #require(law.distribution)
        #expect(abs(law.mean / distribution.mean - 1) < 1e-12)
        for x in [10.0, 1000, 30_000, 200_000] {
            #expect(abs(law.survival(x) - (1 - distribution.cumulative(x))) < 1e-12)
        }
    }

    @Test("leaves beyond x the integral of its survival function", arguments: laws)
    func beyond(law: OffLaw) {
        // Simpson's rule between x and 4 x; its error is far below 1e-6 of the integral for these smooth functions.
        for x in [2000.0, 20_000, 60_000] {
            let steps = 2000
            let step = 3 * x / Double(steps)
            var sum = 0.0
            for index in 0...steps {
                let weight = index == 0 || index == steps ? 1.0 : index % 2 == 0 ? 2 : 4
                sum += weight * law.survival(x + Double(index) * step)
            }
            let expected = sum * step / 3
            #expect(abs((law.beyond(x) - law.beyond(4 * x)) / expected - 1) < 1e-6)
        }
        #expect(abs(law.beyond(1e-6) / law.mean - 1) < 1e-6)
    }

    @Test("tells differences of survival chances as their logarithm", arguments: laws)
    func difference(law: OffLaw) {
        for (a, b) in [(1000.0, 5000.0), (40_000, 41_000), (100_000, 300_000)] {
            let expected = law.survival(a) - law.survival(b)
            #expect(abs(exponential(law.logDifference(a, b)) / expected - 1) < 1e-9)
        }
    }

    @Test("is found again at its coordinates", arguments: laws)
    func coordinates(law: OffLaw) throws {
        let other = try #require(OffLaw(law.family, at: law.point))
        for (one, two) in zip(law.parameters, other.parameters) { #expect(abs(one.value / two.value - 1) < 1e-12) }
    }
}

@Suite("The law of gaps between check-ins")
struct GapLawTests {
    static let polling = Polling(every: 3600, jitter: 0.2)

    @Test("is in closed form where the time off is memoryless")
    func memoryless() throws {
        let polling = try #require(Self.polling)
        let (mean, t) = (50_000.0, 3600 * 1.1)
        let law = GapLaw(off: .exponential(mean: mean), polling: polling)
        for g in [8000.0, 40_000, 500_000] {
            // 1/t ∫ exp(−u / m) du over [g − t, g]
            let survival = mean / t * (exponential(-(g - t) / mean) - exponential(-g / mean))
            #expect(abs(law.survival(g) / survival - 1) < 1e-12)
            #expect(abs(law.beyond(g) / (mean * survival) - 1) < 1e-12)
            #expect(abs(law.logDensity(g) - naturalLogarithm(survival / mean)) < 1e-9)
        }
    }

    @Test("has the density that its survival function falls by", arguments: OffLawTests.laws)
    func density(off: OffLaw) throws {
        let law = GapLaw(off: off, polling: try #require(Self.polling))
        for g in [8000.0, 30_000, 90_000] {
            let slope = (law.survival(g - 1) - law.survival(g + 1)) / 2
            #expect(abs(exponential(law.logDensity(g)) / slope - 1) < 1e-5)
        }
    }
}

@Suite("Nelder and Mead's simplex")
struct SimplexTests {
    @Test("finds the end of Rosenbrock's valley")
    func valley() {
        let point = Simplex(tolerance: 1e-9).minimum(from: [-1.2, 1], size: 0.5) { point in
            let (x, y) = (point[0], point[1])
            return 100 * (y - x * x) * (y - x * x) + (1 - x) * (1 - x)
        }
        #expect(abs(point[0] - 1) < 1e-6 && abs(point[1] - 1) < 1e-6)
    }

    @Test("stays where a function is finite")
    func walls() {
        let point = Simplex().minimum(from: [3], size: 1) { $0[0] < 2 ? .infinity : $0[0] }
        #expect(abs(point[0] - 2) < 1e-6)
    }
}
