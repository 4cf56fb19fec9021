import Experiments
import PatchModel
import PatchSimulator
import Text
import Warnings

/// A report in Markdown, for a pull request or a wiki.
struct ReportMarkdown {
    private let report: ReportDocument
    private var comparison: Comparison { report.comparison }
    private var study: Study { report.comparison.study }

    init(_ report: ReportDocument) { self.report = report }

    var text: String {
        var parts = [heading, verdict, warnings, incidents, headline] + breakdowns
        if let bands = report.bands { parts.append(course(bands)) }
        parts += [further, origin]
        return parts.filter { !$0.isEmpty }.joined(separator: "\n\n") + "\n"
    }

    private var heading: String {
        let title = study.scenario.question.isEmpty ? "PatchLab report" : study.scenario.question
        return "## \(Self.escaped(title))\n\n"
            + StudyHeading(study).lines(width: .max).dropFirst(study.scenario.question.isEmpty ? 0 : 1)
            .map(Self.escaped).joined(separator: " ")
            + (report.origin.settingsInWords.map { "\n\n\(Self.escaped($0))." } ?? "")
    }

    private var verdict: String {
        let rest = report.verdict.map(Self.escaped).joined(separator: " ")
        guard let answer = AnswerText(study) else { return rest }
        let lines = answer.lines.map { "\n- \(Self.escaped($0.label)): \(Self.escaped($0.text))" }.joined()
        return "**\(Self.escaped(answer.sentence))**\n\(lines)\n\n\(rest)"
    }

    private var warnings: String {
        report.warnings.map { "- **Warning** \(Self.escaped($0.message)) (`\($0.code)`)" }.joined(separator: "\n")
    }

    private var incidents: String {
        IncidentText(study, width: .max).lines.map { line in
            (line.hasPrefix(" ") ? "  - " : "- ") + Self.escaped(String(line.drop { $0 == " " }))
        }.joined(separator: "\n")
    }

    private var headline: String {
        var rows: [[String]] = []
        let differences = DifferenceIndex(comparison)
        for (column, metric) in Metric.headlines.enumerated()
        where comparison.summaries.contains(where: { $0[column] != nil }) {
            let format = MetricFormat(comparison, column)
            rows.append(
                [metric.titleWithUnit]
                    + study.policies.indices.map { cell($0, differences[$0, metric], column, format) }
            )
        }
        var text = table(["metric"] + study.policies.map(\.name), rows)
        if study.policies.count > 1, study.replications.count > 1, let first = study.policies.first {
            text +=
                "\n\nIn brackets the paired difference from \(Self.escaped(first.name))"
            text +=
                study.replications.count < Significance.fewestReplications
                ? ". \(MarksText.tooFew)"
                : ": ✔ better, ✘ worse at the \(study.markLevel) (Hall's interval, Holm's method for all pairs of strategies), otherwise the runs are too few to say."
        }
        return text
    }

    private func cell(_ strategy: Int, _ difference: MetricDifference?, _ column: Int, _ format: MetricFormat) -> String
    {
        guard let summary = comparison.summaries[strategy][column] else { return "–" }
        var text = format.value(summary)
        let interval = format.interval(summary)
        if !interval.isEmpty { text += interval.hasPrefix("±") ? " \(interval)" : " (\(interval))" }
        guard let found = difference else { return text }
        let mark =
            switch found.verdict {
            case .better: " ✔"
            case .worse: " ✘"
            case .cannotTell: ""
            }
        return text + " [\(format.signed(found))\(mark)]"
    }

