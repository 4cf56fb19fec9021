import Experiments
import PatchModel
import PatchSimulator
import ScenarioFiles
import Testing

@testable import Warnings

@Suite("Rollouts as they are planned")
struct RolloutOutlineTests {
    private static func scenario(_ strategy: String) throws -> Scenario {
        let text = """
            patchlab: 1
            start: 2026-03-10T18:00:00
            horizon: 60d
            software:
              components: { app: { versions: [1, 2] }, tool: { versions: [1, 2] } }
              images: { a: [app 1], b: [app 1, tool 1] }
            fleet:
              - { group: one, count: 300, class: server, image: a, check-in: push }
              - { group: two, count: 95, class: desktop, image: b, check-in: push }
            patches:
              app-2: { updates: app -> 2, install: { duration: 1s } }
              tool-2: { updates: tool -> 2, released: 3d, install: { duration: 1s } }
            strategies: { s: \(strategy) }

            """
        return try #require(ScenarioFile.load(text: text, name: "x.yaml").scenario)
    }

    /// Targets and dates of the rings, by rollout.
    private static func rings(_ strategy: String) throws -> [[(Int, Int64)]] {
        let scenario = try scenario(strategy)
        return ScenarioFacts(scenario) { _ in false }.rollouts(of: scenario.strategies[0])
            .map { $0.rings.map { ($0.targets, $0.opens / 3600) } }
    }

    @Test(
        "rings have the devices and the dates that the simulation gives them",
        arguments: [
            "{ kind: staged, rings: [1%, 10%, rest], gate: { soak: 30h } }",
            "{ kind: staged, rings: [{ count: 7, where: { class: desktop } }, { share: 10%, after: 4d }, rest], gate: { soak: 30h } }",
            "{ kind: staged, rings: [{ share: 50%, where: { component: tool } }, rest], gate: { soak: 90m } }",
            "{ kind: canary, share: 10%, soak: 25h }", "{ kind: big-bang }",
            "{ kind: staged, rings: [{ count: 20, where: { class: desktop } }, { count: 10, where: { class: desktop } }, rest], gate: { soak: 1h } }",
        ]
    )
    func asSimulated(strategy: String) async throws {
        let scenario = try Self.scenario(strategy)
        let study = try await Example.study(scenario, 1)
        let planned = ScenarioFacts(scenario) { _ in false }.rollouts(of: scenario.strategies[0])
        var opened: [Int: [Int: Int64]] = [:]
        for decision in study.results[0][0].decisions {
            if case .open(rollout: let rollout, ring: let ring) = decision.action {
                opened[rollout, default: [:]][ring] = decision.time
            }
        }
        #expect(opened.count == planned.count)
        for (number, rollout) in planned.enumerated() {
            for (place, ring) in rollout.rings.enumerated() {
                #expect(opened[number]?[place] == ring.opens, "\(strategy), rollout \(number), ring \(place)")
            }
        }
    }

    @Test("shares are rounded up, of the devices that the patch concerns")
    func targets() throws {
        let rings = try Self.rings("{ kind: staged, rings: [1%, 10%, rest], gate: { soak: 30h } }")
        #expect(rings.map { $0.map(\.0) } == [[4, 40, 351], [1, 10, 84]])
        #expect(rings.map { $0.map(\.1) } == [[0, 30, 60], [72, 102, 132]])
    }
}
