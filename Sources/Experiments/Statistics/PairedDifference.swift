import EventEngine

/// The difference of two strategies that met the same replications: same devices, same hours, same luck.
///
/// Replication k of one is compared with replication k of the other. What both share cancels out, so that far fewer
/// replications tell the two apart than independent ones would need.
public struct PairedDifference: Sendable, Hashable {
    /// Which way is good.
    public enum Goal: Sendable, Hashable {
        /// Less is better, as for exposure or downtime.
        case low
        /// More is better, as for compliance.
        case high
    }

    /// What the data say about the candidate.
    public enum Verdict: Sendable, Hashable {
        /// The candidate is better than the baseline.
        case better
        /// The candidate is worse than the baseline.
        case worse
        /// The replications at hand cannot tell, be it that there is no difference or that they are too few.
        case cannotTell
    }

    /// Candidate minus baseline.
    public let difference: Estimate
    /// The probability of a mean difference at least this far from zero if the true one were zero (paired t-test,
    /// two-sided); nil with fewer than two replications.
    ///
    /// When every replication gives the same difference there is no doubt left for the test to weigh: 1 if that
    /// difference is zero, otherwise 0.
    public let pValue: Double?
    /// Pearson's correlation between the two samples; nil with fewer than two replications or if one of the samples does
    /// not vary.
    public let correlation: Double?
    /// The share of the variance of the difference that pairing saved, against independent samples of the same size:
    /// 1 − Var(A − B) / (Var A + Var B). Negative if pairing did harm; nil with fewer than two replications or if neither
    /// sample varies.
    public let varianceReduction: Double?
    /// Whether candidate and baseline gave the same number in every replication.
    public let isIdentical: Bool

    private let level: Double

    /// Compares two samples of which the elements at the same place come from the same replication; nil if they differ in
    /// length, are empty, or hold numbers that are not finite, or if `level` is not between 0 and 1.
    ///
    /// See Law, "Simulation modeling and analysis", 5th edition, sections 10.2.1 (paired t) and 11.2 (common random numbers).
    ///
    /// - Parameter intervals: how the interval of the difference is made; the p-value is the t-test's in any case.
    public init?(
        of candidate: [Double],
        against baseline: [Double],
        level: Double = 0.95,
        intervals: IntervalMethod = .t
    ) {
        guard
            candidate.count == baseline.count,
            let one = SampleMoments(candidate),
            let other = SampleMoments(baseline),
            let difference = Estimate(zip(candidate, baseline).map { $0 - $1 }, level: level, intervals: intervals)
        else { return nil }
        self.difference = difference
        self.level = level
        isIdentical = candidate == baseline
        pValue = difference.standardError.map { Self.pValue(difference, standardError: $0) }

        guard let varianceOfOne = one.variance, let varianceOfOther = other.variance,
            let error = difference.standardError
        else {
            correlation = nil
            varianceReduction = nil
            return
        }
        let independent = varianceOfOne + varianceOfOther
        let paired = error * error * Double(difference.count)
        varianceReduction = independent > 0 ? 1 - paired / independent : nil

        guard varianceOfOne > 0, varianceOfOther > 0 else {
            correlation = nil
            return
        }
        // Directly, not from the three variances, whose difference loses digits when the two scales are far apart.
        let covariance =
            zip(candidate, baseline).reduce(0) { $0 + ($1.0 - one.mean) * ($1.1 - other.mean) }
            / Double(difference.count - 1)
        correlation = min(1, max(-1, covariance / varianceOfOne.squareRoot() / varianceOfOther.squareRoot()))
    }

    /// What the data say about the candidate.
    ///
    /// - Parameters:
    ///   - goal: which way is good.
    ///   - adjusted: a p-value that takes the place of this comparison's own, such as one from `holm` when several
    ///     comparisons are read together.
    /// - Returns: `.cannotTell` unless the p-value is below 1 − level, which without `adjusted` is to say: unless zero
    ///   lies outside the t interval.
    public func verdict(_ goal: Goal, adjustedPValue adjusted: Double? = nil) -> Verdict {
        guard let pValue = adjusted ?? pValue, pValue < 1 - level, difference.mean != 0 else { return .cannotTell }
        return (difference.mean < 0) == (goal == .low) ? .better : .worse
    }

    private static func pValue(_ difference: Estimate, standardError: Double) -> Double {
        guard standardError > 0 else { return difference.mean == 0 ? 1 : 0 }
        let t = abs(difference.mean) / standardError
        return min(1, 2 * studentTCumulative(-t, degreesOfFreedom: Double(difference.count - 1)))
    }
}