    /// A table for each dimension by which the study's runs were taken apart.
    private var breakdowns: [String] {
        comparison.breakdowns.map {
            BreakdownTable($0, limit: ReportPage.mostMembers, prices: comparison.study.scenario.prices)
        }.map { breakdown in
            let dimension = breakdown.breakdown.dimension
            var rows: [[String]] = []
            for part in breakdown.parts {
                for (name, cells) in zip(breakdown.names, part.cells) {
                    rows.append(["\(part.column.label): \(name)"] + cells.map { $0 == "-" ? "–" : $0 })
                }
            }
            guard !rows.isEmpty else { return "" }
            return "<details><summary>\(dimension.title) (means)</summary>\n\n"
                + table(["metric: \(dimension.rawValue)"] + study.policies.map(\.name), rows)
                + (breakdown.remark.isEmpty ? "" : "\n\n\(breakdown.remark)") + "\n\n</details>"
        }
    }

    private func course(_ bands: SeriesBands) -> String {
        let rows = study.policies.indices.map { place in
            let most = bands.exposed.flatMap { $0.median.compactMap { $0 } }.max() ?? 0
            let exposed = bands.exposed[place].median.map { value in value.map { most > 0 ? $0 / most : 0 } }
            return [
                study.policies[place].name, "`\(Sparkline.text(bands.patched[place].median, width: 30))`",
                "`\(Sparkline.text(exposed, width: 30))`",
            ]
        }
        return table(["strategy", "share patched over time", "exposed pairs over time"], rows)
            + "\n\nMedians over runs, from the start to day "
            + "\(Figure.fixed(Double(study.scenario.horizon) / 86_400, 0))."
    }

    private var further: String {
        let rows = Ledger.Figure.further.map { figure in
            [figure.furtherTitle] + study.results.map { figure.meanText(in: $0.map(\.ledger)) }
        }
        return "<details><summary>Further figures (means)</summary>\n\n"
            + table(["figure"] + study.policies.map(\.name), rows) + "\n\n</details>"
    }

    private var origin: String {
        var lines = ["Made by PatchLab \(Self.escaped(report.origin.version)) with:", ""]
        // A fence longer than any run of tildes within.
        let command = report.sameFigures.command
        let fence = String(repeating: "~", count: 3 + command.count { $0 == "~" })
        lines += [fence, command, fence]
        if !report.sameFigures.note.isEmpty { lines += ["", Self.escaped(report.sameFigures.note)] }
        if !report.origin.files.isEmpty {
            lines += [""] + report.origin.files.map { "- \(Self.escaped($0.name)): SHA-256 `\($0.sha256)`" }
        }
        return lines.joined(separator: "\n")
    }

    private func table(_ headings: [String], _ rows: [[String]]) -> String {
        let line = { (cells: [String]) in "| " + cells.joined(separator: " | ") + " |" }
        let rules = headings.indices.map { $0 == 0 ? "---" : "---:" }
        // Cells are written by this program, but for the names at the head of columns and rows.
        return
            ([line(headings.map(Self.escaped)), line(rules)]
            + rows.map { line([Self.escaped($0[0])] + $0.dropFirst()) })
            .joined(separator: "\n")
    }

    /// Text that means nothing to a Markdown or HTML reader, on one line.
    static func escaped(_ text: String) -> String {
        let breaks: Set<Unicode.Scalar> = ["\n", "\r", "\u{85}", "\u{2028}", "\u{2029}"]
        let onOneLine = text.unicodeScalars.split(whereSeparator: breaks.contains).map { String($0) }
            .joined(separator: " ")
        var result = String.UnicodeScalarView()
        // By scalars: to Swift, a bar with an accent upon it is another character than a bar.
        for scalar in SafeText.line(onOneLine).unicodeScalars {
            switch scalar {
            case "\\", "`", "*", "_", "[", "]", "#", "|", "~", "!": result.append(contentsOf: ["\\", scalar])
            case "<": result.append(contentsOf: "&lt;".unicodeScalars)
            case ">": result.append(contentsOf: "&gt;".unicodeScalars)
            case "&": result.append(contentsOf: "&amp;".unicodeScalars)
            default: result.append(scalar)
            }
        }
        return String(result)
    }
}
