import Foundation
import ScenarioFiles
import Testing

/// `scripts/update-docs` writes the file instead of comparing it.
@Suite struct ReferenceDocumentTests {
    @Test("The reference in docs is what the format's description gives")
    func reference() throws {
        let file = repository.appending(path: "docs/scenario-reference.md")
        if ProcessInfo.processInfo.environment["UPDATE_DOCS"] != nil {
            try Data(ScenarioFile.referenceMarkdown.utf8).write(to: file, options: .atomic)
        }
        let written = String(decoding: try Data(contentsOf: file), as: UTF8.self)
        #expect(written == ScenarioFile.referenceMarkdown)
    }

    @Test("The keys of suites in docs are what their format's description gives")
    func suites() throws {
        let file = repository.appending(path: "docs/suites.md")
        let heading = "## Reference\n"
        let written = String(decoding: try Data(contentsOf: file), as: UTF8.self)
        let place = try #require(written.range(of: heading))
        let tables = SuiteFile.referenceMarkdown.replacing("\n## ", with: "\n### ")
        if ProcessInfo.processInfo.environment["UPDATE_DOCS"] != nil {
            try Data((written[..<place.upperBound] + tables).utf8).write(to: file, options: .atomic)
            return
        }
        #expect(written[place.upperBound...] == tables)
    }

    @Test("The keys of lessons in docs are what their format's description gives")
    func lessons() throws {
        let file = repository.appending(path: "docs/authoring-lessons.md")
        let heading = "## Reference\n"
        let written = String(decoding: try Data(contentsOf: file), as: UTF8.self)
        let place = try #require(written.range(of: heading))
        let tables = LessonFile.referenceMarkdown.replacing("\n## ", with: "\n### ")
        if ProcessInfo.processInfo.environment["UPDATE_DOCS"] != nil {
            try Data((written[..<place.upperBound] + tables).utf8).write(to: file, options: .atomic)
            return
        }
        #expect(written[place.upperBound...] == tables)
    }
}
