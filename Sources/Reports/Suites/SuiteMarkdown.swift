import Experiments
import Text

/// A suite's run for the summary of a job, which is shown only if it is not too large: whole rows are left out then, and a line
/// says so.
package enum SuiteMarkdown {
    /// Bytes. GitHub's limit is 1,024 kB, beyond which a summary vanishes as a whole.
    package static let mostBytes = 900_000

    package static func document(_ report: SuiteReport, mostBytes: Int = SuiteMarkdown.mostBytes) -> String {
        var text = "## \(cell(report.suite)): \(report.words(report.verdict))\n\n"
        if !report.question.isEmpty { text += "\(cell(report.question))\n\n" }
        for candidate in report.candidates {
            text +=
                "**\(cell(candidate.name))** against \(cell(report.baseline)): **\(report.words(candidate.verdict))** after "
            text += "\(Figure.grouped(candidate.replications)) replications"
            if candidate.runsWithIncidents > 0 {
                text += "; \(candidate.runsWithIncidents) of \(candidate.runs) runs had incidents"
            }
            text += "\n\n| world | metric | baseline | candidate | lost | at most, for sure | may be lost | verdict |\n"
            text += "|---|---|--:|--:|--:|--:|--:|---|\n"
            let order = ["fail", "inconclusive", "pass", "watched"]
            let rows = candidate.rows.enumerated().sorted {
                let places = ($0.element, $1.element)
                let one = order.firstIndex(of: places.0.verdict) ?? 0
                let other = order.firstIndex(of: places.1.verdict) ?? 0
                return (one, $0.offset) < (other, $1.offset)
            }.map(\.element)
            for (place, row) in rows.enumerated() {
                let line = Self.row(row)
                // Room for what is said at the end.
                guard text.utf8.count + line.utf8.count + 1000 <= mostBytes else {
                    text += "\n\(rows.count - place) more rows are left out: a summary may not be larger.\n"
                    break
                }
                text += line
            }
            text += "\n"
            for row in rows {
                guard let doubt = SuiteWords.doubt(row) else { continue }
                let line = "* \(cell(row.name)) is open: \(cell(doubt))\n"
                guard text.utf8.count + line.utf8.count + 1000 <= mostBytes else { break }
                text += line
            }
            if rows.contains(where: { SuiteWords.doubt($0) != nil }) { text += "\n" }
            guard let sight = SuiteWords.sight(candidate, power: report.power),
                text.utf8.count + sight.utf8.count + 1000 <= mostBytes
            else { continue }
            text += cell(sight) + "\n\n"
        }
        if let missing = report.seeds.missing { text += "Public seeds only: `\(cell(missing))` is not set.\n" }
        if let commitment = report.seeds.commitment { text += "SHA-256 of the secret: `\(commitment)`\n" }
        return text
    }

    private static func row(_ row: SuiteReport.Row) -> String {
        let result = row.result
        let unit = row.metric.unitWord
        let cells = [
            cell(result.id.world), cell("\(row.metric.id), \(unit)"), SuiteWords.number(result.baseline, row.metric),
            SuiteWords.number(result.candidate, row.metric), SuiteWords.number(result.loss, row.metric),
            SuiteWords.number(result.upper, row.metric), result.margin.map { SuiteWords.number($0, row.metric) } ?? "",
            row.verdict == "fail" ? "**fail**" : row.verdict,
        ]
        return "| \(cells.joined(separator: " | ")) |\n"
    }

    /// A text in which nothing means anything to Markdown or HTML.
    private static func cell(_ text: String) -> String {
        var safe = ""
        for character in SafeText.line(text) {
            switch character {
            case "&": safe += "&amp;"
            case "<": safe += "&lt;"
            case "\\", "`", "*", "_", "[", "]", "|", "~", "!": safe += "\\\(character)"
            default: safe.append(character)
            }
        }
        return safe
    }
}
