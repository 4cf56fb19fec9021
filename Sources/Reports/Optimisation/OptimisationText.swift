package import Experiments
import PatchModel
import Text

/// What a search has found, as text for the terminal.
package struct OptimisationText {
    private let result: OptimisationResult
    private let strategyText: String?
    private let width: Int
    private let names: SweepNames

    /// - Parameters:
    ///   - strategyText: the strategy with what was found, as it would stand in a file.
    ///   - width: of the terminal, in characters.
    package init(_ result: OptimisationResult, strategyText: String?, width: Int = 80) {
        self.result = result
        self.strategyText = strategyText
        self.width = max(40, width)
        names = SweepNames(result.keys)
    }

    private var metrics: [Metric] {
        var metrics = [result.goal.metric]
        for constraint in result.goal.constraints where !metrics.contains(constraint.metric) {
            metrics.append(constraint.metric)
        }
        return metrics
    }

    /// The whole text, ending with a line break.
    package var text: String {
        var lines = result.scenario.question.isEmpty ? [] : wrapped(result.scenario.question, width: width)
        let varied = result.keys.map { names[$0] == $0 ? $0 : "\(names[$0]) (\($0))" }
        lines += wrapped("Varied: " + varied.joined(separator: ", ") + ".", width: width, indent: "  ")
        let aim = result.goal.metric.goal == .low ? "least" : "greatest"
        let conditions = result.goal.constraints.map { " with \($0.text)" }.joined(separator: " and")
        lines += wrapped(
            "Wanted: \(aim) \(result.goal.metric.phrase) of \(result.strategy)\(conditions).",
            width: width
        )
        let restarts =
            result.restarts == 0 ? "" : ", begun anew \(result.restarts == 1 ? "once" : "\(result.restarts) times")"
        lines += wrapped(
            "\(Figure.count(result.trials.count, "point", "points")) in \(Figure.count(result.runs, "run", "runs")), "
                + "\(Figure.count(result.replications.count, "replication", "replications")) a point, with seed \(result.seed)"
                + "\(restarts) (CMA-ES).",
            width: width
        )
        lines += ending.map { wrapped($0, width: width) } ?? []
        lines += [""] + table.lines(width: width) + [""]
        lines += verdict.flatMap { wrapped($0, width: width) }
        if !result.settings.isEmpty { lines += paste }
        return lines.joined(separator: "\n") + "\n"
    }

    /// Why the search ended before its budget was spent; nil: it did not.
    private var ending: String? {
        switch result.ending {
        case .budgetSpent: nil
        case .everyPointJudged: "These are all the points there are; the search ended with them."
        case .nothingNew:
            "The search ended before its budget was spent: the last \(OptimisationResult.patience) points that it came upon "
                + "had been judged before."
        }
    }

    private var table: TextTable {
        var table = TextTable(headings: [[""]] + metrics.map(\.heading))
        let rows: [(String, SweepCell)] = [
            ("as written, in the search", result.start), ("best found, in the search", result.best),
            ("as written, fresh", result.freshStart), ("best found, fresh", result.freshBest),
        ]
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

    private var verdict: [String] {
        guard !result.settings.isEmpty else {
            if !result.reacts, result.trials.count > 1 {
                return [
                    "All \(result.trials.count) points are equally good: the \(result.goal.metric.phrase) of \(result.strategy) "
                        + "does not react to what is varied, or not in these replications. Vary other keys, choose "
                        + "another --metric, or use more replications (-n)."
                ]
            }
            var text = "Nothing better than the scenario as it is was found."
            if !result.isFeasible.searched { text += " No point keeps the constraints, and none breaks them less." }
            return [text]
        }
        var sentences = ["Best found: \(names.text(result.settings))."]
        if !result.isFeasible.searched {
            sentences.append("No point keeps the constraints; this one breaks them least.")
        }
        let fresh = result.freshReplications
        let base = fresh.count == 1 ? "one fresh replication" : "\(fresh.count) fresh replications"
        let numbers =
            fresh.first.flatMap { first in fresh.last.map { first == $0 ? "number \(first)" : "\(first) to \($0)" } }
            ?? ""
        guard let confirmation = result.confirmation else { return sentences }
        let metric = result.goal.metric
        let decimals = Figure.decimals(for: metric.shown(confirmation.difference.mean))
        let difference = metric.signed(confirmation.difference.mean, decimals: decimals)
        let half =
            confirmation.difference.interval == nil
            ? "" : " (95 %: \(metric.intervalText(confirmation.difference, decimals: decimals)))"
        var text = "In \(base) (\(numbers)), which the search has not seen, against the scenario as written: "
        text += "\(metric.phrase) \(difference)\(half), "
        switch confirmation.verdict(metric.goal) {
        case .better: text += "which is better (Hall's interval, 5 % level)."
        case .worse: text += "which is worse (Hall's interval, 5 % level)."
        case .cannotTell:
            text += "which cannot tell the two apart (Hall's interval, 5 % level)"
            text +=
                confirmation.replicationsNeeded().map { "; \(VerdictWords.atLeast($0)) would (-n)." }
                ?? "."
        }
        sentences.append(text)
        for constraint in result.goal.constraints {
            guard let summary = result.freshBest.summary(constraint.metric) else { continue }
            let isKept = constraint.violation(summary.estimate) == 0
            let places = Figure.decimals(for: constraint.metric.shown(summary.estimate))
            let mean = constraint.metric.text(summary.estimate, decimals: places)
            sentences.append(
                constraint.text.prefix(1).uppercased() + constraint.text.dropFirst()
                    + ": \(isKept ? "kept" : "broken") there, with a mean of \(mean)"
                    + (summary.lower == nil
                        ? "." : " (95 %: \(constraint.metric.intervalText(summary, decimals: places))).")
            )
        }
        return sentences
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
