import PatchModel
import Text

extension WarningRule {
    /// So few canaries that the test cannot fail.
    static let canaryCannotFail = WarningRule(
        "canary-cannot-fail",
        Explanation(
            "With so few canaries Fisher's test is never significant, even if every canary is in trouble and no device of the control group is: the least p-value of n against n is 1 / C(2n, n). The canary then passes, or waits, whatever happens.",
            wrong: "strategies: { canary: { count: 2 } }",
            right: "strategies: { canary: { count: 20 } }"
        ),
        .scenario { facts in
            facts.canaries(fewest: true).compactMap { strategy, canary, rollout, test -> Finding? in
                guard !test.canFail else { return nil }
                let own = Figure.count(test.size, "canary", "canaries")
                let needed = CanaryTest.fewest(at: test.level)
                let which =
                    facts.rollouts(of: strategy).count > 1 ? "; rollout of \(facts.words(for: rollout))" : ""
                let key =
                    switch canary.size {
                    case .count: "count"
                    case .ofEach: "represent"
                    case .share, .upTo, .roundedDown, .rest: "share"
                    }
                return Finding(
                    "\(own) can never fail the test at \(Words.percent(test.level)): even \(test.size) of \(test.size) against 0 of \(test.size) gives p = \(Figure.significant(test.leastPValue))"
                        + (needed.map { "; \($0) are needed" } ?? "") + which,
                    at: strategy.way + [key],
                    help: needed.map { "`count: \($0)` at least; more find rarer defects" } ?? "raise `test.level`"
                )
            }
        }
    )
}
