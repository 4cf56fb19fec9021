import EventEngine
import PatchModel
import ScenarioFiles
import Testing

@testable import Workbench

/// The least that finds a defect, where there is a formula for it.
@Suite("Searches for power")
struct PowerSearchTests {
    /// Always on; the rollout stops as soon as one device of the first ring is in trouble.
    private static func scenario(onset: String = "0s", devices: Int = 1000) throws -> Scenario {
        let text = """
            patchlab: 1
            start: 2026-03-10T00:00:00
            horizon: 12d
            software:
              components: { app: { versions: [1, 2] } }
              images: { standard: [app 1] }
            fleet:
              - { group: all, count: \(devices), class: server, image: standard, check-in: push }
            patches:
              app-2:
                updates: app -> 2
                install: { duration: 1s }
                regressions:
                  - name: slow
                    chance: 100%
                    onset: \(onset)
                    effect: { degraded: app, share: 50% }
                    telemetry: { shows: 100%, after: 1m }
                    help-desk: { reports: 0%, after: 0s }
            strategies:
              first:
                kind: staged
                rings: [{ name: pilot, count: 20 }, { name: rest, rest: true }]
                gate: { soak: 24h, success: 0% }
                stop: { failures: ">= 1", minimum: 1 }
              everyone: { kind: big-bang }
              equal:
                kind: canary
                count: 20
                soak: 24h
                stop: never
              planned: { kind: canary, count: 20, soak: 24h, check-every: 6h, test: { kind: group-sequential, looks: 4 } }

            """
        let loaded = ScenarioFile.load(text: text, name: "x.yaml")
        return try #require(loaded.scenario, "\(loaded.diagnostics)")
    }

    private func question(_ defect: Double, runs: Int, shows: Double? = nil) -> StrategyPower.Question {
        StrategyPower.Question(defect: defect, shows: shows, runs: runs, seed: 1, threads: 2)
    }

    @Test("Round numbers are those of two digits: 1 to 100, then 110, 120 ... 1,000, 1,100")
    func roundNumbers() {
        let numbers = StrategyDial.roundNumbers(upTo: 1100)
        #expect(numbers == Array(1...100) + (11...100).map { $0 * 10 } + [1100])
        #expect(StrategyDial.roundNumbers(upTo: 0).isEmpty)
        let shares = StrategyDial.share.values(devices: 499, of: 500, time: 0, notBelow: 0)
        #expect(shares.first == 0.002 && shares.last == 0.99)
        let soaks = StrategyDial.soak.values(devices: 1, of: 2, time: 30 * 86_400, notBelow: 4 * 3600)
        #expect(soaks.first == 14_400 && soaks.last == 30 * 86_400)
        #expect(soaks == soaks.sorted() && Set(soaks).count == soaks.count)
        // A scenario that is over before the grid of days begins.
        #expect(StrategyDial.soak.values(devices: 1, of: 2, time: 7200, notBelow: 0) == [3600, 7200])
    }

