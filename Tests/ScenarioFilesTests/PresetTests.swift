import EventEngine
import Foundation
import PatchModel
import PatchSimulator
import Testing

@testable import ScenarioFiles

/// The strategies that come with PatchLab: their files, and that they run.
@Suite("Presets")
struct PresetTests {
    static let names = StrategyPreset.all.map(\.name)

    static func preset(_ name: String) throws -> Strategy {
        let scenario = try #require(ScenarioFile.load(text: smallScenario, name: "x.yaml").scenario)
        return try #require(StrategyPreset.named(name)).strategy(in: scenario)
    }

    @Test("A preset is in order, and says of each value where it comes from", arguments: names)
    func isInOrder(name: String) throws {
        let preset = try #require(StrategyPreset.named(name))
        #expect(preset.diagnostics.isEmpty, "\(preset.diagnostics)")
        #expect(try Self.preset(name).name == name)
        #expect(preset.unmarkedLines == [])
        #expect(!preset.about.isEmpty && !preset.source.isEmpty && preset.read.count == 10)
    }

    @Test("There is a file in the repository for each preset, and the program has it as it is")
    func files() throws {
        let folder = repository.appending(path: "Scenarios/strategies")
        let files = try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted()
        #expect(files == Self.names.map { $0 + ".yaml" }.sorted())
        for preset in StrategyPreset.all {
            let text = String(
                decoding: try Data(contentsOf: folder.appending(path: preset.name + ".yaml")),
                as: UTF8.self
            )
            #expect(preset.text == text, "\(preset.name): touch Sources/CPresets/presets.c")
        }
    }

    @Test("A value without a letter is found")
    func unmarked() {
        let text = """
            about: x
            source: { title: y, read: 2026-11-26 }
            strategy:
              kind: staged # chosen
              rings: [1%, rest]
              gate: # D
                soak: 1h # D
                minimum: 3 # because
            """
        #expect(StrategyPreset("x", text).unmarkedLines == [5, 8])
    }

    @Test("Every preset runs in every shipped world", arguments: names, ShippedScenariosTests.names)
    func runs(name: String, world: String) throws {
        var scenario = try ShippedScenariosTests.scenario(world, oneIn: 10)
        for group in scenario.groups.indices { scenario.groups[group].count = max(1, scenario.groups[group].count) }
        // A tenth of their devices keeps none of them up.
        scenario.services = []
        var run = Simulation(
            try World(scenario),
            policy: DeclaredPolicy(try #require(StrategyPreset.named(name)).strategy(in: scenario)),
            seed: 1,
            replication: 0
        )
        run.run()
        #expect(run.isFinished && run.refusals.isEmpty)
        #expect(run.log.contains { $0.action.verb == .open })
    }

    @Test("What is shown of a preset reads as the preset, with a letter behind each of its values", arguments: names)
    func shown(name: String) throws {
        let shown = ShownStrategy(try #require(StrategyPreset.named(name)))
        let text = shown.lines.map(\.text).joined(separator: "\n").replacing("\n", with: "\n  ")
        let scenario = smallScenario.replacing("  big-bang: {}\n", with: "  \(text)\n")
        let loaded = ScenarioFile.load(text: scenario, name: "x.yaml")
        #expect(loaded.diagnostics.isEmpty, "\(loaded.diagnostics)\n\(text)")
        // In a scenario, because rings may be made of the parts of its fleet.
        let extending = smallScenario.replacing("  big-bang: {}\n", with: "  \(name): { extends: \(name) }\n")
        let meant = try #require(ScenarioFile.load(text: extending, name: "x.yaml").scenario)
        #expect(loaded.scenario?.strategies == meant.strategies)
        for line in shown.lines where !line.text.hasSuffix(":") {
            #expect(line.isDefault || line.mark != nil, "\(line)")
        }
    }
}
