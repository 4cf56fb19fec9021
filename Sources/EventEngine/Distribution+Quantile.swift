extension Distribution {
    /// The smallest x with P(X ≤ x) ≥ p, in seconds: the generalised inverse of `cumulative(_:)`.
    ///
    /// Non-decreasing in `p`. A `p` ≤ 0 gives the lower end of the support, a `p` ≥ 1 its upper end, which is `.infinity`
    /// for unbounded laws; not-a-number gives not-a-number.
    public func quantile(_ p: Double) -> Double {
        guard !p.isNaN else { return .nan }
        let p = min(max(p, 0), 1)
        switch law {
        case .constant(let value):
            return value
        case .uniform(let low, let high):
            return uniformQuantile(p, low: low, high: high)
        case .exponential(let mean):
            return -mean * log1p(-p)
        case .shiftedExponential(let shift, let mean):
            return shift - mean * log1p(-p)
        case .weibull(let shape, let scale):
            return scale * power(-log1p(-p), 1 / shape)
        case .logNormal(let mu, let sigma):
            return exp(mu + sigma * normalQuantile(p))
        case .logLogistic(let median, let shape):
            return median * power(p / (1 - p), 1 / shape)
        case .gamma(let shape, let scale):
            return scale * inverseRegularizedGamma(p, shape: shape)
        case .triangular(let low, let mode, let high):
            return triangularQuantile(p, low: low, mode: mode, high: high)
        case .mixture(let components):
            return mixtureQuantile(p, components)
        case .empirical(let sample):
            // The index is p n rounded up, less one.
            let position = p * Double(sample.values.count)
            let below = Int(position)
            return sample.values[Double(below) < position || below == 0 ? below : below - 1]
        }
    }

    /// The probability that the duration is at most `x` seconds; 0 below the support, not-a-number for not-a-number.
    public func cumulative(_ x: Double) -> Double {
        guard !x.isNaN else { return .nan }
        guard x >= 0 else { return 0 }
        guard x < .infinity else { return 1 }
        switch law {
        case .constant(let value):
            return x < value ? 0 : 1
        case .uniform(let low, let high):
            return x < low ? 0 : x >= high ? 1 : (x - low) / (high - low)
        case .exponential(let mean):
            return -expm1(-x / mean)
        case .shiftedExponential(let shift, let mean):
            return x < shift ? 0 : -expm1(-(x - shift) / mean)
        case .weibull(let shape, let scale):
            return -expm1(-power(x / scale, shape))
        case .logNormal(let mu, let sigma):
            return normalCumulative((log(x) - mu) / sigma)
        case .logLogistic(let median, let shape):
            return 1 / (1 + power(median / x, shape))
        case .gamma(let shape, let scale):
            return regularizedGamma(x / scale, shape: shape).lower
        case .triangular(let low, let mode, let high):
            return triangularCumulative(x, low: low, mode: mode, high: high)
        case .mixture(let components):
            return min(components.reduce(0) { $0 + $1.weight * $1.distribution.cumulative(x) }, 1)
        case .empirical(let sample):
            let atMost = partitioningIndex(of: sample.values) { $0 > x }
            return Double(atMost) / Double(sample.values.count)
        }
    }
}

/// `low` exactly at 0 and `high` exactly at 1, whatever the rounding in between.
@inline(__always)
func uniformQuantile(_ p: Double, low: Double, high: Double) -> Double {
    min(low + p * (high - low), high)
}

@inline(__always)
func triangularQuantile(_ p: Double, low: Double, mode: Double, high: Double) -> Double {
    TriangularInverse(low: low, mode: mode, high: high).quantile(p)
}

/// What the quantiles of a triangular law are found with, for whoever needs many of them.
package struct TriangularInverse: Sendable {
    @usableFromInline let low: Double
    @usableFromInline let high: Double
    @usableFromInline let width: Double
    /// The two legs as shares of the width, whose square might overflow.
    @usableFromInline let left: Double
    @usableFromInline let right: Double

    package init(low: Double, mode: Double, high: Double) {
        self.low = low
        self.high = high
        width = high - low
        left = (mode - low) / width
        right = (high - mode) / width
    }

    @inlinable
    @inline(__always)
    package func quantile(_ p: Double) -> Double {
        guard width > 0 else { return low }
        return p < left ? low + width * (p * left).squareRoot() : high - width * ((1 - p) * right).squareRoot()
    }
}

private func triangularCumulative(_ x: Double, low: Double, mode: Double, high: Double) -> Double {
    if x >= high { return 1 }
    if x < low { return 0 }
    return x < mode
        ? (x - low) / (high - low) * ((x - low) / (mode - low))
        : 1 - (high - x) / (high - low) * ((high - x) / (high - mode))
}

/// Bisection between the least and the greatest quantile of the components, between which that of the mixture lies.
private func mixtureQuantile(_ p: Double, _ components: [Distribution.Component]) -> Double {
    var least = Double.infinity
    var greatest = 0.0
    for component in components {
        let quantile = component.distribution.quantile(p)
        least = min(least, quantile)
        greatest = max(greatest, quantile)
    }
    if p == 0 { return least }
    if p == 1 { return greatest }
    return leastNumber(from: least, to: greatest) { x in
        components.reduce(0) { $0 + $1.weight * $1.distribution.cumulative(x) } >= p
    }
}
