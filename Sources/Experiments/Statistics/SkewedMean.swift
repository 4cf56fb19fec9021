import EventEngine

/// A mean that was estimated, with what is known of its error: the test and the interval of Hall's transformation, whatever the
/// design that it comes from.
struct SkewedMean: Sendable, Hashable {
    var mean: Double
    /// Above zero where a test is asked for.
    var standardError: Double
    /// γ = κ/v^1.5 of the estimator; see `HallTransformation`.
    var skewness: Double
    var degreesOfFreedom: Double

    /// From mean − g⁻¹(t) · √v to mean − g⁻¹(−t) · √v.
    ///
    /// - Parameters:
    ///   - quantile: t, the (1 + level) / 2 quantile of Student's law with these degrees of freedom.
    ///   - range: where the mean must lie; an end that reaches beyond is cut off there.
    func interval(
        level: Double,
        quantile: Double,
        range: ClosedRange<Double> = -Double.infinity...Double.infinity
    ) -> ConfidenceInterval {
        let transformation = HallTransformation(skewness: skewness)
        return ConfidenceInterval(
            lower: max(min(mean, range.lowerBound), mean - standardError * transformation.inverse(quantile)),
            upper: min(max(mean, range.upperBound), mean - standardError * transformation.inverse(-quantile)),
            level: level
        )
    }

    /// The least α at which the interval of level 1 − α leaves zero out; 1 or 0 where nothing varies.
    var pValue: Double {
        guard standardError > 0 else { return mean == 0 ? 1 : 0 }
        let value = HallTransformation(skewness: skewness).value(mean / standardError)
        return min(1, 2 * studentTCumulative(-abs(value), degreesOfFreedom: degreesOfFreedom))
    }

    /// The square root of the factor by which the number of runs must grow to put the mean z standard errors from zero, and to
    /// bring the skewness down to 1 where it exceeds 1; nil if the mean is zero.
    func rootOfGrowth(z: Double) -> Double? {
        guard mean != 0 else { return nil }
        // Both, where the skewness exceeds 1: of one value among zeros it is 1, but for the last bit.
        return max(z * (standardError / abs(mean)), abs(skewness) > 1 ? abs(skewness) : 0)
    }
}
