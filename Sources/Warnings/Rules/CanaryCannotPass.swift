import PatchModel
import PatchSimulator
import Text

extension WarningRule {
    /// So few canaries that nothing shows the patch to be harmless.
    static let canaryCannotPass = WarningRule(
        "canary-cannot-pass",
        Explanation(
            "A canary of a sequential test (`safe-logrank`, `group-sequential`) passes only if the excess of trouble is shown to be at most what is tolerated. If no canary at all is in trouble, the upper bound of the excess is 1 − (1 − c)^(1 / n): with too few canaries that is more, and the rollout ends as inconclusive however well they are.",
            wrong: "strategies: { canary: { count: 100, test: { kind: safe-logrank, tolerate: 1% } } }",
            right: "strategies: { canary: { count: 300, test: { kind: safe-logrank, tolerate: 1% } } }"
        ),
        .scenario { facts in
            facts.scenario.strategies.compactMap { strategy -> Finding? in
                guard case .canary(let canary) = strategy.kind, let test = canary.sequential,
                    let size = facts.rollouts(of: strategy).map({ $0.rings[0].targets }).filter({ $0 > 0 }).min(),
                    size < test.fewest
                else { return nil }
                let key =
                    switch canary.size {
                    case .count: "count"
                    case .ofEach: "represent"
                    case .share, .upTo, .roundedDown, .rest: "share"
                    }
                let own = Figure.count(size, "canary", "canaries")
                return Finding(
                    "\(own) can never pass: even with none in trouble the excess may be more than \(Words.percent(test.tolerated)); \(Figure.grouped(test.fewest)) are needed",
                    at: strategy.way + [key],
                    help: "`count: \(test.fewest)` at least, or tolerate more (`test.tolerate`)"
                )
            }
        }
    )
}
