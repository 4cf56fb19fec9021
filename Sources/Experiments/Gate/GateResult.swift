/// What a gate says.
public enum GateVerdict: String, Sendable, Hashable, CaseIterable {
    /// Nothing gated loses its margin.
    case pass
    /// Something gated loses more than its margin.
    case fail
    /// The replications at hand show neither.
    case inconclusive
}

/// Why a row is not decided.
public enum GateDoubt: Sendable, Hashable {
    /// The bounds hold the margin between them.
    case near
    /// Fewer replications than anything is decided by.
    case tooFewReplications
    /// The bound by which it would pass or fail errs more often than it may, on these data.
    case levelNotKept
    /// No two differences were unlike. That is evidence at the last look only: what is rare has not been looked for before.
    case withoutVariation
    /// The margin is nothing, as a share of a baseline whose mean is 0 is.
    case withoutMargin
    /// There are more or fewer replications than this look has.
    case wrongCount
    /// The statistic of which nothing can be told.
    case undecidableStatistic
}

/// How the bounds of a row were made.
public enum GateBound: String, Sendable, Hashable, CaseIterable {
    /// Student's, with the skewness taken out: `HallTransformation`.
    case studentised
    /// The share of replications with a loss, bounded exactly, times the greatest loss. Upper bounds only, where the studentised
    /// one does not keep its level.
    case counted
    /// Of shares: Newcombe's, with the exact test of McNemar.
    case shares
    /// Of quantiles: replications resampled in pairs.
    case resampled
}

/// What the replications say of a metric in a world.
///
/// All amounts are losses in the metric's unit: above 0 where the candidate is the worse one.
public struct GateRowResult: Sendable, Hashable, Identifiable {
    public var id: GateRow.ID
    public var isGated: Bool
    public var count: Int
    /// The baseline's mean or quantile.
    public var baseline: Double
    /// The candidate's mean or quantile.
    public var candidate: Double
    /// What is lost on the whole.
    public var loss: Double
    /// The most that may be lost; nil for what is only watched and has none.
    public var margin: Double?
    /// The level of each of the bounds, which is that of this look.
    public var boundLevel: Double
    /// No less is lost, one-sided; minus infinity if nothing can be said.
    public var lower: Double
    /// No more is lost, one-sided; infinity if nothing can be said.
    public var upper: Double
    /// How the bounds were made.
    public var bound: GateBound
    /// Nil for what is only watched.
    public var verdict: GateVerdict?
    /// Nil for what is decided or only watched.
    public var doubt: GateDoubt?
    /// The chance of bounds as low as these if just the margin were lost.
    public var passPValue: Double
    /// The chance of bounds as high as these if just the margin were lost.
    public var failPValue: Double
    /// The same, adjusted by Holm for all that is gated.
    public var adjustedFailPValue: Double
    /// Which level levels were measured at: `boundLevel`, but 1 % at least.
    public var measuredAt: Double
    /// How often the upper bound lies below the truth, as measured on these data; where it is counted, that of the studentised
    /// one, for which it stands in.
    public var upperLevel: Double
    /// How often the lower bound lies above the truth, as measured on these data.
    public var lowerLevel: Double
    /// Whether both bounds keep their level, as the gate measures it. What is not may still be decided by the one that does.
    public var isDecidable: Bool
    /// The chance with which this look tells a loss of the margin from none: that of passing what loses nothing. Nil without a
    /// margin.
    public var power: Double?
    /// Replications that would decide it with the power that is asked for, if the loss were what it is here; nil if that is
    /// the margin itself.
    public var replicationsToDecide: Int?
    /// Replications by which what loses nothing passes with the power that is asked for.
    public var replicationsForMargin: Int?
    /// The least margin for which these replications have the power that is asked for.
    public var detectable: Double
    /// Replications in which the two differ.
    public var unequal: Int
    /// If they differ in no replication: in at most this share of all they do, at 95 %. The exact rule of three.
    public var ruleOfThree: Double?
    /// The skewness of the losses.
    public var skewness: Double
}

/// What a gate says at a look.
public struct GateResult: Sendable, Hashable {
    public var verdict: GateVerdict
    /// The place of the look among those of the rule.
    public var look: Int
    /// Replications at this look.
    public var replications: Int
    /// Whether it is the last one.
    public var isLast: Bool
    /// In the order of the samples.
    public var rows: [GateRowResult]

    /// Rows that fail; those that do not pass if none does.
    public var decisive: [GateRowResult] {
        let failed = rows.filter { $0.verdict == .fail }
        return failed.isEmpty ? rows.filter { $0.verdict == .inconclusive } : failed
    }
}
