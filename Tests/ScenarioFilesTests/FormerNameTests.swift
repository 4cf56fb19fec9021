import Testing

@testable import ScenarioFiles

/// Keys that had another name in the version before are still read, with a warning that says the present one.
@Suite("Former names")
struct FormerNameTests {
    /// The technicians of the scenario.
    private static let repair =
        fullScenario.split(separator: "\n").first { $0.hasPrefix("repair:") }.map(String.init) ?? ""

    private static func text(_ repair: String) -> String { fullScenario.replacing(Self.repair, with: repair) }

    private static let former = Self.repair.replacing("noticed-after", with: "notice")

    @Test("A former name means the same as the present one, and is reported where it stands")
    func same() throws {
        let present = ScenarioFile.load(text: fullScenario, name: "full.yaml")
        let loaded = ScenarioFile.load(text: Self.text(Self.former), name: "full.yaml")
        #expect(loaded.scenario == present.scenario && loaded.scenario != nil)
        #expect(loaded.canonicalText(strategy: "staged") == present.canonicalText(strategy: "staged"))
        let new = loaded.diagnostics.filter { !present.diagnostics.contains($0) }
        let line = Self.text(Self.former).split(separator: "\n", omittingEmptySubsequences: false)
            .firstIndex { $0.contains("notice:") }
        #expect(new.map(\.code) == [.renamed])
        #expect(new.first?.line == line.map { $0 + 1 } && new.first?.severity == .warning)
    }

    @Test("Both names in one map are a mistake")
    func both() {
        let repair = Self.repair.replacing("noticed-after: 4h", with: "noticed-after: 4h, notice: 5h")
        let loaded = ScenarioFile.load(text: Self.text(repair), name: "full.yaml")
        #expect(loaded.scenario == nil && loaded.diagnostics.contains { $0.code == .unknownKey })
    }

    @Test("A setting may say the former name, too")
    func setting() {
        let setting = ScenarioSetting(key: "repair.notice", value: "6h")
        let loaded = ScenarioFile.load(text: fullScenario, name: "full.yaml", setting: [setting])
        let present = ScenarioSetting(key: "repair.noticed-after", value: "6h")
        let other = ScenarioFile.load(text: fullScenario, name: "full.yaml", setting: [present])
        #expect(loaded.scenario == other.scenario && loaded.scenario != nil)
        #expect(loaded.diagnostics.contains { $0.code == .renamed && $0.line == 0 })
        let source = ScenarioSource(text: fullScenario, name: "full.yaml")
        #expect(source.way(to: "repair.notice") == ["repair", "noticed-after"])
    }
}
