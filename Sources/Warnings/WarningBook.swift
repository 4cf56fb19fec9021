package import Experiments
package import PatchModel

/// What there is to warn of about one scenario that was read, and about the runs of it.
package struct WarningBook: Sendable {
    private let scenario: Scenario
    private let isWritten: @Sendable (Finding.Way) -> Bool
    private let text: @Sendable (Finding.Way) -> String?
    private let place: @Sendable (Finding.Way) -> Warning.Place?
    private let isAllowed: @Sendable (String, Warning.Place?) -> Bool

    /// - Parameters:
    ///   - isWritten: whether a key stands in the scenario.
    ///   - text: what stands under a key, if that is a single value.
    ///   - place: where a key stands, or else the last one on the way to it that does.
    ///   - isAllowed: whether a code is silenced, everywhere or at that place.
    package init(
        _ scenario: Scenario,
        isWritten: @escaping @Sendable (Finding.Way) -> Bool,
        text: @escaping @Sendable (Finding.Way) -> String?,
        place: @escaping @Sendable (Finding.Way) -> Warning.Place?,
        isAllowed: @escaping @Sendable (String, Warning.Place?) -> Bool
    ) {
        self.scenario = scenario
        self.isWritten = isWritten
        self.text = text
        self.place = place
        self.isAllowed = isAllowed
    }

    /// Names of the scenario's own strategies.
    package var strategies: [String] { scenario.strategies.map(\.name) }

    /// What the scenario alone tells, the most harmful first; those for its author included.
    package var ofScenario: [Warning] {
        let facts = ScenarioFacts(scenario, text: text, isWritten: isWritten)
        return warnings { if case .scenario(let check) = $0 { check(facts) } else { [] } }
    }

    /// What the scenario tells of strategies that are not in it, such as presets, the most harmful first.
    ///
    /// - Parameters:
    ///   - isWritten: whether a key stands in one of them; the way begins with `strategies` and its name.
    ///   - place: what stands for the place of such a strategy.
    package func of(
        added strategies: [Strategy],
        isWritten: @escaping @Sendable (Finding.Way) -> Bool,
        place: (String) -> Warning.Place
    ) -> [Warning] {
        guard !strategies.isEmpty else { return [] }
        var whole = scenario
        whole.strategies = strategies
        let facts = ScenarioFacts(whole, isWritten: isWritten)
        let names = Set(strategies.map(\.name))
        func name(_ way: Finding.Way) -> String? {
            way.count > 1 && way[0] == "strategies" && names.contains(way[1]) ? way[1] : nil
        }
        // Who takes a preset takes its defaults, and cannot write anything into it.
        let rules = WarningRule.all.filter { $0.code != WarningRule.defaultUsed.code }
        // What is not about one of them is told of the scenario's own, or is about the choice of strategies.
        return warnings(
            { check in
                guard case .scenario(let check) = check else { return [] }
                return check(facts).filter { name($0.way) != nil }
            },
            of: rules,
            place: { name($0).map(place) }
        )
    }

    /// What its runs tell, the most harmful first.
    package func of(_ study: Study) -> [Warning] {
        let runs = RunFacts(study)
        return warnings { check in
            switch check {
            case .runs(let check), .eachRun(let check): check(runs)
            default: []
            }
        }
    }

    /// What runs tell that were made on purpose, so that they do not come up as often: the most harmful first.
    package func of(madeRuns study: Study) -> [Warning] {
        let runs = RunFacts(study)
        return warnings { if case .eachRun(let check) = $0 { check(runs) } else { [] } }
    }

    /// What a search for the best values of keys is asked for.
    package func of(_ search: SearchFacts) -> [Warning] {
        warnings { if case .search(let check) = $0 { check(search) } else { [] } }
    }

    private func warnings(_ findings: (WarningRule.Check) -> [Finding]) -> [Warning] {
        warnings(findings, of: WarningRule.all, place: place)
    }

    private func warnings(
        _ findings: (WarningRule.Check) -> [Finding],
        of rules: [WarningRule],
        place: (Finding.Way) -> Warning.Place?
    ) -> [Warning] {
        rules.flatMap { rule in
            findings(rule.check).compactMap { finding in
                let warning = Warning(
                    code: rule.code,
                    severity: finding.severity ?? rule.severity,
                    message: finding.message,
                    label: finding.label,
                    place: place(finding.way),
                    also: finding.also.map { Warning.Other(name: $0.name, place: place($0.way)) },
                    help: finding.help,
                    isForAuthors: rule.isForAuthors,
                    isSaidByAnswer: rule.isSaidByAnswer
                )
                return isAllowed(rule.code, warning.place) ? nil : warning
            }
        }
    }
}

extension [Warning] {
    /// The same, the most harmful first.
    package var byHarm: [Warning] {
        let ranks = Dictionary(
            WarningRule.all.enumerated().map { ($1.code, $0) },
            uniquingKeysWith: { first, _ in first }
        )
        return enumerated().sorted { left, right in
            let one = (left.element.severity == .note ? 1 : 0, ranks[left.element.code] ?? .max, left.offset)
            let other = (right.element.severity == .note ? 1 : 0, ranks[right.element.code] ?? .max, right.offset)
            return one < other
        }.map(\.element)
    }
}
