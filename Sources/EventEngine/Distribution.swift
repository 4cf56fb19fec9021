/// A probability law of non-negative durations in seconds.
///
/// ```swift
/// let install = try Distribution.triangular(low: 20, mode: 60, high: 300)
/// var draw = random.draw(entity: 17, purpose: 3)
/// let seconds = install.sampleTicks(&draw)
/// ```
///
/// A value without references to classes, checked once when it is made: every `Distribution` that exists is a proper law,
/// so that nothing on the hot path needs to check, throw or trap. Use the factory functions; each throws a
/// `DistributionError` that names the parameter at fault.
public struct Distribution: Sendable, Hashable {
    /// The family with its parameters, as stored after validation and normalisation.
    public enum Law: Sendable, Hashable {
        /// Always the same value.
        case constant(Double)
        /// Equally likely everywhere between the bounds.
        case uniform(low: Double, high: Double)
        /// Memoryless.
        case exponential(mean: Double)
        /// A constant and an exponential on top of it; the mean is `shift` + `mean`.
        case shiftedExponential(shift: Double, mean: Double)
        /// F(x) = 1 − exp(−(x / scale)^shape).
        case weibull(shape: Double, scale: Double)
        /// The exponential of a normal variable with mean `mu` and standard deviation `sigma`.
        case logNormal(mu: Double, sigma: Double)
        /// F(x) = 1 / (1 + (x / median)^−shape).
        case logLogistic(median: Double, shape: Double)
        /// Density proportional to x^(shape − 1) exp(−x / scale).
        case gamma(shape: Double, scale: Double)
        /// Density rising linearly from `low` to `mode` and falling linearly to `high`.
        case triangular(low: Double, mode: Double, high: Double)
        /// One of several laws, chosen by weight. Never empty, never nested, no component of weight zero.
        case mixture([Component])
        /// One of the values of a recorded sample, each equally likely.
        case empirical(SortedSample)
    }

    /// One law of a mixture.
    public struct Component: Sendable, Hashable {
        /// The probability of this component; the weights of a mixture sum to one.
        public let weight: Double
        /// The law of this component; not itself a mixture.
        public let distribution: Distribution
        /// The sum of the weights up to and including this component; exactly one for the last.
        let cumulativeWeight: Double
    }

    /// A recorded sample in ascending order.
    public struct SortedSample: Sendable, Hashable {
        /// The values, ascending; never empty.
        public let values: [Double]
        /// The running sums of `values`, for draws weighted by length.
        let runningSums: [Double]
    }

    /// The greatest shape a gamma law may have. Beyond it the law is a constant for all purposes (a coefficient of
    /// variation below a thousandth) and its distribution function becomes slow to compute.
    public static let maximumGammaShape: Double = 1e6

    /// The family with its parameters.
    public let law: Law

    private init(valid law: Law) {
        self.law = law
    }

    /// Always zero: something that takes no time.
    public static var zero: Distribution { Distribution(valid: .constant(0)) }

    /// Always `value` seconds; zero is allowed.
    public static func constant(_ value: Double) throws(DistributionError) -> Distribution {
        try require(value, .value, atLeastZero: true)
        return Distribution(valid: .constant(value))
    }

    /// Equally likely everywhere between two bounds, which may coincide: 0 ≤ `low` ≤ `high`.
    public static func uniform(low: Double, high: Double) throws(DistributionError) -> Distribution {
        try require(low, .low, atLeastZero: true)
        try require(high, .high, atLeast: low, .low)
        return Distribution(valid: .uniform(low: low, high: high))
    }

    /// Memoryless, with a positive mean; or that law with a constant added to it.
    ///
    /// - Parameters:
    ///   - mean: of the memoryless part, in seconds; positive.
    ///   - plus: what every value has at least, in seconds; not negative. The mean of the sum is `mean` + `plus`.
    public static func exponential(mean: Double, plus: Double = 0) throws(DistributionError) -> Distribution {
        try require(mean, .mean)
        try require(plus, .plus, atLeastZero: true)
        return Distribution(valid: plus > 0 ? .shiftedExponential(shift: plus, mean: mean) : .exponential(mean: mean))
    }

    /// F(x) = 1 − exp(−(x / scale)^shape), with positive shape and scale.
    public static func weibull(shape: Double, scale: Double) throws(DistributionError) -> Distribution {
        try require(shape, .shape)
        try require(scale, .scale)
        return Distribution(valid: .weibull(shape: shape, scale: scale))
    }

    /// The exponential of a normal variable.
    ///
    /// - Parameters:
    ///   - mu: the natural logarithm of the median in seconds; any finite number.
    ///   - sigma: the standard deviation of the logarithm; positive.
    public static func logNormal(mu: Double, sigma: Double) throws(DistributionError) -> Distribution {
        guard mu.isFinite else { throw DistributionError(.mu, .notFinite(mu)) }
        try require(sigma, .sigma)
        return Distribution(valid: .logNormal(mu: mu, sigma: sigma))
    }

