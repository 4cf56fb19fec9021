package import Experiments
import Foundation
package import PatchModel
import Text

/// The metrics that work is about, as a user names them.
package enum MetricInput {
    /// The metric that was probably meant: the first of several that begin so (`blast-radius`), or one that is spelt alike.
    private static func meantMetric(_ word: String, among names: [String]) -> String? {
        names.first { !word.isEmpty && $0.hasPrefix(word + "-") } ?? nearestName(to: word, among: names)
    }

    /// The metrics of those names; `standard` if none is named.
    package static func metrics(_ names: [String], of scenario: Scenario, standard: [Metric]) throws -> [Metric] {
        let words = names.flatMap { $0.split(separator: ",", omittingEmptySubsequences: false).map(String.init) }
        guard !words.isEmpty else { return standard }
        let known = Metric.known(in: scenario)
        guard !words.contains(where: { $0.allSatisfy(\.isWhitespace) }) else {
            throw Failure("the name of a metric is empty; there are " + known.map(\.id).joined(separator: ", "))
        }
        return try words.map { word in
            guard let metric = known.first(where: { $0.id == word }) else {
                let hint = word == "cost" ? "; for a cost the scenario needs `prices`" : ""
                throw Failure(
                    "there is no metric \"\(word)\""
                        + (meantMetric(word, among: known.map(\.id)).map { " (did you mean \"\($0)\"?)" } ?? "")
                        + "; there are " + known.map(\.id).joined(separator: ", ") + hint
                )
            }
            return metric
        }
    }

    /// The metrics that a sweep tells of: those of the names, or the usual ones of the analysis.
    package static func swept(
        _ names: [String],
        by analysis: SweepPlan.Analysis,
        of scenario: Scenario
    ) throws -> [Metric] {
        let costs = scenario.prices.map { [Metric.cost($0)] } ?? []
        let headlines: [Metric] =
            analysis == .table ? Metric.headlines : [.exposedDeviceDays, .unplannedDowntime, .blastRadius]
        let metrics = try metrics(names, of: scenario, standard: headlines + costs)
        if analysis == .tornado, let metric = metrics.first(where: { !$0.isMean }) {
            throw Failure("--metric \(metric.id): a tornado needs a metric that is a mean over replications")
        }
        return metrics
    }

    /// The metric of that name, which must be a mean over replications.
    ///
    /// - Parameter path: the scenario's file, for messages.
    package static func mean(_ name: String, of scenario: Scenario, in path: String) throws -> Metric {
        let known = Metric.means(in: scenario)
        if let found = known.first(where: { $0.id == name }) { return found }
        if name == "cost" { throw Failure("--metric cost: \(path) has no `prices`") }
        let names = known.map(\.id)
        throw Failure(
            "there is no metric \"\(name)\" that is a mean over replications"
                + (meantMetric(name, among: names).map { " (did you mean \"\($0)\"?)" } ?? "")
                + "; there are " + names.joined(separator: ", ")
        )
    }

    /// What a search is to make best.
    ///
    /// - Parameters:
    ///   - name: of the metric; nil: exposed device-days.
    ///   - constraints: what must hold of other metrics, each as `METRIC<=VALUE` or `METRIC>=VALUE`.
    package static func goal(_ name: String?, subjectTo constraints: [String], of scenario: Scenario) throws
        -> SearchGoal
    {
        let metrics = try metrics(name.map { [$0] } ?? [], of: scenario, standard: [.exposedDeviceDays])
        guard metrics.count == 1, let metric = metrics.first else {
            throw Failure("--metric takes a single name here; put others into --subject-to 'METRIC<=VALUE'")
        }
        guard metric.isMean else {
            throw Failure("--metric \(metric.id): a search needs a metric that is a mean over replications")
        }
        return SearchGoal(metric, subjectTo: try constraints.map { try constraint($0, of: scenario) })
    }

    /// `blast-radius-mean<=50`, `compliance-at-sla>=95%`
    private static func constraint(_ text: String, of scenario: Scenario) throws -> MetricConstraint {
        guard let comparison = MetricConstraint.Comparison.allCases.first(where: { text.contains($0.rawValue) }),
            let sign = text.range(of: comparison.rawValue)
        else {
            throw Failure(
                "--subject-to \(text): expected METRIC<=VALUE or METRIC>=VALUE, such as blast-radius-mean<=50"
            )
        }
        let name = text[..<sign.lowerBound].trimmingCharacters(in: .whitespaces)
        let written = text[sign.upperBound...].trimmingCharacters(in: .whitespaces)
        guard !name.isEmpty, !name.contains(","),
            let metric = try metrics([name], of: scenario, standard: []).first
        else {
            throw Failure("--subject-to \(text): expected a metric before \(comparison.rawValue)")
        }
        do {
            return MetricConstraint(metric, comparison, try metric.amount(written))
        } catch {
            throw Failure("--subject-to \(text): \(error.description)")
        }
    }
}
