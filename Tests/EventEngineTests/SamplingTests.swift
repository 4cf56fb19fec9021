import Testing

@testable import EventEngine

@Suite("Distributions: sampling")
struct SamplingTests {
    static let size = 20_000

    static func draws(_ purpose: UInt16) -> some Sequence<KeyedDraw> {
        let random = KeyedRandom(seed: 20_260_301, replication: 0)
        return (0..<UInt64(size)).lazy.map { random.draw(entity: $0, purpose: purpose) }
    }

    static func sample(_ law: Distribution) -> [Double] {
        draws(1).map { draw in
            var draw = draw
            return law.sample(&draw)
        }
    }

    static func residuals(_ law: Distribution) -> [Double] {
        draws(2).map { draw in
            var draw = draw
            return law.sampleEquilibriumResidual(&draw)
        }
    }

    @Test("The sample mean is within five standard errors of the mean", arguments: try ReferenceLaw.all())
    func sampleMean(law: ReferenceLaw) {
        let mean = Self.sample(law.distribution).reduce(0, +) / Double(Self.size)
        // Beside the standard error, the rounding of the sum.
        let tolerance = 5 * (law.variance / Double(Self.size)).squareRoot() + 1e-10 * law.mean
        #expect(abs(mean - law.mean) <= tolerance)
    }

    @Test("Samples pass a Kolmogorov-Smirnov test at level 1e-6", arguments: try ReferenceLaw.all())
    func kolmogorovSmirnov(law: ReferenceLaw) {
        let sorted = Self.sample(law.distribution).sorted()
        var distance = 0.0
        for (index, x) in sorted.enumerated() {
            // Both sides of every step of the empirical law, so that atoms count only where the step is complete.
            if index + 1 == sorted.count || sorted[index + 1] > x {
                distance = max(distance, abs(Double(index + 1) / Double(Self.size) - law.distribution.cumulative(x)))
            }
            if index == 0 || sorted[index - 1] < x {
                let below = law.distribution.cumulative(x.nextDown)
                distance = max(distance, abs(Double(index) / Double(Self.size) - below))
            }
        }
        // sqrt(−log(level / 2) / 2); conservative for laws with atoms.
        #expect(distance * Double(Self.size).squareRoot() < 2.694)
    }

    @Test("Sampled ticks are the sample rounded to the nearest second", arguments: try ReferenceLaw.all())
    func ticks(law: ReferenceLaw) {
        for draw in Self.draws(1).prefix(500) {
            var (first, second) = (draw, draw)
            let ticks = law.distribution.sampleTicks(&first)
            let seconds = law.distribution.sample(&second)
            #expect(ticks == Tick(rounding: seconds))
        }
    }

    @Test("Where one uniform number is inverted, sampling is the quantile of that number")
    func inversion() throws {
        for law in try ReferenceLaw.all() {
            switch law.distribution.law {
            case .mixture, .gamma: continue
            default: break
            }
            for draw in Self.draws(1).prefix(500) {
                var (first, second) = (draw, draw)
                let expected = law.distribution.quantile(second.uniform())
                let sampled = law.distribution.sample(&first)
                #expect(agree(sampled, expected, within: 1e-13))
            }
        }
    }

    @Test(
        "The mean residual life in equilibrium is (variance + mean²) / (2 mean)",
        arguments: try ReferenceLaw.all()
    )
    func residualMean(law: ReferenceLaw) {
        let residuals = Self.residuals(law.distribution)
        let mean = residuals.reduce(0, +) / Double(Self.size)
        let squares = residuals.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
        let standardError = squares.squareRoot() / Double(Self.size)
        let expected = (law.variance + law.mean * law.mean) / (2 * law.mean)
        // The log-logistic law of shape 2.5 has a residual life of infinite variance: its own test is the next.
        if case .logLogistic(_, let shape) = law.distribution.law, shape < 3 { return }
        #expect(abs(mean - expected) < 5 * standardError)
    }

