import Experiments
import Foundation
import PatchSimulator
import Testing

@testable import ResultStore

@Suite("The page on studies")
struct StudyDocumentTests {
    private static let file = URL(fileURLWithPath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        .appendingPathComponent("docs/studies.md")

    /// A table between two marks of the page.
    private struct Table {
        var begin: String
        var end: String
        var lines: [String]

        var text: String { "\n" + lines.map { $0 + "\n" }.joined() + "\n" }
    }

    private static let tables = [
        Table(
            begin: "<!-- figures of a run -->\n",
            end: "<!-- end of figures -->",
            lines: ["| figure | unit | what it counts |", "|---|---|---|"]
                + Ledger.figures.map { "| `\($0.id)` | \($0.unit.rawValue) | \($0.meaning) |" }
        ),
        Table(
            begin: "<!-- totals of a run -->\n",
            end: "<!-- end of totals -->",
            lines: ["| total | what it counts | formula |", "|---|---|---|"]
                + Ledger.totals.map { "| `\($0.id)` | \($0.meaning) | `\($0.formula.sql)` |" }
        ),
        Table(
            begin: "<!-- headline metrics -->\n",
            end: "<!-- end of metrics -->",
            lines: ["| metric | unit | better | what it is | formula |", "|---|---|---|---|---|"]
                + Metric.general.map { metric in
                    let better = !metric.isJudged ? "–" : metric.goal == .low ? "less" : "more"
                    return
                        "| `\(metric.id)` | \(metric.unit.name) | \(better) | \(metric.definition) | `\(metric.formula.sql)` |"
                }
        ),
    ]

    @Test("Lists every figure and total of a run, and every metric, with unit, meaning and formula")
    func tables() throws {
        var page = try String(contentsOf: Self.file, encoding: .utf8)
        for table in Self.tables {
            let first = try #require(page.range(of: table.begin)).upperBound
            let last = try #require(page.range(of: table.end)).lowerBound
            if ProcessInfo.processInfo.environment["UPDATE_DOCS"] != nil {
                page.replaceSubrange(first..<last, with: table.text)
            } else {
                #expect(page[first..<last] == table.text, "scripts/update-docs brings it up to date")
            }
        }
        if ProcessInfo.processInfo.environment["UPDATE_DOCS"] != nil {
            try Data(page.utf8).write(to: Self.file, options: .atomic)
        }
    }
}
