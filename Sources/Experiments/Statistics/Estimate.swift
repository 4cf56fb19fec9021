import EventEngine

/// What a sample of independent replications says about a mean.
public struct Estimate: Sendable, Hashable {
    /// The number of replications.
    public let count: Int
    /// The mean over the replications.
    public let mean: Double
    /// The standard error of the mean, with n − 1 in the variance; nil with fewer than two replications.
    public let standardError: Double?
    /// The interval for the mean, Student's unless asked for otherwise; nil with fewer than two replications, or where any
    /// value might be the mean (see `PairedDifference`). Width zero if all values are equal.
    public let interval: ConfidenceInterval?

    /// Estimates the mean of what `sample` was drawn from; nil if the sample is empty or holds a number that is not finite,
    /// or if `level` is not between 0 and 1.
    ///
    /// Student's interval is mean ± t(n − 1; (1 + level) / 2) · s / √n: exact for normal samples, and for others as good as
    /// the central limit makes it. See Law, "Simulation modeling and analysis", 5th edition, section 4.5. The other is
    /// `bootstrapInterval`.
    public init?(_ sample: [Double], level: Double = 0.95, intervals: IntervalMethod = .t) {
        guard level > 0, level < 1, let moments = SampleMoments(sample) else { return nil }
        count = sample.count
        mean = moments.mean
        guard let variance = moments.variance else {
            standardError = nil
            interval = nil
            return
        }
        let error = (variance / Double(count)).squareRoot()
        standardError = error
        switch intervals {
        case .t:
            let reach = error == 0 ? 0 : error * studentTQuantile((1 + level) / 2, degreesOfFreedom: Double(count - 1))
            interval = ConfidenceInterval(lower: mean - reach, upper: mean + reach, level: level)
        case .bootstrap:
            interval = bootstrapInterval(sample, level: level)
        }
    }

    /// The same estimate without its interval.
    var withoutInterval: Estimate { Estimate(count: count, mean: mean, standardError: standardError) }

    private init(count: Int, mean: Double, standardError: Double?) {
        self.count = count
        self.mean = mean
        self.standardError = standardError
        interval = nil
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
}