    @Test(
        "The residual life in equilibrium has distribution function ∫₀ˣ (1 − F) / mean",
        arguments: try ReferenceLaw.all()
    )
    func residualDistribution(law: ReferenceLaw) {
        let residuals = Self.residuals(law.distribution)
        let steps = 2_000
        for p in [0.1, 0.5, 0.9] {
            let end = law.distribution.quantile(p)
            var integral = 0.0
            for step in 0..<steps {
                let x = end * (Double(step) + 0.5) / Double(steps)
                integral += 1 - law.distribution.cumulative(x)
            }
            let expected = integral * end / Double(steps) / law.mean
            let observed = Double(residuals.count { $0 <= end }) / Double(Self.size)
            let tolerance = 5 * (expected * max(1 - expected, 0) / Double(Self.size)).squareRoot() + 1e-3
            #expect(abs(observed - expected) < tolerance, "at \(p)")
        }
    }

    @Test("The residual life of nothing is nothing, and that of a law without a mean exceeds every bound")
    func residualEdges() throws {
        func residual(_ law: Distribution) -> Double {
            var draw = KeyedRandom(seed: 1, replication: 0).draw(entity: 0, purpose: 0)
            return law.sampleEquilibriumResidual(&draw)
        }
        #expect(residual(.zero) == 0)
        #expect(residual(try .uniform(low: 0, high: 0)) == 0)
        #expect(residual(try .triangular(low: 0, mode: 0, high: 0)) == 0)
        #expect(residual(try .empirical([0, 0])) == 0)
        #expect(residual(try .mixture([(1, .zero), (1, .zero)])) == 0)
        let heavy = try Distribution.logLogistic(median: 1, shape: 0.9)
        let mixed = try Distribution.mixture([(1, .constant(1)), (1, heavy)])
        var draw = KeyedRandom(seed: 1, replication: 0).draw(entity: 0, purpose: 0)
        let place = draw.uniform()
        #expect(residual(heavy) == place * .greatestFiniteMagnitude)
        #expect(residual(mixed) == place * .greatestFiniteMagnitude)
    }

    @Test("In equilibrium, components of length zero are never met")
    func residualOfMixtureWithZero() throws {
        let law = try Distribution.mixture([(9, .zero), (1, .constant(100))])
        let residuals = Self.residuals(law)
        #expect(residuals.allSatisfy { $0 > 0 })
        let mean = residuals.reduce(0, +) / Double(Self.size)
        #expect(abs(mean - 50) < 5 * 100 / (12 * Double(Self.size)).squareRoot())
    }

    @Test("Extreme parameters give finite samples that are not negative")
    func extremes() throws {
        let laws: [Distribution] = [
            try .weibull(shape: 1e-300, scale: 1e300), try .weibull(shape: 1e300, scale: .leastNonzeroMagnitude),
            try .weibull(shape: .leastNonzeroMagnitude, scale: 1), try .logNormal(mu: 1e308, sigma: 1e308),
            try .logNormal(mu: -1e308, sigma: 1e-308), try .logLogistic(median: 1e308, shape: 1e-308),
            try .logLogistic(median: 1, shape: 1.0.nextUp), try .gamma(shape: .leastNonzeroMagnitude, scale: 1e308),
            try .gamma(shape: Distribution.maximumGammaShape, scale: 1e308), try .exponential(mean: 1.7e308),
            try .uniform(low: 1e308, high: 1.7e308), try .triangular(low: 0, mode: 1e308, high: 1.7e308),
            try .empirical([0, 1e307]),
        ]
        for law in laws {
            for draw in Self.draws(3).prefix(200) {
                var draw = draw
                for value in [law.sample(&draw), law.sampleEquilibriumResidual(&draw)] {
                    #expect(value >= 0 && value.isFinite, "\(law.law)")
                }
                let ticks = law.sampleTicks(&draw)
                #expect(ticks >= 0 && ticks <= .latest)
            }
        }
    }
}
