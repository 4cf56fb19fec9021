import EventEngine
import PatchModel
import ScenarioFiles
import Testing

@testable import Workbench

/// What a strategy finds: the formulas, and the simulation beside them.
@Suite("Power of strategies")
struct StrategyPowerTests {
    private func isNear(_ value: Double, _ percent: Double, to decimals: Double) -> Bool {
        abs(value * 100 - percent) <= 0.5 * decimals + 1e-9
    }

    @Test("300 of 10,000 devices contain one of 100 affected ones with 95.3 %")
    func contains() {
        #expect(isNear(CanaryFormulas.contains(canaries: 300, affected: 100, of: 10_000), 95.3, to: 0.1))
        // By hand: of three devices two are drawn, one is affected.
        #expect(abs(CanaryFormulas.contains(canaries: 2, affected: 1, of: 3) - 2.0 / 3) < 1e-12)
        #expect(CanaryFormulas.contains(canaries: 2, affected: 0, of: 3) == 0)
        #expect(CanaryFormulas.contains(canaries: 2, affected: 2, of: 3) == 1)
    }

    @Test("A late defect shows among 300 canaries in 3.6 % after 2 days, 23 after 4, 56 after 7, 64 after 14")
    func showsInTime() throws {
        let onset = try Distribution.weibull(shape: 3, scale: 6 * 86_400)
        // 85 % of the canaries are online; it shows on 40 % of those it is on, which are 1 %.
        let shares = [2.0, 4, 7, 14].map { days in
            CanaryFormulas.atLeastOne(of: 300, each: 0.01 * 0.4 * 0.85 * onset.cumulative(days * 86_400))
        }
        #expect(isNear(shares[0], 3.6, to: 0.1))
        #expect(zip(shares.dropFirst(), [23.0, 56, 64]).allSatisfy { isNear($0, $1, to: 1) })
    }

    private static let text = """
        patchlab: 1
        start: 2026-03-10T00:00:00
        horizon: 12d
        software:
          components: { app: { versions: [1, 2] } }
          images: { standard: [app 1] }
        fleet:
          - { group: all, count: 10000, class: server, image: standard, check-in: push }
        patches:
          app-2: { updates: app -> 2, install: { duration: 1s } }
        strategies:
          big-bang: {}

        """

    @Test("What certainly is there is found, and what certainly is not is not")
    func certain() async throws {
        let scenario = try #require(ScenarioFile.load(text: Self.text, name: "x.yaml").scenario)
        let preset = try #require(StrategyPreset.named("canary-sequential")).strategy(in: scenario)
        let power = try await StrategyPower(
            preset,
            in: scenario,
            StrategyPower.Question(defect: 0.5, shows: nil, runs: 6, seed: 1, threads: 2)
        )
        #expect(power.canaries == 300 && power.devices == 10_000)
        #expect(power.contains == 1 && power.showsInTime > 0.999_999 && power.inTime == 1)
        #expect(power.found == 6 && power.delays == Array(repeating: 3600, count: 6))
        // Half of 300 canaries, within four standard errors.
        #expect(power.hit.allSatisfy { abs(Double($0) - 150) < 4 * 75.0.squareRoot() })
        #expect(power.falseStops == 0 && power.neverOpened == 0)
        #expect(power.openings == Array(repeating: 86_400, count: 6))
        #expect(power.lines().count >= 5)
    }
}
