/// A share with its 95 % interval.
package struct EstimatedShare: Sendable, Hashable {
    /// How often it happened, and out of how many.
    package let count: Int
    package let total: Int

    /// The observed share; zero if there is nothing to observe.
    package var share: Double { total == 0 ? 0 : Double(count) / Double(total) }

    /// Wilson's score interval at 95 % (Wilson, "Probable inference, the law of succession, and statistical inference",
    /// JASA 22, 1927). It stays within 0...1 and is sensible at a count of zero, unlike the normal interval.
    package var interval: ClosedRange<Double> {
        guard total > 0 else { return 0...1 }
        let n = Double(total)
        let z2 = normalQuantile975 * normalQuantile975
        let middle = (share + z2 / (2 * n)) / (1 + z2 / n)
        let radius = normalQuantile975 / (1 + z2 / n) * (share * (1 - share) / n + z2 / (4 * n * n)).squareRoot()
        return max(0, middle - radius)...min(1, middle + radius)
    }
}

/// A log-normal law fitted to delays, with 95 % intervals of its parameters.
package struct LogNormalFit: Sendable, Hashable {
    /// Mean and standard deviation of the logarithm of the delay in days.
    package let mu: Double
    package let sigma: Double
    /// How many delays it rests on.
    package let count: Int
    package let muInterval: ClosedRange<Double>
    package let sigmaInterval: ClosedRange<Double>

    /// Fits to at least three delays that are not all equal; nil otherwise.
    ///
    /// The estimates are the mean and the standard deviation (divisor n - 1) of the logarithms; the intervals are the
    /// classical ones, from Student's t for mu and from chi-square for sigma, with the quantiles approximated by
    /// Cornish-Fisher and Wilson-Hilferty series (relative error below one percent from eight delays on).
    package init?(days: [Double]) {
        let logs = days.filter { $0 > 0 }.map(naturalLogarithm)
        // Compared as they are: rounding leaves a little variance to seven equal logarithms.
        guard logs.count >= 3, logs.contains(where: { $0 != logs[0] }) else { return nil }
        let n = Double(logs.count)
        let mean = logs.reduce(0, +) / n
        let variance = logs.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / (n - 1)
        guard variance > 0 else { return nil }
        mu = mean
        sigma = variance.squareRoot()
        count = logs.count
        let radius = studentQuantile975(n - 1) * sigma / n.squareRoot()
        muInterval = (mean - radius)...(mean + radius)
        let low = ((n - 1) / chiSquareQuantile(n - 1, normalQuantile975)).squareRoot() * sigma
        let high = ((n - 1) / chiSquareQuantile(n - 1, -normalQuantile975)).squareRoot() * sigma
        sigmaInterval = low...high
    }
}

/// The 97.5 % quantile of the standard normal law.
let normalQuantile975 = 1.959963984540054

/// The 97.5 % quantile of Student's t: Cornish-Fisher expansion (Abramowitz and Stegun 26.7.5).
private func studentQuantile975(_ freedom: Double) -> Double {
    let z = normalQuantile975
    let z2 = z * z
    let first = z * (z2 + 1) / 4
    let second = z * (5 * z2 * z2 + 16 * z2 + 3) / 96
    let third = z * (3 * z2 * z2 * z2 + 19 * z2 * z2 + 17 * z2 - 15) / 384
    return z + first / freedom + second / (freedom * freedom) + third / (freedom * freedom * freedom)
}

/// The chi-square quantile that belongs to the normal quantile `z`: Wilson and Hilferty, PNAS 17, 1931.
private func chiSquareQuantile(_ freedom: Double, _ z: Double) -> Double {
    let ninth = 2 / (9 * freedom)
    let root = 1 - ninth + z * ninth.squareRoot()
    return freedom * root * root * root
}

/// A prior for the regression rates of packages, estimated from all of them together (empirical Bayes).
///
/// Each package's rate is taken as drawn from a Beta law with the overall rate as its mean. Its strength, how many
/// advisories the prior counts for, maximises the likelihood of all packages' counts under the beta-binomial law, on a
/// grid from 10 to 10,000. A package with few advisories then stays near the overall rate, and one with many is known by
/// its own record.
package struct RegressionPrior: Sendable, Hashable {
    /// The overall rate.
    package let mean: Double
    /// How many advisories the prior weighs as much as.
    package let strength: Double

    /// The prior that the packages' counts support best.
    init(_ packages: [EstimatedShare]) {
        let count = packages.reduce(0) { $0 + $1.count }
        let total = packages.reduce(0) { $0 + $1.total }
        mean = total == 0 ? 0 : Double(count) / Double(total)
        guard count > 0, count < total else {
            strength = Self.grid[Self.grid.count - 1]
            return
        }
        let mean = mean
        var best = (likelihood: -Double.infinity, strength: Self.grid[0])
        for strength in Self.grid {
            let likelihood = packages.reduce(0) { $0 + Self.logLikelihood($1, mean: mean, strength: strength) }
            if likelihood > best.likelihood { best = (likelihood, strength) }
        }
        strength = best.strength
    }

    /// The rate to expect of a package with this record: the mean of its posterior.
    package func rate(of record: EstimatedShare) -> Double {
        let weight = strength + Double(record.total)
        return weight > 0 ? (mean * strength + Double(record.count)) / weight : mean
    }

    /// Ten steps to each power of ten.
    private static let grid = (10...40).map { exponential(Double($0) / 10 * naturalLogarithm(10)) }

    /// The logarithm of the beta-binomial probability, up to a constant, as a product over the observations.
    private static func logLikelihood(_ record: EstimatedShare, mean: Double, strength: Double) -> Double {
        let alpha = mean * strength
        let beta = (1 - mean) * strength
        var sum = 0.0
        for k in 0..<record.count { sum += naturalLogarithm(alpha + Double(k)) }
        for k in 0..<(record.total - record.count) { sum += naturalLogarithm(beta + Double(k)) }
        for k in 0..<record.total { sum -= naturalLogarithm(strength + Double(k)) }
        return sum
    }
}
