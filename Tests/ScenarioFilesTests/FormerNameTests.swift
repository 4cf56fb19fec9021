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

    /// What keys and words are called now, and were called in the version before.
    private static let names = [
        ("noticed-after:", "notice:"), ("background-failures:", "noise:"), ("criticality:", "risk:"),
        ("failure-chance:", "failure:"), ("brick-chance:", "bricks:"), ("finishes-before-shutdown:", "keeps-on:"),
        ("requires: [openssl-3.0.16]", "after: [openssl-3.0.16]"), ("gate:", "advance:"), ("check-every:", "evaluate:"),
        ("attribution-window:", "watch:"), ("installed: keep", "updated: keep"), ("then: wait", "then: pause"),
    ]

    @Test("A scenario in former names alone is the same scenario, and each of them is reported")
    func all() throws {
        let careful = "  careful: { kind: canary, attribution-window: 3d, inconclusive: { then: wait } }"
        let present = fullScenario.replacing("\nmeasure:", with: "\(careful)\n\nmeasure:")
        var former = present
        var count = 0
        for (now, then) in Self.names {
            let places = present.ranges(of: now).count
            #expect(places > 0, "\(now) is not in the scenario")
            count += places
            former = former.replacing(now, with: then)
        }
        let loaded = ScenarioFile.load(text: former, name: "full.yaml")
        let expected = try #require(ScenarioFile.load(text: present, name: "full.yaml").scenario)
        #expect(loaded.scenario == expected)
        #expect(loaded.diagnostics.filter { $0.code == .renamed }.count == count)
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
