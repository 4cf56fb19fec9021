package import Experiments
import Foundation
package import PatchModel
import Text

/// Requirements as a user writes them.
package enum RequirementInput {
    /// What stands for the earlier study.
    private static let baseline = "baseline"

    /// `devices-hit<=50`, `staged.exposure<=1.05*big-bang`, `in-time>=95%`, `exposure<=1.02*baseline`
    ///
    /// - Parameters:
    ///   - strategies: the names of those that are compared.
    ///   - hasBaseline: whether there is an earlier study.
    /// - Throws: `Failure` that says what was expected.
    package static func requirement(
        _ text: String,
        _ strategies: [String],
        hasBaseline: Bool,
        of scenario: Scenario,
        for caller: any Caller
    ) throws -> Requirement {
        guard let comparison = MetricConstraint.Comparison.allCases.first(where: { text.contains($0.rawValue) }),
            let sign = text.range(of: comparison.rawValue)
        else {
            throw Failure(
                "--require \(text): expected METRIC<=LIMIT or METRIC>=LIMIT",
                help: "'devices-hit<=50', or 'staged.exposure<=1.05*big-bang'"
            )
        }
        let left = text[..<sign.lowerBound].trimmingCharacters(in: .whitespaces)
        let right = text[sign.upperBound...].trimmingCharacters(in: .whitespaces)
        guard !left.isEmpty else { throw Failure("--require \(text): expected a metric before \(comparison.rawValue)") }
        let (strategy, name) = strategyAndMetric(left, strategies)
        let metric: Metric
        do {
            metric = try MetricInput.metric(name, given: "--require \(text)", of: scenario, for: caller)
        } catch let failure as Failure {
            if let point = left.firstIndex(of: "."), strategy == nil,
                Metric.named(String(left[left.index(after: point)...]), in: scenario) != nil
            {
                throw unknown(strategy: String(left[..<point]), text, strategies)
            }
            throw failure
        }
        return Requirement(
            text,
            strategy: strategy,
            metric,
            comparison,
            try bound(right, text, metric, strategies, hasBaseline: hasBaseline)
        )
    }

    /// A name of a strategy may have points in it, as that of a metric with a statistic has.
    private static func strategyAndMetric(_ text: String, _ strategies: [String]) -> (String?, String) {
        let found = strategies.filter { text.hasPrefix($0 + ".") }.max { $0.count < $1.count }
        return (found, found.map { String(text.dropFirst($0.count + 1)) } ?? text)
    }

    private static func bound(
        _ right: String,
        _ text: String,
        _ metric: Metric,
        _ strategies: [String],
        hasBaseline: Bool
    ) throws -> Requirement.Bound {
        let (factor, name) = try factorAndName(right, text)
        if strategies.contains(name) { return .multiple(factor ?? 1, of: .strategy(name)) }
        if name == baseline {
            guard hasBaseline else {
                throw Failure(
                    "--require \(text): there is no earlier study to compare with",
                    help: "name its file: --baseline main.study"
                )
            }
            return .multiple(factor ?? 1, of: .baseline)
        }
        if factor != nil || name.first.map({ $0.isLetter }) ?? true {
            throw unknown(strategy: name, text, strategies + (hasBaseline ? [baseline] : []))
        }
        do { return .amount(try metric.amount(right)) } catch {
            throw Failure("--require \(text): \(error.description)")
        }
    }

    private static func unknown(strategy: String, _ text: String, _ known: [String]) -> Failure {
        Failure(
            "--require \(text): there is no strategy \"\(strategy)\" to compare" + didYouMean(strategy, among: known)
                + "; there are " + known.joined(separator: ", ")
        )
    }

    /// `1.05*big-bang` and `105% * big-bang`; a name alone is one time that.
    private static func factorAndName(_ right: String, _ text: String) throws -> (Double?, String) {
        guard let star = right.firstIndex(of: "*") else { return (nil, right) }
        var number = right[..<star].trimmingCharacters(in: .whitespaces)
        let isPercent = number.hasSuffix("%")
        if isPercent { number = String(number.dropLast()).trimmingCharacters(in: .whitespaces) }
        guard let factor = Double(number), factor.isFinite, factor >= 0 else {
            throw Failure(
                "--require \(text): \"\(right[..<star].trimmingCharacters(in: .whitespaces))\" is not a factor",
                help: "a number or a share before the *, such as 1.05*big-bang or 105%*big-bang"
            )
        }
        return (
            isPercent ? factor / 100 : factor, right[right.index(after: star)...].trimmingCharacters(in: .whitespaces)
        )
    }
}
