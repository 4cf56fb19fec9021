import PatchModel

extension WarningRule {
    /// Keys that something else in the scenario rules out. Mistakes of the same kind that the reader of files sees by itself
    /// have the same code.
    package static let withoutEffect = WarningRule(
        "no-effect",
        Explanation(
            "What is written has no effect, because something else rules it out.",
            wrong: "exploitation: 40%   # without exploited",
            right: "exploited: 6d\nexploitation: 40%"
        ),
        .scenario { facts in
            stoppingKeys(facts) + downloadKeys(facts) + attemptKeys(facts) + repairKey(facts)
        }
    )

    /// What only stops, gates and tests make use of.
    private static func stoppingKeys(_ facts: ScenarioFacts) -> [Finding] {
        facts.scenario.strategies.filter { !$0.canStop }.flatMap { strategy -> [Finding] in
            var keys = ["on-stop"]
            if case .bigBang = strategy.kind { keys.append("attribution-window") }
            return keys.filter { facts.isWritten(strategy.way + [$0]) }.map { key in
                Finding(
                    "`\(key)` has no effect: strategy \(Words.quoted(strategy.name)) never stops",
                    at: strategy.way + [key],
                    help: "delete it, or add `stop: { failures: \"> 2%\" }`"
                )
            }
        }
    }

    /// What only downloads make use of.
    private static func downloadKeys(_ facts: ScenarioFacts) -> [Finding] {
        let scenario = facts.scenario
        guard !scenario.patches.contains(where: { $0.size > 0 }) else { return [] }
        var found: [Finding] = []
        let groups = scenario.groups.indices.filter { facts.isWritten(["fleet", "[\($0)]", "bandwidth"]) }
        if let first = groups.first {
            found.append(
                Finding(
                    "`bandwidth` has no effect: no patch has a `size`",
                    at: ["fleet", "[\(first)]", "bandwidth"],
                    also: groups.dropFirst().map {
                        (scenario.groups[$0].name, ["fleet", "[\($0)]", "bandwidth"])
                    },
                    help: "delete it, or give the patches a `size`"
                )
            )
        }
        if let prices = scenario.prices, prices.gigabyte > 0 {
            found.append(
                Finding(
                    "`gigabyte` has no effect: no patch has a `size`",
                    at: ["prices", "gigabyte"],
                    help: "delete it, or give the patches a `size`"
                )
            )
        }
        return found
    }

    /// What only installations that fail make use of.
    private static func attemptKeys(_ facts: ScenarioFacts) -> [Finding] {
        // Each key is looked for among all patches: of very many the first ones are looked at.
        facts.scenario.patches.prefix(1000).filter { $0.installation.failureChance == 0 }.flatMap { patch in
            ["attempts", "backoff", "revert"].map { ["patches", patch.name, "install", $0] }.filter(facts.isWritten)
                .map { way in
                    Finding(
                        "`\(way[3])` has no effect: installing \(Words.quoted(patch.name)) never fails",
                        at: way,
                        help: "delete it, or give `failure-chance`"
                    )
                }
        }
    }

    /// Technicians without work.
    private static func repairKey(_ facts: ScenarioFacts) -> [Finding] {
        let scenario = facts.scenario
        guard scenario.repair != nil else { return [] }
        let hasWork = scenario.patches.contains { patch in
            patch.installation.brickChance > 0 || patch.rollback.map { $0.failureChance > 0 } ?? false
                || patch.regressions.contains { $0.chance > 0 && $0.share > 0 }
        }
        guard !hasWork else { return [] }
        return [
            Finding(
                "`repair` has no effect: no patch breaks anything",
                at: ["repair"],
                help: "delete it, or add `regressions` or `brick-chance` to the patches"
            )
        ]
    }
}
