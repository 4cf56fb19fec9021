import Foundation
import Testing

@testable import ResultStore

@Suite("The page on studies")
struct StudyDocumentTests {
    @Test("Lists every column of the table `run` with its meaning")
    func columns() throws {
        let file = URL(fileURLWithPath: #filePath)
            .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
            .appendingPathComponent("docs/studies.md")
        let page = try String(contentsOf: file, encoding: .utf8)
        let (begin, end) = ("<!-- columns of run -->\n", "<!-- end of columns -->")
        let first = try #require(page.range(of: begin)).upperBound
        let last = try #require(page.range(of: end)).lowerBound
        let rows = LedgerColumn.all.map { "| `\($0.name)` | \($0.meaning) |\n" }
        let list = "\n| column | what it counts |\n|---|---|\n" + rows.joined() + "\n"
        if ProcessInfo.processInfo.environment["UPDATE_DOCS"] != nil {
            let text = page[..<first] + list + page[last...]
            try Data(text.utf8).write(to: file, options: .atomic)
        } else {
            #expect(page[first..<last] == list, "scripts/update-docs brings it up to date")
        }
    }
}
