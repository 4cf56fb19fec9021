import EventEngine
import Experiments
import PatchModel
import PatchSimulator
import ScenarioFiles
import Testing

@testable import Warnings

/// When failures that no patch causes stop a good one: the formula against the simulation.
@Suite("Noise against stop limits")
struct NoiseStopTests {
    private static func scenario(count: Int, noise: String, strategy: String, checkIn: String = "push") throws
        -> Scenario
    {
        let text = """
            patchlab: 1
            start: 2026-03-10T18:00:00
            horizon: 60d
            software: { components: { app: { versions: [1.0, 1.1] } }, images: { standard: [app 1.0] } }
            fleet: [{ group: g, count: \(count), class: server, image: standard, check-in: \(checkIn), background-failures: \(noise) }]
            patches: { p: { updates: app -> 1.1, install: { duration: 1s }, vendor-fix: { after: 5d } } }
            strategies: { s: \(strategy) }

            """
        return try #require(ScenarioFile.load(text: text, name: "x.yaml").scenario)
    }

    /// The formula's chance and median, and what became of so many runs.
    private static func both(_ scenario: Scenario, _ runs: Int) async throws
        -> (stop: NoiseStop, stopped: Int, times: [Double])
    {
        let facts = ScenarioFacts(scenario) { _ in false }
        let rollout = try #require(facts.rollouts(of: scenario.strategies[0]).first)
        let rule = try #require(scenario.strategies[0].stop)
        let stop = try #require(NoiseStop(rule, rollout, scenario.strategies[0], scenario))
        let study = try await Example.study(scenario, runs)
        let times = study.results[0].compactMap { $0.ledger.rollouts.firstStop.map { Double($0) } }
        return (stop, times.count, times.sorted())
    }

    @Test("of devices that are always reached half are stopped by the day of the formula")
    func median() async throws {
        let scenario = try Self.scenario(
            count: 1000,
            noise: "0.3%/day",
            strategy: "{ kind: staged, rings: [1%, 10%, 50%, rest], gate: { soak: 48h, success: 50% } }"
        )
        let (stop, stopped, times) = try await Self.both(scenario, 60)
        #expect(stop.chance > 0.999)
        #expect(stopped == 60)
        let median = try #require(stop.median)
        // The time before a stop has a median that more than half and less than half of the runs pass: of 60, with a chance of
        // 1 in 1,000 to err on either side, at least 19 are earlier, and at least 19 later, looks an hour apart.
        #expect(times.count { $0 <= Double(median) + 3600 } >= 19)
        #expect(times.count { $0 >= Double(median) - 3600 } >= 19)
    }

    @Test("where a stop is a matter of chance, as many runs are stopped as the formula says")
    func chance() async throws {
        // One ring: what happens by the end is exactly the law of the formula, as nothing is watched for less time.
        let scenario = try Self.scenario(
            count: 150,
            noise: "0.02%/day",
            strategy: "{ kind: big-bang, attribution-window: 60d, stop: { failures: \"> 2%\", of: all } }"
        )
        let (stop, stopped, _) = try await Self.both(scenario, 400)
        #expect(stop.chance > 0.05 && stop.chance < 0.95)
        let error = (stop.chance * (1 - stop.chance) / 400).squareRoot()
        // 3.3 standard errors: 1 in 1,000.
        #expect(abs(Double(stopped) / 400 - stop.chance) < 3.3 * error, "\(stopped) of 400, formula \(stop.chance)")
    }

    @Test("one ring has a closed form: the day on which the share to be expected is the limit")
    func closedForm() throws {
        let scenario = try Self.scenario(
            count: 1_000_000,
            noise: "0.3%/day",
            strategy: "{ kind: big-bang, stop: { failures: \"> 2%\" } }"
        )
        let facts = ScenarioFacts(scenario) { _ in false }
        let rollout = try #require(facts.rollouts(of: scenario.strategies[0]).first)
        let rule = try #require(scenario.strategies[0].stop)
        let stop = try #require(NoiseStop(rule, rollout, scenario.strategies[0], scenario))
        // −ln(1 − 0.02) / 0.003 days; the median of a million devices lies within a device of the mean, which is 30 seconds.
        let day = 6.734_235_7
        #expect(abs(Double(stop.median ?? 0) / 86_400 - day) < 0.001)
    }

    @Test("a canary's rings, limits in numbers and shares of attempts")
    func kinds() throws {
        func stop(_ strategy: String) throws -> NoiseStop? {
            let scenario = try Self.scenario(count: 1000, noise: "0.3%/day", strategy: strategy)
            let facts = ScenarioFacts(scenario) { _ in false }
            let rollout = try #require(facts.rollouts(of: scenario.strategies[0]).first)
            let strategy = scenario.strategies[0]
            return strategy.stop.flatMap { NoiseStop($0, rollout, strategy, scenario) }
        }
        #expect(try stop("{ kind: big-bang, stop: { failures: \"> 2%\", of: attempts } }") == nil)
        #expect(try stop("{ kind: big-bang }") == nil)
        // About 41 of 1,000 devices fail within the 14 days for which failures count.
        let many = try #require(try stop("{ kind: big-bang, stop: { failures: \"> 100\" } }"))
        #expect(many.chance < 1e-9)
        let few = try #require(try stop("{ kind: canary, share: 2%, stop: { failures: \"> 5\" } }"))
        #expect(few.chance > 0.999)
    }
}
