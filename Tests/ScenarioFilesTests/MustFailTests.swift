import Foundation
import ScenarioFiles
import Testing
import Warnings

/// `Scenarios/must-fail`: a file per kind of mistake, each of which names the messages it must give.
@Suite struct MustFailTests {
    static let folder = repository.appending(path: "Scenarios/must-fail")

    static let files: [String] =
        ((try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? [])
        .filter { $0.hasSuffix(".yaml") }.sorted()

    /// What the first lines of a file say that it must give: `# expect: [FILE:]LINE:COLUMN: error CODE: message`.
    static func expectations(of file: String) throws -> [String] {
        let data = try Data(contentsOf: folder.appending(path: file))
        return String(decoding: data, as: UTF8.self).split(separator: "\n")
            .prefix { $0.hasPrefix("#") }
            .filter { $0.hasPrefix("# expect: ") }
            .map { line in
                let text = String(line.dropFirst("# expect: ".count))
                return text.first?.isNumber ?? false ? "\(file):\(text)" : text
            }
    }

    @Test("The folder of scenarios that must fail is there")
    func folderIsThere() {
        #expect(Self.files.count > 50)
    }

    @Test("Each file gives exactly the messages that it says it must give", arguments: files)
    func messages(of file: String) throws {
        let expected = try Self.expectations(of: file)
        #expect(!expected.isEmpty)
        let path = Self.folder.appending(path: file).path
        let loaded = ScenarioFile.load(path: path)
        let found = loaded.diagnostics.map { $0.description.replacing(Self.folder.path + "/", with: "") }
        #expect(found.count == expected.count, "\(found)")
        for (message, beginning) in zip(found, expected) {
            #expect(message.hasPrefix(beginning))
        }
        let hasErrors = loaded.diagnostics.contains { $0.severity == .error }
        #expect((loaded.scenario == nil) == hasErrors)
    }

    /// A scenario that brings `invalid-scenario` about would be a gap in the reader; a document too large for it would be
    /// too large for the repository, and a test makes one.
    /// What suites alone can get wrong has tests of its own.
    static let withoutFile: Set<DiagnosticCode> = [
        .invalidScenario, .tooLarge, .unknownWorld, .unknownMetric, .unknownStrategy, .badMargin, .badLooks,
        .badHiddenSeed,
    ]

    @Test("Every kind of mistake has a file, save those that a file cannot show")
    func completeness() throws {
        var shown: Set<DiagnosticCode> = []
        for file in Self.files {
            for diagnostic in ScenarioFile.load(path: Self.folder.appending(path: file).path).diagnostics {
                shown.insert(diagnostic.code)
            }
        }
        #expect(Set(DiagnosticCode.allCases).subtracting(shown) == Self.withoutFile)
    }

    @Test("Every kind of mistake is explained with a cause")
    func explanations() {
        for code in DiagnosticCode.allCases {
            #expect(code.explanation.cause.count > 30, "\(code.rawValue)")
        }
    }
}
