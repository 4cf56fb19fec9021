package import Experiments
import PatchModel
package import Text

/// All tables of a comparison as text for the terminal: what follows the answer when everything is asked for.
package struct ComparisonText {
    private let comparison: Comparison
    private let width: Int
    private let drawsCurves: Bool

    /// - Parameters:
    ///   - width: of the terminal, in columns.
    ///   - drawsCurves: false where there are no characters for them.
    package init(_ comparison: Comparison, width: Int = 80, drawsCurves: Bool = true) {
        self.comparison = comparison
        self.drawsCurves = drawsCurves
        self.width = max(narrowestTerminal, width)
    }

    /// The whole text, ending with a line break.
    package var text: String { lines.plainText }

    /// The lines of the text, none wider than the terminal.
    package var lines: [StyledLine] { plainLines(plain) }

    private var plain: [String] {
        let tables = ComparisonTables(comparison)
        var lines = StudyHeading(comparison.study).lines(width: width) + [""] + tables.headline.lines(width: width)
        let remarks = [legend] + censored
        if remarks.contains(where: { !$0.isEmpty }) { lines.append("") }
        lines += remarks.flatMap { wrapped($0, width: width) }
        if drawsCurves { lines += CurvesText(comparison.study, width: width).lines }
        if comparison.study.policies.count > 1, !comparison.differences.isEmpty {
            let first = comparison.study.policies[0].name
            lines += [""] + wrapped("Differences from \(first), run by run:", width: width)
            lines += tables.differences.lines(width: width)
            lines += (marks + commonNumbers).flatMap { wrapped($0, width: width) }
        }
        lines += TradeoffText(comparison, width: width).lines
        if !comparison.verdict.isEmpty {
            lines += [""] + comparison.verdict.flatMap { wrapped($0, width: width) }
        }
        return lines
    }

    private var legend: String {
        let isBound = comparison.summaries.joined().contains { ($0?.censored ?? 0) > 0 }
        guard comparison.study.replications.count > 1 else { return isBound ? "≥: not reached by the end." : "" }
        var text =
            switch comparison.intervals {
            case .hall: "Mean over runs, and its 95 % interval (Hall's, which allows for skewness);"
            case .t: "Mean over runs ± half the width of its 95 % interval;"
            case .bootstrap: "Mean over runs, and its 95 % interval by the bootstrap (BCa);"
            }
        text += " the p95 of devices hit is a quantile over runs with its 95 % range."
        if isBound {
            text +=
                " ≥: not reached by the end in some runs; the mean is a lower bound, and ? its missing upper end."
        }
        return text
    }

    /// What can be said of times whose means are only bounds.
    private var censored: [String] {
        let times = comparison.censoredTimes
        guard comparison.study.replications.count > 1, !times.isEmpty else { return [] }
        let items = times.map { time in
            let name = comparison.study.policies[time.strategy].name
            let share = "reached in \(Figure.grouped(time.reached)) of \(Figure.grouped(time.curve.count))"
            // The label without its unit.
            let what = time.metric.label.split(separator: ",").first ?? ""
            guard let median = time.median else { return "\(name), \(what): beyond the end (\(share))" }
            let text = { (value: Double?) in value.map { Figure.fixed($0, Figure.decimals(for: $0)) } ?? "?" }
            return "\(name), \(what): \(text(median)) d (\(text(time.lower))…\(text(time.upper)), \(share))"
        }
        return [
            "Medians over runs of what was not always reached (Kaplan-Meier): \(items.joined(separator: "; "))."
        ]
    }

    private var marks: [String] { [MarksText(comparison).text] }

    /// What it brought that all strategies met the same replications.
    private var commonNumbers: [String] {
        let found = comparison.differences.compactMap { difference in
            difference.paired.varianceReduction.map { (share: $0, difference: difference) }
        }.sorted { $0.share < $1.share }
        guard let least = found.first, let most = found.last else { return [] }
        func percent(_ share: Double) -> String { Figure.fixed(100 * share, share > 0.99 && share < 1 ? 1 : 0) + " %" }
        func words(_ item: (share: Double, difference: MetricDifference)) -> String {
            "\(percent(item.share)) (\(item.difference.metric.phrase), "
                + "\(comparison.study.policies[item.difference.strategy].name))"
        }
        let middle = found[found.count / 2].share
        return [
            "Common random numbers save \(percent(middle)) of the variance in the median of these differences, "
                + "from \(words(least)) to \(words(most))."
        ]
    }
}
