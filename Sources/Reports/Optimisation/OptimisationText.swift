package import Experiments
import PatchModel
package import Text
package import Warnings

/// What a search has found, as text for the terminal: what to set, how sure that is, and how it would stand in the scenario.
package struct OptimisationText {
    private let result: OptimisationResult
    private let strategyText: String?
    private let warnings: [Warning]
    private let hasBudget: Bool
    private let isFull: Bool
    private let width: Int
    private let names: SweepNames

    /// - Parameters:
    ///   - strategyText: the strategy with what was found, as it would stand in a file.
    ///   - warnings: about the scenario, the most harmful first.
    ///   - hasBudget: whether the user set how many runs the search may make, which more runs a point must then be given, too.
    ///   - isFull: whether the figures of the search, which flatter what it found, are shown, too.
    ///   - width: of the terminal, in columns.
    package init(
        _ result: OptimisationResult,
        strategyText: String?,
        warnings: [Warning] = [],
        hasBudget: Bool = false,
        isFull: Bool = false,
        width: Int = 80
    ) {
        self.result = result
        self.strategyText = strategyText
        self.warnings = warnings
        self.hasBudget = hasBudget
        self.isFull = isFull
        self.width = max(narrowestTerminal, width)
        names = SweepNames(result.keys)
    }

    private var metrics: [Metric] {
        var metrics = [result.goal.metric]
        for constraint in result.goal.constraints where !metrics.contains(constraint.metric) {
            metrics.append(constraint.metric)
        }
        return metrics
    }

    /// The whole text without styles, ending with a line break.
    package var text: String { lines.plainText }

    /// The lines of the text, none wider than the terminal but for those of the scenario, which are there to be copied.
    package var lines: [StyledLine] {
        let question = result.scenario.question
        var lines = question.isEmpty ? [] : plainLines(wrapped(question, width: width) + [""])
        lines += AnswerBlock(sentence: SafeText.line(sentence), lines: answers).styled(width: width)
        lines += plainLines([""] + table.lines(width: width))
        lines += plainLines([""] + wrapped(legend, width: width))
        lines += WarningLines(warnings, isFull: isFull).styled(width: width)
        lines += closingLines([method], more: isFull ? [] : ["More: --full"], width: width)
        // Last, so that what is to be copied ends where the text ends.
        return lines + (result.settings.isEmpty ? [] : plainLines(paste))
    }

    // MARK: The answer

    private var metric: Metric { result.goal.metric }
    private var found: String { names.text(result.settings) }

    private var sentence: String {
        guard !result.settings.isEmpty else {
            if !result.reacts, result.trials.count > 1 {
                return "All \(Figure.grouped(result.trials.count)) points are equally good: the \(metric.phrase) of "
                    + "\(result.strategy) does not react to what is varied."
            }
            return "Keep the scenario as written: nothing better was found\(conditions)."
        }
        guard let confirmation = result.confirmation else { return "Best found: \(found)." }
        switch confirmation.verdict(metric.goal) {
        case .better where !result.isFeasible.fresh:
            return "Best found: \(found), which breaks a constraint in fresh runs. \(change)."
        case .better where found(of: result.circumstances):
            return "Most favourable: \(found), where \(circumstances). \(change)."
        case .better: return "Set \(found). \(change)."
        case .worse: return "Keep the scenario as written: the best found, \(found), is worse in fresh runs. \(change)."
        case .cannotTell:
            return "Best found: \(found), but fresh runs do not distinguish it from the scenario as written. \(change)."
        }
    }

    private func found(of keys: Set<String>) -> Bool { result.settings.contains { keys.contains($0.key) } }

    /// What of that which was found nobody can set.
    private var circumstances: String {
        let given = result.keys.filter(result.circumstances.contains).map { names[$0] }
        return
            "\(VerdictWords.list(given)) \(given.count == 1 ? "is a circumstance" : "are circumstances"), not yours to choose"
    }

    /// ` with devices hit at most 50 devices`, or nothing.
    private var conditions: String {
        result.goal.constraints.map { " with \($0.text)" }.joined(separator: " and")
    }

    /// From what to what the metric goes in fresh runs.
    private var change: String {
        guard let old = result.freshStart.summary(metric)?.estimate,
            let new = result.freshBest.summary(metric)?.estimate
        else { return "No figures" }
        let amount = Amount(metric, greatest: max(abs(old), abs(new)))
        let name = metric.phrase.prefix(1).uppercased() + metric.phrase.dropFirst()
        return "\(name) of \(result.strategy): \(amount.behindName(new)) instead of \(amount.number(old))"
    }

    private var answers: [AnswerText.Line] {
        [AnswerText.Line(label: "How sure", text: certainty)] + kept + [AnswerText.Line(label: "Search", text: search)]
    }

    private var certainty: String {
        guard !result.settings.isEmpty else {
            guard !result.reacts, result.trials.count > 1 else {
                return result.isFeasible.searched ? "as far as the search went" : "no point meets the constraints"
            }
            return
                "vary other keys, choose another --metric, or use more runs a point\(advice(2 * result.replications.count))"
        }
        guard let confirmation = result.confirmation else { return "open" }
        let decimals = Figure.decimals(for: metric.shown(confirmation.difference.mean))
        let interval = metric.intervalText(confirmation.difference, decimals: decimals)
        let difference =
            metric.signed(confirmation.difference.mean, decimals: decimals) + " \(metric.unitWord)"
            + (interval.isEmpty ? "" : " (95 %: \(interval))")
        let fresh = result.freshReplications
        let base =
            Figure.count(fresh.count, "fresh run", "fresh runs")
            + (fresh.first.flatMap { first in fresh.last.map { " (\(first) to \($0))" } } ?? "")
        let word = confirmation.verdict(metric.goal) == .cannotTell ? "open" : "clear"
        let more =
            word == "open"
            ? confirmation.replicationsNeeded().map { needed in
                let count = Significance.worthTrying(needed)
                return count <= Advice.most
                    ? "; about \(Figure.grouped(count)) may tell\(advice(count))"
                    : "; it would take \(VerdictWords.atLeast(needed))"
            } ?? "" : ""
        return "\(word): \(difference) in \(base)\(more)"
    }

    /// What to type for so many runs a point, with a budget for as many points as were judged now.
    private func advice(_ runs: Int) -> String {
        let points = max(2, result.trials.count)
        return " (-n \(runs)" + (hasBudget ? " --budget \(runs * points)" : "") + ")"
    }

    /// Of so many constraints it is told at the head whether they are kept.
    private static let mostConstraints = 2

    private var kept: [AnswerText.Line] {
        guard !result.settings.isEmpty, !result.goal.constraints.isEmpty else { return [] }
        let lines = result.goal.constraints.compactMap { constraint -> AnswerText.Line? in
            guard let summary = result.freshBest.summary(constraint.metric) else { return nil }
            let places = Figure.decimals(for: constraint.metric.shown(summary.estimate))
            let range =
                summary.lower == nil ? "" : " (95 %: \(constraint.metric.intervalText(summary, decimals: places)))"
            return AnswerText.Line(
                label: constraint.violation(summary.estimate) == 0 ? "Kept" : "Broken",
                text:
                    "\(constraint.text): \(constraint.metric.text(summary.estimate, decimals: places))\(range) in fresh runs"
            )
        }
        // What is broken matters more.
        return Array(lines.sorted { $0.label < $1.label }.prefix(Self.mostConstraints))
    }

    private var search: String {
        let restarts =
            result.restarts == 0 ? "" : ", restarted \(result.restarts == 1 ? "once" : "\(result.restarts) times")"
        let feasible =
            result.isFeasible.searched || result.settings.isEmpty
            ? "" : "; no point meets the constraints, this one breaks them least"
        return
            "\(Figure.count(result.trials.count, "point", "points")) in \(Figure.count(result.runs, "run", "runs")), "
            + "\(Figure.count(result.replications.count, "run", "runs")) a point\(restarts)\(feasible)"
            + (ending.map { ". \($0)" } ?? "")
    }

    /// Why the search ended before its budget was spent; nil: it did not.
    private var ending: String? {
        switch result.ending {
        case .budgetSpent: nil
        case .everyPointJudged: "These are all the points there are"
        case .nothingNew:
            "It ended early: the last \(OptimisationResult.patience) points that it found had been judged before"
        }
    }

    private var table: TextTable {
        var table = TextTable(headings: [[""]] + metrics.map(\.heading))
        let fresh = [("as written", result.freshStart), ("best found", result.freshBest)]
        let rows: [(String, SweepCell)] =
            fresh
            + (isFull ? [("as written, in the search", result.start), ("best found, in the search", result.best)] : [])
        let places = metrics.map { metric in
            let greatest = rows.compactMap { $0.1.summary(metric)?.estimate }.map { abs(metric.shown($0)) }.max() ?? 0
            return metric.unit == .share ? 1 : Figure.decimals(for: greatest)
        }
        for (name, cell) in rows {
            table.rows.append(
                [[name, ""]]
                    + zip(metrics, places).map { metric, decimals in
                        guard let summary = cell.summary(metric) else { return ["-", ""] }
                        return [
                            metric.text(summary.estimate, decimals: decimals, isBound: summary.censored > 0),
                            metric.intervalText(summary, decimals: decimals),
                        ]
                    }
            )
        }
        return table
    }

    private var legend: String {
        "Fresh runs are those that the search has not seen: what it chose looks better in its own runs than it is."
            + (result.freshReplications.count > 1 ? " Means, and their 95 % intervals below." : "")
    }

    private var method: String {
        let varied = result.keys.map { names[$0] == $0 ? $0 : "\(names[$0]) (\($0))" }
        let aim = metric.goal == .low ? "least" : "most"
        return SafeText.line(
            "Varied: \(varied.joined(separator: ", ")). Wanted: \(aim) \(metric.phrase) of \(result.strategy)\(conditions). "
                + "Seed \(result.seed); CMA-ES, Hall's interval at the 5 % level."
        )
    }

    private var paste: [String] {
        var lines: [String] = []
        if result.settings.contains(where: { $0.key.hasPrefix("strategies.") }), let strategyText {
            lines += ["", "As it would stand in the scenario:", ""]
            lines += strategyText.split(separator: "\n").map(String.init)
        }
        let others = result.settings.filter { !$0.key.hasPrefix("strategies.") }
        if !others.isEmpty {
            lines += ["", "Outside the strategy:", ""] + others.map { SafeText.line("\($0.key)=\($0.value)") }
        }
        return lines
    }
}

extension MetricConstraint {
    /// The words for it in a sentence.
    var text: String {
        let size = metric.shown(limit)
        let digits = Figure.fixed(size, size == size.rounded() ? 0 : 3)
        return "\(metric.phrase) \(comparison == .atMost ? "at most" : "at least") \(digits) \(metric.unitWord)"
    }
}
