import PatchModel

extension WarningRule {
    /// Nothing is counted in money.
    static let pricesMissing = WarningRule(
        "prices-missing",
        severity: .note,
        isSaidByAnswer: true,
        Explanation(
            "The scenario has no `prices`. Exposure and downtime are weighed against each other then, and if no strategy is best in both, nothing is recommended.",
            right:
                "prices: { currency: EUR, exposed-device-day: 0.5, unplanned-downtime: 20, technician-hour: 60, ticket: 20 }"
        ),
        .scenario { facts in
            guard facts.scenario.prices == nil, facts.scenario.strategies.count > 1 else { return [] }
            return [
                Finding(
                    "no prices: exposure and downtime are shown, and no strategy is the cheapest",
                    at: ["strategies"],
                    help: "add `prices`"
                )
            ]
        }
    )
}
