/// How many replications it takes to decide, as far as a few pilot pairs tell.
public struct GatePlan: Sendable, Hashable {
  /// A metric in a world.
  public struct Row: Sendable, Hashable, Identifiable {
    public var id: GateRow.ID
    public var isGated: Bool
    /// Pilot pairs.
    public var pilots: Int
    /// In the metric's unit.
    public var margin: Double
    /// Of the losses of the pilot pairs.
    public var standardDeviation: Double
    /// Of the losses of the pilot pairs.
    public var skewness: Double
    /// n = (z₁₋ₐ + z₁₋ᵦ)² s² / margin²; nil if no number would do.
    public var replications: Int?
    /// What resampling the pilots says, where their skewness exceeds 2; nil elsewhere, and if no number up to 64 times that of
    /// the rule would do.
    public var resampledReplications: Int?
    /// Whether the rule's last look is late enough.
    public var isDecidable: Bool
    /// The least margin that the last look decides with the power asked for, in the metric's unit.
    public var decidableMargin: Double

    /// What is to be told: the more careful one of the two numbers; nil if no number would do.
    public var needed: Int?
  }

  public var rows: [Row]
  /// Whether all that is gated can be decided.
  public var isDecidable: Bool { rows.allSatisfy { $0.isDecidable || !$0.isGated } }
}

extension Gate {
  /// How many replications it takes to pass what loses nothing, as far as pilot pairs tell.
  public func plan(pilots: [GatedSample]) -> GatePlan {
    GatePlan(rows: [])
  }
}
