import PatchModel
import Text

extension WarningRule {
    /// A default that decides when a rollout stops.
    static let defaultUsed = WarningRule(
        "default-used",
        severity: .note,
        isDetail: true,
        Explanation(
            "The strategy does not say when it stops, or for how long problems count against its rollouts, and so the defaults decide. They are a guess like any other: look at them before you trust what stops and what does not.",
            wrong: "strategies: { staged: {} }",
            right: "strategies: { staged: { stop: { failures: \"> 1%\", minimum: 50 } } }"
        ),
        .scenario { facts in
            facts.scenario.strategies.compactMap { strategy -> Finding? in
                guard strategy.canStop else { return nil }
                var parts: [String] = []
                if let stop = strategy.stop, !facts.isWritten(strategy.way + ["stop"]) {
                    let from = stop.minimum > 0 ? " from \(Figure.count(stop.minimum, "report", "reports")) on" : ""
                    parts.append("it stops at \(Words.limit(stop.failures)) of those that have reported\(from)")
                }
                if !facts.isWritten(strategy.way + ["attribution-window"]) {
                    parts.append("problems count against it for \(Words.span(Double(strategy.attributionWindow)))")
                }
                guard !parts.isEmpty else { return nil }
                return Finding(
                    "by default, since \(Words.quoted(strategy.name)) does not say so, \(Words.list(parts))",
                    at: strategy.way,
                    help: "write down what you mean, or leave it"
                )
            }
        }
    )
}
