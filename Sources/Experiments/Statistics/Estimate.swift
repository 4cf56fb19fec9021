import EventEngine
import Synchronization

/// What a sample of independent replications says about a mean.
public struct Estimate: Sendable, Hashable {
    /// The number of replications.
    public let count: Int
    /// The mean over the replications.
    public let mean: Double
    /// The standard error of the mean, with n − 1 in the variance; nil with fewer than two replications.
    public let standardError: Double?
    /// The skewness of the mean, which is that of the sample over √n, with the unbiased third central moment: from −1 to 1,
    /// and 0 for fewer than three values or equal ones. See `HallTransformation`.
    public let skewness: Double
    /// The interval for the mean, Hall's unless asked for otherwise; nil with fewer than two replications, or where any
    /// value might be the mean (see `PairedDifference`). Width zero if all values are equal.
    public let interval: ConfidenceInterval?

    /// Estimates the mean of what `sample` was drawn from; nil if the sample is empty or holds a number that is not finite,
    /// or if `level` is not between 0 and 1.
    ///
    /// Hall's interval goes from mean − g⁻¹(t) · s / √n to mean − g⁻¹(−t) · s / √n, with t = t(n − 1; (1 + level) / 2).
    /// Student's is mean ± t · s / √n: exact for normal samples, and for others as good as the central limit makes it. See
    /// Law, "Simulation modeling and analysis", 5th edition, section 4.5. The third is `bootstrapInterval`.
    ///
    /// - Parameter range: where the mean must lie; Hall's interval, which may reach beyond, is cut off there.
    public init?(
        _ sample: [Double],
        level: Double = 0.95,
        intervals: IntervalMethod = .hall,
        range: ClosedRange<Double> = -Double.infinity...Double.infinity
    ) {
        guard level > 0, level < 1, let moments = SampleMoments(sample) else { return nil }
        count = sample.count
        mean = moments.mean
        guard let variance = moments.variance else {
            standardError = nil
            skewness = 0
            interval = nil
            return
        }
        let error = (variance / Double(count)).squareRoot()
        standardError = error
        let skewness = moments.skewnessOfMean(sample)
        self.skewness = skewness
        guard error > 0 else {
            interval = ConfidenceInterval(lower: mean, upper: mean, level: level)
            return
        }
        let quantile = StudentQuantiles.shared.quantile(level: level, count: count)
        switch intervals {
        case .hall:
            interval = SkewedMean(
                mean: mean,
                standardError: error,
                skewness: skewness,
                degreesOfFreedom: Double(count - 1)
            )
            .interval(level: level, quantile: quantile, range: range)
        case .t:
            interval = ConfidenceInterval(lower: mean - error * quantile, upper: mean + error * quantile, level: level)
        case .bootstrap:
            interval = bootstrapInterval(sample, level: level)
        }
    }

    /// The least α at which Hall's interval of level 1 − α leaves zero out: 2 P(T ≤ −|g(mean / error)|) by Student's law.
    /// Nil with fewer than two replications; for a sample of equal values 1 if they are zero, and 0 otherwise.
    public var pValue: Double? {
        studentised?.pValue
    }

    /// About how many replications would tell the mean from zero if they went on as these: n z² v / θ², which puts it z
    /// standard errors from zero; or n γ², if that is more and the skewness γ exceeds 1, to bring it down to 1. Rare great
    /// losses that are not among these replications would raise it, so that it is to be read as "at least".
    ///
    /// - Parameter z: how far from zero.
    /// - Returns: nil if the mean is zero, which no number of replications tells from zero, or there are fewer than two. Never
    ///   less than `Significance.fewestReplications`, nor than one more than there are.
    public func replicationsNeeded(z: Double = Significance.z) -> Int? {
        guard let ratio = studentised?.rootOfGrowth(z: z) else { return nil }
        let needed = min(1e15, Double(count) * ratio * ratio).rounded(.up)
        return max(Significance.fewestReplications, count + 1, Int(needed))
    }

    /// Nil with fewer than two replications.
    private var studentised: SkewedMean? {
        standardError.map {
            SkewedMean(mean: mean, standardError: $0, skewness: skewness, degreesOfFreedom: Double(count - 1))
        }
    }

    /// The same estimate without its interval.
    var withoutInterval: Estimate {
        Estimate(count: count, mean: mean, standardError: standardError, skewness: skewness)
    }

    private init(count: Int, mean: Double, standardError: Double?, skewness: Double) {
        self.count = count
        self.mean = mean
        self.standardError = standardError
        self.skewness = skewness
        interval = nil
    }
}

/// Quantiles of Student's law that were asked for before: thousands of strategies in the same replications ask for the same.
final class StudentQuantiles: Sendable {
    static let shared = StudentQuantiles()

    private struct Key: Hashable {
        var level: Double
        var count: Int
    }

    private static let most = 1000
    private let known = Mutex<[Key: Double]>([:])

    /// t(n − 1; (1 + level) / 2).
    func quantile(level: Double, count: Int) -> Double {
        let key = Key(level: level, count: count)
        if let found = known.withLock({ $0[key] }) { return found }
        let quantile = studentTQuantile((1 + level) / 2, degreesOfFreedom: Double(count - 1))
        known.withLock {
            if $0.count >= Self.most { $0 = [:] }
            $0[key] = quantile
        }
        return quantile
    }
}

/// The mean and the variance of a sample, free of the rounding that would give equal values a variance.
struct SampleMoments {
    let mean: Double
    /// With n − 1 in the denominator; nil with fewer than two values.
    let variance: Double?

    /// Nil if the sample is empty, or holds a number that is not finite or too large for its square to be.
    ///
    /// Deviations are taken from the first value, so that a sample of equal values has that mean and variance zero
    /// exactly; then the corrected two-pass formula of Chan, Golub and LeVeque, "Algorithms for computing the sample
    /// variance: analysis and recommendations", The American Statistician 37 (1983).
    init?(_ sample: [Double]) {
        guard let first = sample.first else { return nil }
        let count = Double(sample.count)
        let mean = first + sample.reduce(0) { $0 + ($1 - first) } / count
        guard mean.isFinite else { return nil }
        self.mean = mean
        guard sample.count > 1 else {
            variance = nil
            return
        }
        var squares = 0.0
        var rest = 0.0
        for value in sample {
            squares += (value - mean) * (value - mean)
            rest += value - mean
        }
        let variance = max(0, squares - rest * rest / count) / (count - 1)
        guard variance.isFinite else { return nil }
        self.variance = variance
    }

    /// γ = κ/v^1.5 of the mean of the sample that these are the moments of: with the unbiased third central moment
    /// k₃ = n Σc³ / ((n − 1)(n − 2)), κ = k₃/n² and v = s²/n.
    func skewnessOfMean(_ sample: [Double]) -> Double {
        guard sample.count > 2, let variance, variance > 0 else { return 0 }
        let count = Double(sample.count)
        let deviation = variance.squareRoot()
        // Cubes of deviations in standard deviations neither overflow nor vanish.
        let cubes = sample.reduce(0.0) { sum, value in
            let scaled = (value - mean) / deviation
            return sum + scaled * scaled * scaled
        }
        let skewness = count.squareRoot() * cubes / ((count - 1) * (count - 2))
        return skewness.isFinite ? skewness : 0
    }

    /// k₃ of that sample, which is γ √n s³.
    func thirdCentralMoment(_ sample: [Double]) -> Double {
        guard let variance else { return 0 }
        return skewnessOfMean(sample) * Double(sample.count).squareRoot() * variance * variance.squareRoot()
    }
}
