package import Experiments
import Foundation
package import PatchModel
import Text

/// The metrics that work is about, as a user names them.
package enum MetricInput {
    /// The metric of a name, which is `exposure`, or with a statistic `devices-hit.p90`.
    ///
    /// - Parameters:
    ///   - option: the option with which it was given, and what else of its value is needed to find it: `--sort hits`.
    ///   - caller: hears it if the name is a former one.
    /// - Throws: `Failure` that names the option and what was probably meant.
    package static func metric(
        _ name: String,
        given option: String,
        of scenario: Scenario,
        for caller: any Caller
    ) throws -> Metric {
        guard !name.allSatisfy(\.isWhitespace) else {
            throw Failure("\(option): the name of a metric is empty; 'patchlab explain metrics' lists them")
        }
        guard let metric = Metric.named(name, in: scenario) else {
            var failure = unknown(name, scenario)
            failure.lines[0] = "\(option): \(failure.lines[0])"
            throw failure
        }
        if let present = Metric.formerNames[name] {
            caller.note("note: the metric \"\(name)\" is called \"\(present)\" now")
        }
        return metric
    }

    private static func unknown(_ name: String, _ scenario: Scenario) -> Failure {
        let (base, statistic) = parts(of: name)
        let known = Metric.known(in: scenario).map(\.base)
        if known.contains(base), let statistic {
            let all = Statistic.allCases.map(\.rawValue)
            return Failure(
                "\(base) has no statistic \"\(statistic)\"\(didYouMean(statistic, among: all)); there are "
                    + all.joined(separator: ", ")
            )
        }
        let costless = "; for a cost the scenario needs `prices`"
        if base == "cost" { return Failure("there is no cost without prices\(costless)") }
        // A former name may be misspelt as well.
        let names = known + (scenario.prices == nil ? ["cost"] : []) + Metric.formerNames.keys.sorted()
        let near =
            names.first { !base.isEmpty && $0.hasPrefix(base + "-") } ?? nearestName(to: base, among: names)
            ?? nearestByWords(to: base, scenario)
        let meant = near.map { Metric.formerNames[$0] ?? $0 }
        let hint = meant.map { " (did you mean \"\($0)\"?)" } ?? ""
        return Failure(
            "there is no metric \"\(name)\"\(hint)"
                + (meant == "cost" && scenario.prices == nil ? costless : "; 'patchlab explain metrics' lists them")
        )
    }

    /// The metric that has most of the words in its name or in what it is called: `time-to-95` is the time until 95 % are patched.
    private static func nearestByWords(to name: String, _ scenario: Scenario) -> String? {
        let wanted = words(name)
        let scores = Metric.known(in: scenario).map { metric in
            let own = words(metric.base) + words(metric.phrase)
            return (metric.base, wanted.count { word in own.contains { isSame($0, word) } })
        }
        guard let best = scores.map(\.1).max(), best > 0, 2 * best >= wanted.count else { return nil }
        return scores.first { $0.1 == best }?.0
    }

    private static func words(_ text: String) -> [String] {
        text.lowercased().split { !$0.isLetter && !$0.isNumber }.map(String.init)
    }

    /// The same word, in the plural, too.
    private static func isSame(_ one: String, _ other: String) -> Bool {
        let (short, long) = one.count < other.count ? (one, other) : (other, one)
        return one == other || short.count >= 3 && long.hasPrefix(short) && long.count - short.count <= 2
    }

    private static func parts(of name: String) -> (base: String, statistic: String?) {
        guard let point = name.lastIndex(of: ".") else { return (name, nil) }
        return (String(name[..<point]), String(name[name.index(after: point)...]))
    }

    /// The metrics of those names; `standard` if none is named.
    package static func metrics(
        _ names: [String],
        of scenario: Scenario,
        standard: [Metric],
        for caller: any Caller
    ) throws -> [Metric] {
        let words = names.flatMap { $0.split(separator: ",", omittingEmptySubsequences: false).map(String.init) }
        return words.isEmpty
            ? standard
            : try words.map {
                try metric($0, given: "--metric \(names.joined(separator: ","))", of: scenario, for: caller)
            }
    }

    /// The metrics that a sweep tells of: those of the names, or the usual ones of the analysis. The cost comes first, and
    /// alone where nothing but prices is varied, which change nothing else.
    ///
    /// - Parameter keys: what is varied.
    package static func swept(
        _ names: [String],
        by analysis: SweepPlan.Analysis,
        of scenario: Scenario,
        varying keys: [String],
        for caller: any Caller
    ) throws -> [Metric] {
        let costs = scenario.prices.map { [Metric.cost($0)] } ?? []
        let headlines: [Metric] =
            analysis == .table ? Metric.headlines : [.exposedDeviceDays, .unplannedDowntime, .blastRadius]
        let pricesOnly = !costs.isEmpty && !keys.isEmpty && keys.allSatisfy { $0.hasPrefix("prices.") }
        let standard = pricesOnly ? costs : costs + headlines
        let metrics = try metrics(names, of: scenario, standard: standard, for: caller)
        if analysis == .tornado, let metric = metrics.first(where: { !$0.isMean }) {
            throw Failure("--metric \(metric.id): a tornado needs a mean over runs; \(metric.base) is one")
        }
        return metrics
    }

    /// The metric of that name, which must be a mean over runs of which one way is better: what one can be best in.
    package static func mean(_ name: String, of scenario: Scenario, for caller: any Caller) throws -> Metric {
        let metric = try metric(name, given: "--metric \(name)", of: scenario, for: caller)
        guard metric.isMean else {
            throw Failure("--metric \(metric.id): this needs a mean over runs; \(metric.base) is one")
        }
        guard metric.isJudged else {
            throw Failure("--metric \(metric.id): neither more nor less of it is better, so that nothing is best in it")
        }
        return metric
    }

    /// What a search is to make best.
    ///
    /// - Parameters:
    ///   - name: of the metric; nil: exposed device-days.
    ///   - constraints: what must hold of other metrics, each as `METRIC<=VALUE` or `METRIC>=VALUE`.
    package static func goal(
        _ name: String?,
        subjectTo constraints: [String],
        of scenario: Scenario,
        for caller: any Caller
    ) throws -> SearchGoal {
        let name = name ?? Metric.exposedDeviceDays.id
        guard !name.contains(",") else {
            throw Failure("--metric takes a single name here; put others into --subject-to 'METRIC<=VALUE'")
        }
        return SearchGoal(
            try mean(name, of: scenario, for: caller),
            subjectTo: try constraints.map { try constraint($0, of: scenario, for: caller) }
        )
    }

    /// `devices-hit<=50`, `in-time>=95%`, `devices-hit.p90<=200`
    private static func constraint(_ text: String, of scenario: Scenario, for caller: any Caller) throws
        -> MetricConstraint
    {
        guard let comparison = MetricConstraint.Comparison.allCases.first(where: { text.contains($0.rawValue) }),
            let sign = text.range(of: comparison.rawValue)
        else {
            throw Failure("--subject-to \(text): expected METRIC<=VALUE or METRIC>=VALUE, such as devices-hit<=50")
        }
        let name = text[..<sign.lowerBound].trimmingCharacters(in: .whitespaces)
        let written = text[sign.upperBound...].trimmingCharacters(in: .whitespaces)
        guard !name.isEmpty, !name.contains(",") else {
            throw Failure("--subject-to \(text): expected a metric before \(comparison.rawValue)")
        }
        let metric = try metric(name, given: "--subject-to \(text)", of: scenario, for: caller)
        do {
            return MetricConstraint(metric, comparison, try metric.amount(written))
        } catch {
            throw Failure("--subject-to \(text): \(error.description)")
        }
    }
}
