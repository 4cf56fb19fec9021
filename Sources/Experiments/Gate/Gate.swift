/// Tells, look by look, whether a candidate loses more than a margin, in paired replications of several worlds.
///
/// It holds what follows from the rule alone. All it draws is keyed by the rule's seed and by what is looked at, never by the
/// order of rows or by threads.
public struct Gate: Sendable {
  public let rule: GateRule

  public init(_ rule: GateRule) {
    self.rule = rule
  }

  /// What is to be said at a look.
  ///
  /// - Parameters:
  ///   - samples: all that is gated or watched, with exactly as many replications as the look has.
  ///   - look: its place among those of the rule.
  public func judge(_ samples: [GatedSample], look: Int) -> GateResult {
    GateResult(
      verdict: .inconclusive,
      look: look,
      replications: rule.looks[look],
      isLast: look == rule.looks.count - 1,
      rows: []
    )
  }

  /// Goes from look to look until it is decided, or to the last one.
  ///
  /// - Parameters:
  ///   - provide: all samples with that many replications, the earlier ones first.
  ///   - seen: hears of each look.
  /// - Throws: what `provide` throws.
  public func decide(
    provide: (_ replications: Int) async throws -> [GatedSample],
    seen: (GateResult) -> Void = { _ in }
  ) async rethrows -> GateResult {
    var result = judge(try await provide(rule.looks[0]), look: 0)
    seen(result)
    for look in rule.looks.indices.dropFirst() where result.verdict == .inconclusive {
      result = judge(try await provide(rule.looks[look]), look: look)
      seen(result)
    }
    return result
  }
}
