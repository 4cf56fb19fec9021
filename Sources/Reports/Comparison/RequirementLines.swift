package import Experiments
package import Text

/// Whether strategies keep to what is required of them, a line each.
package struct RequirementLines {
    private let outcomes: [RequirementOutcome]
    private let width: Int

    /// - Parameter width: of the terminal.
    package init(_ outcomes: [RequirementOutcome], width: Int) {
        self.outcomes = outcomes
        self.width = width
    }

    package var lines: [StyledLine] {
        guard !outcomes.isEmpty else { return [] }
        return [StyledLine(), StyledLine("Required", .strong)] + outcomes.flatMap(told)
    }

    /// How many are not met, in a sentence; nil if all are.
    package var failure: String? {
        let failed = outcomes.count { !$0.isMet }
        guard failed > 0 else { return nil }
        return failed == outcomes.count && failed == 1
            ? "what is required is not met"
            : "\(failed) of \(outcomes.count) requirements \(failed == 1 ? "is" : "are") not met"
    }

    private func told(_ outcome: RequirementOutcome) -> [StyledLine] {
        let head = outcome.isMet ? "  met      " : "  not met  "
        let rows = wrapped(sentence(outcome), width: max(10, width - head.count))
        return rows.enumerated().map { number, row in
            guard number == 0 else { return StyledLine(String(repeating: " ", count: head.count) + row) }
            var line = StyledLine(head, outcome.isMet ? nil : .warning)
            line.append(row)
            return line
        }
    }

    private func sentence(_ outcome: RequirementOutcome) -> String {
        let requirement = outcome.requirement
        let metric = requirement.metric
        guard let value = outcome.value, let limit = outcome.limit else {
            return "\(outcome.strategy): \(requirement.text): there is no value in all runs to compare it with"
        }
        let broken = requirement.comparison == .atMost ? ">" : "<"
        let sign = outcome.isMet ? requirement.comparison.rawValue : broken
        let decimals = Figure.decimals(for: max(abs(metric.shown(value)), abs(metric.shown(limit))))
        let figures = [value, limit].map { metric.text($0, decimals: decimals) }
        var text = "\(outcome.strategy): \(metric.id) \(figures[0]) \(sign) \(figures[1])"
        switch requirement.bound {
        case .amount: text += " \(metric.unitWord)"
        case .multiple(let factor, .strategy(let name)):
            text += " \(metric.unitWord), \(Figure.plain(factor)) times \(name)"
        case .multiple(let factor, .baseline):
            text += " \(metric.unitWord), \(Figure.plain(factor)) times the earlier study"
        }
        return outcome.isSure ? text : text + "; these runs are too few to be sure"
    }
}
