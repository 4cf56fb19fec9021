import EventEngine

/// Whether a candidate is better on seeds that its author has seen than on those that he has not.
public struct GateGap: Sendable, Hashable, Identifiable {
    public var id: GateRow.ID
    /// What it loses on public seeds, in the metric's unit; below 0 if it is the better one.
    public var publicLoss: Double
    /// What it loses on hidden seeds.
    public var hiddenLoss: Double
    /// The difference of the differences; above 0 if it is worse on hidden seeds.
    public var gap: Double { hiddenLoss - publicLoss }
    /// The chance, two-sided, of such a gap if there were none. By Welch's test: seeds of the two kinds are not paired.
    public var pValue: Double

    /// Nil unless both are of the same row and of means, with two replications each at least.
    ///
    /// B. L. Welch, "The generalization of 'Student's' problem when several different population variances are involved",
    /// Biometrika 34 (1947).
    public init?(public shown: GatedSample, hidden: GatedSample) {
        guard shown.id == hidden.id, shown.statistic == .mean, hidden.statistic == .mean,
            let one = SampleMoments(shown.losses), let other = SampleMoments(hidden.losses),
            let varianceOfOne = one.variance, let varianceOfOther = other.variance
        else { return nil }
        id = shown.id
        publicLoss = one.mean
        hiddenLoss = other.mean
        let first = varianceOfOne / Double(shown.count)
        let second = varianceOfOther / Double(hidden.count)
        let variance = first + second
        guard variance > 0 else {
            pValue = one.mean == other.mean ? 1 : min(1, leastSignPValue(min(shown.count, hidden.count)))
            return
        }
        // Shares, so that no square overflows.
        let share = first / variance
        let freedom =
            1
            / (share * share / Double(shown.count - 1) + (1 - share) * (1 - share)
                / Double(hidden.count - 1))
        let t = (other.mean - one.mean) / variance.squareRoot()
        pValue = min(1, 2 * studentTCumulative(-abs(t), degreesOfFreedom: freedom))
    }
}
