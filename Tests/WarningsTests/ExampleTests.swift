import Foundation
import ScenarioFiles
import Testing
import Warnings

@Suite("Warnings, by their examples")
struct ExampleTests {
    static let codes = WarningRule.all.map(\.code)

    @Test("every rule has a name of its own, and there are examples of every rule and of nothing else")
    func complete() throws {
        #expect(Set(Self.codes).count == Self.codes.count)
        let folders = try FileManager.default.contentsOfDirectory(atPath: Example.folder.path)
        #expect(Set(folders) == Set(Self.codes))
    }

    @Test("every rule is explained with a cause, and shows what to write or to type", arguments: codes)
    func explained(code: String) throws {
        let rule = try #require(WarningRule.all.first { $0.code == code })
        #expect(rule.explanation.cause.count > 60 || code == "no-effect")
        if !["canary-is-blind"].contains(code) { #expect(!rule.explanation.right.isEmpty) }
    }

    @Test("a scenario that has it gives exactly the warnings that it says it must give", arguments: codes)
    func with(code: String) async throws {
        let example = try Example(code, "with")
        #expect(example.loaded.diagnostics.isEmpty, "\(example.loaded.diagnostics)")
        let found = try await example.warnings().filter { $0.code == code }
        #expect(!found.isEmpty)
        #expect(found.map { Remark($0).line } == example.expected)
        #expect(found.allSatisfy { !$0.help.isEmpty }, "each says what to do")
    }

    @Test("a scenario that has it not gives no such warning", arguments: codes)
    func without(code: String) async throws {
        let example = try Example(code, "without")
        #expect(example.loaded.scenario != nil, "\(example.loaded.diagnostics)")
        let found = try await example.warnings().filter { $0.code == code }
        #expect(found.map { Remark($0).line } == [])
    }
}
