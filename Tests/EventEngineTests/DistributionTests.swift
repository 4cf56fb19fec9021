import EventEngine
import Testing

@Suite("Distributions: moments, quantiles, distribution functions")
struct DistributionTests {
    @Test("Mean and variance equal their closed forms", arguments: try ReferenceLaw.all())
    func moments(law: ReferenceLaw) {
        #expect(agree(law.distribution.mean, law.mean, within: 1e-13))
        #expect(agree(law.distribution.variance, law.variance, within: 1e-12))
    }

    @Test("Quantiles equal reference values", arguments: try ReferenceLaw.all())
    func quantiles(law: ReferenceLaw) {
        for (p, expected) in zip([0.01, 0.5, 0.999], law.quantiles) {
            #expect(agree(law.distribution.quantile(p), expected, within: 1e-12), "at \(p)")
        }
    }

    @Test(
        "The distribution function undoes the quantile of a continuous law",
        arguments: try ReferenceLaw.continuous()
    )
    func cumulativeUndoesQuantile(law: ReferenceLaw) {
        for p in [1e-6, 0.001, 0.02, 0.1, 0.3, 0.5, 0.6, 0.9, 0.99, 0.9999] {
            let x = law.distribution.quantile(p)
            // Beside the relative error, the rounding of 1 − p and of a quantile far from zero.
            let difference = abs(law.distribution.cumulative(x) - p)
            #expect(difference <= 1e-11 * p + 1e-15, "at \(p)")
            #expect(agree(law.distribution.quantile(law.distribution.cumulative(x)), x, within: 1e-11), "at \(p)")
        }
    }

    @Test("The quantile is the least number that reaches the probability", arguments: try ReferenceLaw.discrete())
    func quantileIsLeast(law: ReferenceLaw) {
        for p in [0.001, 0.2, 0.25, 0.3, 0.49, 0.5, 0.51, 0.75, 0.76, 0.99] {
            let x = law.distribution.quantile(p)
            // The mixture's distribution function is computed to about 1e-16.
            #expect(law.distribution.cumulative(x) >= p - 1e-15)
            #expect(law.distribution.cumulative(x * (1 - 1e-9)) < p)
        }
    }

    @Test("The mean is the integral of the quantile", arguments: try ReferenceLaw.all())
    func meanFromQuantile(law: ReferenceLaw) {
        // Midpoint rule on p = sin²-spaced nodes, which tames the singularity at 1.
        let steps = 4_000
        var integral = 0.0
        for step in 0..<steps {
            let s = (Double(step) + 0.5) / Double(steps)
            // p = 1 − (1 − s)⁸
            let rest = 1 - s
            let square = rest * rest
            let fourth = square * square
            integral += law.distribution.quantile(1 - fourth * fourth) * 8 * fourth * square * rest
        }
        #expect(agree(integral / Double(steps), law.mean, within: 2e-3))
    }

    @Test("Probabilities 0 and 1 give the ends of the support, and what lies outside is clamped")
    func ends() throws {
        for law in try ReferenceLaw.all().map(\.distribution) {
            #expect(law.quantile(-1) == law.quantile(0))
            #expect(law.quantile(2) == law.quantile(1))
            #expect(law.quantile(.nan).isNaN)
            #expect(law.cumulative(.nan).isNaN)
            #expect(law.cumulative(-1) == 0)
            #expect(law.cumulative(.infinity) == 1)
            #expect(law.cumulative(law.quantile(1)) == 1)
        }
        #expect(try Distribution.uniform(low: 10, high: 30).quantile(0) == 10)
        #expect(try Distribution.uniform(low: 10, high: 30).quantile(1) == 30)
        #expect(try Distribution.triangular(low: 1, mode: 2, high: 3).quantile(0) == 1)
        #expect(try Distribution.triangular(low: 1, mode: 2, high: 3).quantile(1) == 3)
        #expect(try Distribution.exponential(mean: 3).quantile(0) == 0)
        #expect(try Distribution.exponential(mean: 3).quantile(1) == .infinity)
        #expect(try Distribution.logNormal(mu: 1, sigma: 1).quantile(0) == 0)
        #expect(try Distribution.gamma(shape: 2, scale: 1).quantile(1) == .infinity)
        #expect(try Distribution.mixture([(1, .constant(2)), (1, .exponential(mean: 1))]).quantile(0) == 0)
        #expect(try Distribution.mixture([(1, .constant(2)), (1, .constant(5))]).quantile(1) == 5)
    }

    @Test("A heavy tail has an infinite mean or variance, never not-a-number")
    func heavyTails() throws {
        let noMean = try Distribution.logLogistic(median: 60, shape: 1)
        #expect(noMean.mean == .infinity)
        #expect(noMean.variance == .infinity)
        let noVariance = try Distribution.logLogistic(median: 60, shape: 2)
        #expect(noVariance.mean.isFinite)
        #expect(noVariance.variance == .infinity)
        let mixed = try Distribution.mixture([(1, .constant(5)), (1, noMean)])
        #expect(mixed.mean == .infinity)
        #expect(mixed.variance == .infinity)
        #expect(try Distribution.logNormal(mu: 0, sigma: 60).mean == .infinity)
        #expect(try Distribution.logNormal(mu: 0, sigma: 60).variance == .infinity)
        #expect(try Distribution.weibull(shape: 1e-300, scale: 1).variance == .infinity)
    }

    @Test("The variance of a nearly constant law keeps its digits")
    func narrowLaws() throws {
        // For large shapes the Weibull variance approaches (π scale / shape)² / 6; the next term is of order 1/shape.
        let shape = 1e5
        let limit = 1.6449340668482264 / (shape * shape)
        #expect(agree(try Distribution.weibull(shape: shape, scale: 1).variance, limit, within: 1e-4))
        #expect(agree(try Distribution.logNormal(mu: 0, sigma: 1e-6).variance, 1e-12, within: 1e-10))
    }

    @Test("Mixtures are normalised and flattened, and components without weight are dropped")
    func mixtureNormalised() throws {
        let inner = try Distribution.mixture([(1, .constant(1)), (3, .constant(2))])
        let outer = try Distribution.mixture([(2, inner), (0, .constant(9)), (2, .constant(3))])
        guard case .mixture(let components) = outer.law else {
            Issue.record("not a mixture")
            return
        }
        #expect(components.map(\.weight) == [0.125, 0.375, 0.5])
        #expect(try components.map(\.distribution) == [.constant(1), .constant(2), .constant(3)])
    }

    @Test("Equal parameters make equal laws, whatever the order of a sample")
    func equality() throws {
        #expect(try Distribution.empirical([3, 1, 2]) == Distribution.empirical([1, 2, 3]))
        #expect(try Distribution.constant(0) == Distribution.zero)
        #expect(try Distribution.constant(1) != Distribution.zero)
    }
}
