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
                #expect(failure?.contains("has an error; 'patchlab explain") == true)
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
                told { _ = try list("cannary") }
                    == "f has no strategy \"cannary\" (did you mean \"canary\"?); it has big-bang, canary"
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
            #expect(try MetricInput.metrics(["blast-radius-mean"], of: scenario, standard: []).count == 1)
            let goal = try MetricInput.goal(nil, subjectTo: ["blast-radius-mean<=50"], of: scenario)
            #expect(goal.metric == .exposedDeviceDays && goal.constraints.count == 1)
            #expect(
                told { _ = try MetricInput.goal(nil, subjectTo: ["blast-radius-mean=50"], of: scenario) }?
                    .hasPrefix("--subject-to blast-radius-mean=50: expected METRIC<=VALUE") == true
            )
            #expect(
                told { _ = try MetricInput.mean("cost", of: scenario, in: "f") } == "--metric cost: f has no `prices`"
            )
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
                    .hasPrefix("6 points with 2 strategies and their replications are 12000000 runs") == true
            )
            #expect(try varied.searched(nil).name == "canary")
            #expect(told { _ = try varied.searched("big-bang") }?.hasPrefix("keys of canary are varied") == true)
        }
    }
}
