extension WarningRule {
    /// A search whose end is known before.
    static let optimiseTrivially = WarningRule(
        "optimise-trivially",
        Explanation(
            "A waiting time is varied, and the metric only gets worse by waiting: the search will end at the shortest wait. Search by a metric that sees the harm of a bad patch, too, such as cost, or say what must hold of the harm.",
            wrong: "patchlab optimise s.yaml --vary strategies.staged.gate.soak=1h..3d --metric exposure",
            right:
                "patchlab optimise s.yaml --vary strategies.staged.gate.soak=1h..3d --metric exposure --subject-to 'devices-hit<=50'"
        ),
        .search { search in
            let waits: Set = ["soak", "after", "extend", "check-every"]
            let isWaiting = search.keys.allSatisfy { way in
                way.first == "strategies" && (way.last.map(waits.contains) ?? false) && !way.contains("on-stop")
            }
            let isSpeed = ["exposed", "exposure", "time-to-patch", "compliance", "in-time"].contains {
                search.metric.hasPrefix($0)
            }
            guard isWaiting, isSpeed, !search.isConstrained, let first = search.keys.first else { return [] }
            return [
                Finding(
                    "less waiting is always better in \(search.metric): the search will end at the shortest wait",
                    at: first,
                    help: "`--metric cost`, or `--subject-to 'devices-hit<=10'`"
                )
            ]
        }
    )
}