    /// The log-normal law with the given positive median in seconds and positive standard deviation of the logarithm.
    public static func logNormal(median: Double, sigma: Double) throws(DistributionError) -> Distribution {
        try require(median, .median)
        return try logNormal(mu: log(median), sigma: sigma)
    }

    /// F(x) = 1 / (1 + (x / median)^−shape), with positive median and shape. The mean is infinite for `shape` ≤ 1, the
    /// variance for `shape` ≤ 2.
    public static func logLogistic(median: Double, shape: Double) throws(DistributionError) -> Distribution {
        try require(median, .median)
        try require(shape, .shape)
        return Distribution(valid: .logLogistic(median: median, shape: shape))
    }

    /// Density proportional to x^(shape − 1) exp(−x / scale), with positive shape (at most `maximumGammaShape`) and scale.
    public static func gamma(shape: Double, scale: Double) throws(DistributionError) -> Distribution {
        try require(shape, .shape)
        try require(scale, .scale)
        guard shape <= maximumGammaShape else {
            throw DistributionError(.shape, .greaterThan(limit: maximumGammaShape, value: shape))
        }
        return Distribution(valid: .gamma(shape: shape, scale: scale))
    }

    /// Density rising linearly from `low` to `mode` and falling linearly to `high`: 0 ≤ `low` ≤ `mode` ≤ `high`, any of
    /// which may coincide.
    public static func triangular(
        low: Double,
        mode: Double,
        high: Double
    ) throws(DistributionError) -> Distribution {
        try require(low, .low, atLeastZero: true)
        try require(mode, .mode, atLeast: low, .low)
        try require(high, .high, atLeast: mode, .mode)
        return Distribution(valid: .triangular(low: low, mode: mode, high: high))
    }

    /// One of several laws, chosen with probability proportional to its weight.
    ///
    /// Weights are non-negative with a positive sum; they are normalised, components without weight are dropped, and
    /// mixtures among the components are replaced by their own components.
    public static func mixture(
        _ parts: [(weight: Double, distribution: Distribution)]
    ) throws(DistributionError) -> Distribution {
        guard !parts.isEmpty else { throw DistributionError(.mixture, .empty) }
        var total = 0.0
        for (index, part) in parts.enumerated() {
            try require(part.weight, .weight, atLeastZero: true, index: index)
            total += part.weight
        }
        guard total > 0 else { throw DistributionError(.weight, .empty) }
        guard total.isFinite else { throw DistributionError(.weight, .notFinite(total)) }

        var flat: [(weight: Double, distribution: Distribution)] = []
        for part in parts where part.weight > 0 {
            if case .mixture(let inner) = part.distribution.law {
                flat += inner.map { (part.weight / total * $0.weight, $0.distribution) }
            } else {
                flat.append((part.weight / total, part.distribution))
            }
        }
        var sum = 0.0
        let components = flat.enumerated().map { index, part in
            sum += part.weight
            // Rounding must not leave a gap above the last component through which a draw could fall.
            let cumulative = index == flat.count - 1 ? 1 : min(sum, 1)
            return Component(weight: part.weight, distribution: part.distribution, cumulativeWeight: cumulative)
        }
        return Distribution(valid: .mixture(components))
    }

    /// One of the values of a recorded sample, each equally likely: the bootstrap of that sample.
    ///
    /// The values may come in any order; none may be negative. No interpolation takes place, so that the mean of the law
    /// is the mean of the sample. The quantile is the smallest value x of the sample such that at least the share p of
    /// the sample is ≤ x (definition 1 of Hyndman and Fan, "Sample quantiles in statistical packages", 1996).
    public static func empirical(_ sample: [Double]) throws(DistributionError) -> Distribution {
        guard !sample.isEmpty else { throw DistributionError(.sample, .empty) }
        for (index, value) in sample.enumerated() {
            try require(value, .sample, atLeastZero: true, index: index)
        }
        let values = sample.sorted()
        var sum = 0.0
        let runningSums = values.map { value in
            sum += value
            return sum
        }
        guard sum.isFinite else { throw DistributionError(.sample, .notFinite(sum)) }
        return Distribution(valid: .empirical(SortedSample(values: values, runningSums: runningSums)))
    }
}

private func require(
    _ value: Double,
    _ parameter: DistributionError.Parameter,
    atLeastZero zeroAllowed: Bool = false,
    index: Int? = nil
) throws(DistributionError) {
    guard value.isFinite else { throw DistributionError(parameter, .notFinite(value), index: index) }
    if zeroAllowed {
        guard value >= 0 else { throw DistributionError(parameter, .negative(value), index: index) }
    } else {
        guard value > 0 else { throw DistributionError(parameter, .notPositive(value), index: index) }
    }
}

private func require(
    _ value: Double,
    _ parameter: DistributionError.Parameter,
    atLeast bound: Double,
    _ other: DistributionError.Parameter
) throws(DistributionError) {
    guard value.isFinite else { throw DistributionError(parameter, .notFinite(value)) }
    guard value >= bound else { throw DistributionError(parameter, .lessThan(other, bound, value: value)) }
}
