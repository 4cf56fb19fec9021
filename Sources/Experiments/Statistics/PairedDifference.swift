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

    /// Candidate minus baseline. It has no interval if all replications differ alike but are too few for their signs to show
    /// anything at the level: any difference might then be the true one.
    public let difference: Estimate
    /// The least α at which Hall's interval of the difference leaves zero out (see `Estimate.pValue`): the probability of a
    /// difference as telling as this one if the true one were zero; nil with fewer than two replications.
    ///
    /// When every replication gives the same difference, there is no variance to weigh it by: 1 if that difference
    /// is zero, otherwise 2^(1 − n), the least that a test of n signs can give. It asks for nothing but differences that lie
    /// evenly about zero (R. A. Fisher, "The design of experiments", 1935, section 21).
    ///
    /// Where the replications were looked at before, twice the greater one of the p-values of the last two looks, and 1 if their signs
    /// differ: it is below 5 % where both are below 2.5 % (`CellFamily`).
    public let pValue: Double?
    /// Pearson's correlation between the two samples; nil with fewer than two replications or if one of the samples does
    /// not vary.
    public let correlation: Double?
    /// The share of the variance of the difference that pairing saved, against independent samples of the same size:
    /// 1 − Var(A − B) / (Var A + Var B). Negative if pairing did harm; nil with fewer than two replications or if neither
    /// sample varies.
    public let varianceReduction: Double?
    /// Whether candidate and baseline gave the same number in every replication, but for rounding.
    public let isIdentical: Bool

    private let level: Double

    /// Compares two samples of which the elements at the same place come from the same replication; nil if they differ in
    /// length, are empty, or hold numbers that are not finite, or if `level` is not between 0 and 1.
    ///
    /// See Law, "Simulation modeling and analysis", 5th edition, sections 10.2.1 (paired t) and 11.2 (common random numbers).
    ///
    /// - Parameters:
    ///   - intervals: how the interval of the difference is made; the p-value is that of Hall's in any case.
    ///   - before: so many of the replications, from the first one on, were there at the look before this one, 0 if this is the first
    ///     look; nil: their number was fixed beforehand.
    public init?(
        of candidate: [Double],
        against baseline: [Double],
        level: Double = 0.95,
        intervals: IntervalMethod = .hall,
        before: Int? = nil
    ) {
        guard
            candidate.count == baseline.count,
            let one = SampleMoments(candidate),
            let other = SampleMoments(baseline),
            let difference = Estimate(differences(candidate, baseline), level: level, intervals: intervals)
        else { return nil }
        self.level = level
        let own = Self.pValue(difference)
        pValue =
            before.map { count in
                let earlier = Estimate(differences(Array(candidate.prefix(count)), Array(baseline.prefix(count))))
                return Self.shownTwice(own, difference.mean, earlier.flatMap { Self.pValue($0) }, earlier?.mean ?? 0)
            } ?? own
        isIdentical = difference.mean == 0 && (difference.standardError ?? 0) == 0
        let isPoint = difference.standardError == 0 && difference.mean != 0
        let isOpen = isPoint && leastSignPValue(difference.count) >= 1 - level
        self.difference = isOpen ? difference.withoutInterval : difference

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

    private static func pValue(_ difference: Estimate) -> Double? {
        difference.pValue.map {
            $0 > 0 || difference.standardError != 0 ? $0 : leastSignPValue(difference.count)
        }
    }

    /// The p-value of what two looks show, each with its mean.
    private static func shownTwice(_ own: Double?, _ mean: Double, _ earlier: Double?, _ before: Double) -> Double {
        guard let own, let earlier, mean * before > 0 else { return 1 }
        return min(1, 2 * max(own, earlier))
    }

    /// What the data say about the candidate.
    ///
    /// - Parameters:
    ///   - goal: which way is good.
    ///   - adjusted: a p-value that takes the place of this comparison's own, such as one from `holm` when several
    ///     comparisons are read together.
    /// - Returns: `.cannotTell` below `Significance.fewestReplications`, and unless the p-value is below 1 − level, which
    ///   without `adjusted` is to say: unless zero lies outside Hall's interval.
    public func verdict(_ goal: Goal, adjustedPValue adjusted: Double? = nil) -> Verdict {
        guard difference.count >= Significance.fewestReplications, let pValue = adjusted ?? pValue, pValue < 1 - level,
            difference.mean != 0
        else { return .cannotTell }
        return (difference.mean < 0) == (goal == .low) ? .better : .worse
    }

    /// About how many replications would tell the two apart, as far as those at hand say: at least so many, rounded up to two
    /// digits. Nil if their means are equal, or with fewer than two replications.
    ///
    /// - Parameter adjusted: the p-value adjusted for all comparisons that are read together; by as much as it exceeds this
    ///   comparison's own, the level that must be met is lower.
    public func replicationsNeeded(adjustedPValue adjusted: Double? = nil) -> Int? {
        var z = Significance.z
        if let pValue, let adjusted, pValue > 0, adjusted > pValue {
            z = max(z, -normalQuantile((1 - level) / 2 * pValue / adjusted))
        }
        return difference.replicationsNeeded(z: z).map(roundedUp)
    }
}

/// Up to two digits that count: what is forecast is not known better.
private func roundedUp(_ count: Int) -> Int {
    var unit = 1
    while count / unit >= 100 { unit *= 10 }
    return (count + unit - 1) / unit * unit
}

/// 2^(1 − n): the probability that n differences, each of either sign with equal chance, all have the same sign.
func leastSignPValue(_ count: Int) -> Double {
    Double(sign: .plus, exponent: 1 - min(1000, max(1, count)), significand: 1)
}

/// One minus other, place by place; what differs by rounding only is made exactly equal.
///
/// Values that are sums of a few terms carry rounding errors of a few units in the last place. Differences that vary by no
/// more than that have no variance which could be taken for chance.
func differences(_ one: [Double], _ other: [Double]) -> [Double] {
    let found = zip(one, other).map { $0 - $1 }
    let rounding = 16 * Double.ulpOfOne * (one + other).reduce(0) { max($0, abs($1)) }
    guard let moments = SampleMoments(found), found.allSatisfy({ abs($0 - moments.mean) <= rounding }) else {
        return found
    }
    return found.map { _ in abs(moments.mean) <= rounding ? 0 : moments.mean }
}
