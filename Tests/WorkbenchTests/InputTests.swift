import Experiments
import PatchModel
import ScenarioFiles
import Testing

@testable import Workbench

/// What a user names, and what is said where there is no such thing.
@Suite("What work is about")
struct InputTests {
    private func told(_ body: () throws -> Void) -> String? {
        do {
            try body()
            return nil
        } catch {
            return (error as? Failure)?.description
        }
    }

    @Test("A scenario that is wrong is told to the caller with the place, quiet or not, and ends the work")
    func wrongScenario() async throws {
        try await withScenario { path in
            for isQuiet in [false, true] {
                let caller = TestCaller(isQuiet: isQuiet)
                let failure = told { _ = try ScenarioInput.read(path, setting: ["horizon=soon"], for: caller) }
                #expect(failure?.hasPrefix("--set horizon=soon cannot be used with ") == true)
                #expect(caller.lines.count == 1 && caller.lines[0].contains("horizon"), "\(caller.lines)")
            }
        }
    }

    @Test("Strategies are found by their names, and one that was probably meant is named")
    func strategies() async throws {
        try await withScenario { path in
            let scenario = try ScenarioInput.load(path, for: TestCaller())
            let list = { try StrategyInput.strategies(listed: $0, of: scenario, in: "f").map(\.name) }
            #expect(try list(nil) == ["big-bang", "canary"])
            #expect(try list("canary,big-bang") == ["canary", "big-bang"])
            #expect(
                told { _ = try list("cannary") }?.hasPrefix(
                    "f has no strategy \"cannary\" (did you mean \"canary\"?); it has big-bang, canary\n"
                ) == true
            )
            #expect(told { _ = try list("canary,canary") } == "--strategies names a strategy twice")
            #expect(told { _ = try list("canary,") }?.hasPrefix("--strategies \"canary,\": expected names") == true)
        }
    }

    @Test("A key may be set once, and not be varied as well")
    func settings() async throws {
        try await withScenario { path in
            let source = ScenarioSource(path: path)
            let settings = try SettingInput.settings(["horizon=5d"], in: source)
            #expect(settings.map(\.value) == ["5d"])
            #expect(
                told { _ = try SettingInput.settings(["horizon=5d", "horizon=6d"], in: source) }
                    == "--set horizon: this key is set twice"
            )
            #expect(
                told { _ = try SettingInput.settings(["=5d"], in: source) }?.hasPrefix("--set =5d: expected") == true
            )
            let vary = { (vary: [String], set: [String]) in
                _ = try VariedScenario(path, vary: vary, set: set, for: TestCaller())
            }
            #expect(
                told { try vary(["strategies.canary.soak=1h..2d"], ["strategies.canary.soak=5h"]) }
                    == "--vary strategies.canary.soak: this key is set and varied"
            )
        }
    }

    @Test("Metrics, goals and constraints are read, and what is none is told")
    func metrics() async throws {
        try await withScenario { path in
            let scenario = try ScenarioInput.load(path, for: TestCaller())
            let caller = TestCaller()
            #expect(try MetricInput.metrics(["devices-hit"], of: scenario, standard: [], for: caller).count == 1)
            let constraints = ["devices-hit<=50", "in-time.worst>=90%"]
            let goal = try MetricInput.goal(nil, subjectTo: constraints, of: scenario, for: caller)
            #expect(goal.metric == .exposedDeviceDays && goal.constraints.count == 2)
            #expect(goal.constraints[1].metric.id == "in-time.worst" && goal.constraints[1].limit == 0.9)
            #expect(
                told { _ = try MetricInput.goal(nil, subjectTo: ["devices-hit=50"], of: scenario, for: caller) }?
                    .hasPrefix("--subject-to devices-hit=50: expected METRIC<=VALUE") == true
            )
            #expect(caller.lines.isEmpty)
        }
    }

    @Test("A former name of a metric is understood, and the caller hears the present one")
    func formerNames() async throws {
        try await withScenario { path in
            let scenario = try ScenarioInput.load(path, for: TestCaller())
            for (former, present) in Metric.formerNames {
                let caller = TestCaller()
                #expect(try MetricInput.metric(former, given: "--metric", of: scenario, for: caller).id == present)
                #expect(caller.lines == ["note: the metric \"\(former)\" is called \"\(present)\" now"])
            }
        }
    }

    @Test("A metric that there is not is told with the nearest name, the statistics, or what it needs")
    func wrongMetrics() async throws {
        try await withScenario { path in
            let scenario = try ScenarioInput.load(path, for: TestCaller())
            let caller = TestCaller()
            func words(_ name: String) -> String? {
                told { _ = try MetricInput.mean(name, of: scenario, for: caller) }
                    .map { $0.replacing("--metric \(name): ", with: "", maxReplacements: 1) }
            }
            #expect(
                told { _ = try MetricInput.mean("coost", of: scenario, for: caller) }?.hasPrefix("--metric coost: ")
                    == true
            )
            #expect(words("cost") == "there is no cost without prices; for a cost the scenario needs `prices`")
            #expect(
                words("coost")
                    == "there is no metric \"coost\" (did you mean \"cost\"?); for a cost the scenario needs `prices`"
            )
            #expect(words("in-tme")?.hasPrefix("there is no metric \"in-tme\" (did you mean \"in-time\"?)") == true)
            #expect(words("time-to-patch")?.contains("did you mean \"time-to-patch-p50\"?") == true)
            #expect(
                words("devices-hit.p99")
                    == "devices-hit has no statistic \"p99\" (did you mean \"p90\"?); there are mean, typical, p90, p95, worst"
            )
            #expect(words("devices-hit.p95")?.hasSuffix("this needs a mean over runs; devices-hit is one") == true)
            #expect(words("stopped")?.contains("neither more nor less of it is better") == true)
            #expect(words(" ")?.hasPrefix("the name of a metric is empty") == true)
        }
    }

    @Test("Devices are named by numbers and ranges, each once, and none that is not there")
    func devices() throws {
        #expect(try #require(DeviceList(argument: "all")).devices(among: 3) == [0, 1, 2])
        #expect(try #require(DeviceList(argument: "4,1-2,2")).devices(among: 5) == [1, 2, 4])
        #expect(DeviceList(argument: "") == nil && DeviceList(argument: "3-1") == nil)
        let list = try #require(DeviceList(argument: "0-9"))
        #expect(
            told { _ = try list.devices(among: 9) }
                == "there is no device 9: the scenario has 9, numbered from 0 to 8"
        )
    }

    @Test("A sweep has the points of its design, and no more than anybody could wait for")
    func plans() async throws {
        try await withScenario { path in
            let varied = try VariedScenario(
                path,
                vary: ["strategies.canary.soak=1h..2d/3", "horizon=5d,6d"],
                set: [],
                for: TestCaller()
            )
            func plan(_ analysis: SweepPlan.Analysis, points: Int? = nil, replications: Int? = nil) throws -> SweepPlan
            {
                let request = SweepPlan.Request(
                    analysis: analysis,
                    spread: nil,
                    points: points,
                    replications: replications,
                    seed: 1
                )
                return try SweepPlan(request, varied.variations)
            }
            #expect(try plan(.table).points.count == 3 * 2)
            #expect(try plan(.table).points.allSatisfy { $0.replications == Array(0..<20) })
            // As written, and both ends of each key.
            #expect(try plan(.tornado).points.count == 1 + 2 * 2)
            // A trajectory moves each key once, and luck like a key.
            #expect(try plan(.morris, points: 4).points.count == 4 * (2 + 2))
            #expect(try plan(.sobol, points: 8).points.count == 8 * (2 + 3))
            #expect(told { _ = try plan(.sobol, points: 90_000) }?.hasPrefix("the design has 450000 points") == true)
            #expect(
                told { try plan(.table, replications: 1_000_000).check(strategies: 2) }?
                    .hasPrefix("6 points with 2 strategies are 12000000 runs") == true
            )
            #expect(try varied.searched(nil).name == "canary")
            #expect(told { _ = try varied.searched("big-bang") }?.hasPrefix("keys of canary are varied") == true)
        }
    }
}
