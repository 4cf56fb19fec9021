import EventEngine
import Foundation
import PatchModel
import ScenarioFiles
import Testing

@Suite struct GoodScenarioTests {
    @Test("A scenario that uses every part of the format is read without a remark")
    func everything() throws {
        let loaded = ScenarioFile.load(text: fullScenario, name: "full.yaml")
        #expect(loaded.diagnostics.map(\.description) == [])
        let scenario = try #require(loaded.scenario)
        try scenario.check()
        #expect(scenario.groups.map(\.name) == ["travelling", "shop", "office"])
    }
}
