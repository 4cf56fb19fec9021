/// How good policies are in several worlds, as one number each: 0 is a disaster everywhere, one half is doing nothing, 1 is as good
/// as the best reference everywhere.
///
/// In each metric of each world (policy − do nothing) / (best reference − do nothing), cut to −1…1; the weighted mean over the
/// metrics; and the weighted geometric mean over the worlds of (1 + score)/2, so that one disaster is not averaged away.
public struct GateScore: Sendable, Hashable {
  /// The values of one metric in one world.
  public struct Sample: Sendable, Hashable {
    public var id: GateRow.ID
    /// Of the metric, above 0.
    public var weight: Double
    public var statistic: Statistic
    public var lowerIsBetter: Bool
    /// Of the policy that does nothing; one value a replication.
    public var nothing: [Double]
    /// Of the best reference.
    public var reference: [Double]
    /// By policy, in the same replications.
    public var policies: [[Double]]

    public init(
      _ id: GateRow.ID,
      weight: Double = 1,
      statistic: Statistic = .mean,
      lowerIsBetter: Bool = true,
      nothing: [Double],
      reference: [Double],
      policies: [[Double]]
    ) {
      self.id = id
      self.weight = weight
      self.statistic = statistic
      self.lowerIsBetter = lowerIsBetter
      self.nothing = nothing
      self.reference = reference
      self.policies = policies
    }
  }

  /// A policy's part of it.
  public struct Entry: Sendable, Hashable, Identifiable {
    /// The policy's place.
    public var id: Int
    public var score: Double
    /// 95 %, of replications resampled alike for all policies.
    public var lower: Double
    public var upper: Double
    /// By world, from −1 to 1; none for a world in which nothing tells policies apart.
    public var worlds: [String: Double]
    /// Not significantly worse than the best: Hsu's multiple comparisons with the best.
    public var isAmongBest: Bool
    /// The ranks it may have, 1 the best, simultaneously for all policies.
    public var ranks: ClosedRange<Int>
  }

  /// The best first; of equals the earlier one.
  public var entries: [Entry]
  /// Metrics in worlds in which doing nothing is as good as the best reference: they are left out.
  public var silent: [GateRow.ID]

  /// Nil if there is nothing to score, if numbers of policies or replications do not fit, or if a value or weight is not finite.
  ///
  /// - Parameters:
  ///   - samples: those of a world have the same replications.
  ///   - weights: of worlds; 1 where none is given.
  ///   - level: of what is significant, and of the intervals.
  public init?(
    _ samples: [Sample],
    weights: [String: Double] = [:],
    level: Double = 0.05,
    seed: UInt64 = 1,
    resamples: Int = 2000
  ) {
    return nil
  }
}
