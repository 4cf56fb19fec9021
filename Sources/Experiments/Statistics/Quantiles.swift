import EventEngine

/// The quantile `p` of a sample, by linear interpolation: with n values, the place (n − 1) · p counted from zero; 0 gives
/// the smallest value, 1 the largest. Rule 7 of Hyndman and Fan, "Sample quantiles in statistical packages", The American
/// Statistician 50 (1996), which is also what R, NumPy and spreadsheets do unless told otherwise.
///
/// - Parameters:
///   - values: in ascending order. Infinite values are allowed and may stand for "never".
///   - p: from 0 to 1.
/// - Returns: nil if there are no values or `p` is out of range.
public func quantile(sorted values: [Double], _ p: Double) -> Double? {
    guard !values.isEmpty, p >= 0, p <= 1 else { return nil }
    let place = Double(values.count - 1) * p
    let below = values[Int(place)]
    let share = place - place.rounded(.down)
    // Neither a whole place nor two equal neighbours may be touched by the arithmetic, which infinity would spoil.
    guard share > 0 else { return below }
    let above = values[Int(place) + 1]
    return below == above ? below : below + share * (above - below)
}

/// An interval for a quantile of whatever the sample was drawn from, made of two of the sample's values.
public struct QuantileInterval: Sendable, Hashable {
    /// The lower end; nil if the sample is too small to bound the quantile from below.
    public let lower: Double?
    /// The upper end; nil if the sample is too small to bound the quantile from above.
    public let upper: Double?
    /// The probability that the interval holds the quantile, exact for continuous laws and a lower bound for others. At
    /// least the level that was asked for, because order statistics come in steps.
    public let coverage: Double

    /// The narrowest pair of order statistics of which each end errs with a probability of at most (1 − level) / 2.
    ///
    /// The number of values at or below the true quantile is binomial(n, p), whatever the law: Conover, "Practical
    /// nonparametric statistics", 3rd edition, section 3.2. The p95 of a law needs 72 values to be bounded from above at
    /// 95 %. Complexity: O(log n).
    ///
    /// - Parameters:
    ///   - values: in ascending order.
    ///   - p: the quantile, between 0 and 1 exclusively.
    ///   - level: the coverage asked for, between 0 and 1 exclusively.
    /// - Returns: nil if there are no values or a probability is out of range.
    public init?(sorted values: [Double], _ p: Double, level: Double = 0.95) {
        guard !values.isEmpty, p > 0, p < 1, level > 0, level < 1 else { return nil }
        let count = values.count
        let error = (1 - level) / 2
        // Places count from zero. The value at a place exceeds the quantile when at most `place` values are below it.
        let tooHigh = firstIndex(below: count) { binomialCumulative($0, trials: count, p) > error }
        let sufficient = firstIndex(below: count) { binomialCumulative($0, trials: count, p) >= 1 - error }
        lower = tooHigh > 0 ? values[tooHigh - 1] : nil
        upper = sufficient < count ? values[sufficient] : nil
        coverage =
            (sufficient < count ? binomialCumulative(sufficient, trials: count, p) : 1)
            - (tooHigh > 0 ? binomialCumulative(tooHigh - 1, trials: count, p) : 0)
    }
}

/// P(B ≤ successes) for a binomial B, through the incomplete beta function: Abramowitz and Stegun, "Handbook of
/// mathematical functions", formula 26.5.24.
func binomialCumulative(_ successes: Int, trials: Int, _ p: Double) -> Double {
    if successes < 0 { return 0 }
    if successes >= trials { return 1 }
    return regularizedBeta(1 - p, Double(trials - successes), Double(successes + 1))
}