    @Test("Of devices of which 5 % have the defect, about ln 0.1 / ln 0.95 = 45 contain one with 90 %")
    func devices() async throws {
        let scenario = try Self.scenario()
        let runs = 100
        let found = try await PowerSearch(
            .n,
            reaching: 0.9,
            of: scenario.strategies[0],
            in: scenario,
            question(0.05, runs: runs)
        )
        let answer = try #require(found.answer)
        // At 45 the power grows by 0.5 % a device; its standard error is 3 %.
        #expect(abs(answer.value - 45) < 4 * 3 / 0.5)
        #expect(answer.share >= 0.9)
        let place = try #require(found.place)
        #expect(found.points[place - 1].value == answer.value - 1 && found.points[place - 1].share < 0.9)
        #expect(found.power.canaries == Int(answer.value) && found.power.found == answer.found)
        #expect(found.power.limit(aiming: 0.9) == nil)
        #expect(
            found.lines(width: 200)[0].hasPrefix(
                "The least that reaches 90.0% is a first ring of \(Int(answer.value)) devices,"
            )
        )
        // What is too little or enough beyond chance lies on its side.
        #expect(found.tooSmall.map { $0.value < answer.value } ?? true)
        #expect(found.enough.map { $0.value >= answer.value } ?? true)
    }

    @Test("A defect that begins after 30 h and one second is found by a soak of 31 h, and by none of 30")
    func soak() async throws {
        let scenario = try Self.scenario(onset: "30h")
        let found = try await PowerSearch(
            .soak,
            reaching: 0.9,
            of: scenario.strategies[0],
            in: scenario,
            question(0.5, runs: 5)
        )
        #expect(found.answer?.value == 111_600.0)
        #expect(found.points.filter { $0.value <= 30 * 3600 }.allSatisfy { $0.found == 0 })
        #expect(found.points.filter { $0.value > 30 * 3600 }.allSatisfy { $0.found == 5 })
    }

    @Test("What telemetry never shows no first ring finds, and the limit says what is missing")
    func none() async throws {
        let scenario = try Self.scenario(devices: 100)
        let found = try await PowerSearch(
            .share,
            reaching: 0.8,
            of: scenario.strategies[0],
            in: scenario,
            question(0.5, runs: 5, shows: 1e-9)
        )
        #expect(found.answer == nil && found.points.last?.value == 0.99 && found.power.canaries == 99)
        #expect(
            found.lines(width: 200)[0].hasPrefix(
                "No value reaches 80.0%: the most is found by a share of 99 % (99 devices), which stops in 0.0%"
            )
        )
        #expect(found.power.limit(aiming: 0.8)?.hasPrefix("telemetry") ?? false)
    }

    @Test("The limit is the first line that is below the power wanted")
    func limits() async throws {
        let scenario = try Self.scenario(onset: "30h")
        func limit(_ defect: Double, _ strategy: Int, soak: Double? = nil) async throws -> String? {
            var chosen = scenario.strategies[strategy]
            if let soak { chosen = try chosen.with(.soak, soak) }
            return try await StrategyPower(chosen, in: scenario, question(defect, runs: 4)).limit(aiming: 0.9)
        }
        #expect(try await limit(0.01, 0)?.hasPrefix("the first ring is so small") ?? false)
        #expect(try await limit(0.5, 0)?.hasPrefix("the soak (24.0 h) ends before half of the onsets") ?? false)
        #expect(try await limit(0.5, 0, soak: 48 * 3600) == nil)
        #expect(try await limit(0.5, 1)?.hasPrefix("nobody waits") ?? false)
        // One look at two canaries against two is never significant.
        let two = try scenario.strategies[2].with(.soak, 48 * 3600).with(.n, 2)
        let rule = try await StrategyPower(two, in: scenario, question(0.99, runs: 4)).limit(aiming: 0.9)
        #expect(rule?.hasPrefix("the rule.") ?? false)
    }

    @Test(
        "A big bang has nothing to search, a control group is no smaller than its canary, and planned looks need their time"
    )
    func bounds() async throws {
        let scenario = try Self.scenario(devices: 100)
        await #expect(throws: Failure.self) {
            try await PowerSearch(.n, reaching: 0.9, of: scenario.strategies[1], in: scenario, question(0.5, runs: 2))
        }
        let equal = try await PowerSearch(
            .n,
            reaching: 0.999,
            of: scenario.strategies[2],
            in: scenario,
            question(0.0001, runs: 2)
        )
        #expect(equal.answer == nil && equal.points.last?.value == 50)
        #expect(scenario.strategies[3].leastSoak == 86_400 && scenario.strategies[0].leastSoak == 0)
    }

    @Test("The table has a quarter to four times the first ring, and a fifth to five times the share")
    func table() async throws {
        let scenario = try Self.scenario()
        let table = try await PowerTable(scenario.strategies[0], in: scenario, question(0.1, runs: 20))
        #expect(table.sizes == [5, 10, 20, 40, 80])
        #expect(table.defects.map { ($0 * 100).rounded() } == [2, 10, 50])
        #expect(table.falseStops == [0, 0, 0, 0, 0])
        for (size, row) in zip(table.sizes, table.found) {
            for (defect, found) in zip(table.defects, row) {
                let expected = CanaryFormulas.atLeastOne(of: size, each: defect)
                let error = (expected * (1 - expected) / 20).squareRoot()
                #expect(abs(Double(found) / 20 - expected) <= 4 * error + 0.05)
            }
        }
        #expect(table.lines(width: 80).count == 11)
    }
}
