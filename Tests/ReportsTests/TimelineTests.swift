import EventEngine
import PatchModel
import PatchSimulator
import Testing

@testable import Reports

@Suite("Timelines")
struct TimelineTests {
    private static func plan(_ patch: Int) -> RolloutPlan {
        RolloutPlan(
            patches: [patch],
            rings: [.init(name: "pilot", size: .share(0.1)), .init(name: "rest", size: .rest)]
        )
    }

    private static func at(_ time: Tick, _ action: Action, _ reason: String = "so") -> LoggedAction {
        LoggedAction(time: time, action: action, reason: reason)
    }

    @Test(
        "A stage lasts until the next one begins, the last one to the horizon, and rollouts that go the same way share a row"
    )
    func stages() {
        var scenario = SmallStudy.scenario()
        scenario.patches = [scenario.patches[0], scenario.patches[0], scenario.patches[0]]
        let log = [
            Self.at(0, .begin(Self.plan(0))), Self.at(0, .begin(Self.plan(1))), Self.at(0, .begin(Self.plan(2))),
            Self.at(0, .open(rollout: 0, ring: 0)), Self.at(0, .open(rollout: 1, ring: 0)),
            Self.at(0, .open(rollout: 2, ring: 0)), Self.at(100, .open(rollout: 0, ring: 1), "3 of 3"),
            Self.at(100, .open(rollout: 2, ring: 1), "5 of 5"), Self.at(50, .stop(rollout: 1, OnStop())),
            Self.at(90, .resume(rollout: 1)),
        ]
        let timeline = Timeline(log, scenario)
        #expect(timeline.rows.map(\.patches) == [2, 1])
        #expect(timeline.rows[0].stages.map(\.name) == ["pilot", "rest"])
        #expect(timeline.rows[0].stages.map(\.to) == [100, scenario.horizon])
        #expect(timeline.rows[1].stages.map(\.name) == ["pilot", "stopped", "pilot"])
        #expect(timeline.rows[1].stages.map(\.isStopped) == [false, true, false])
        #expect(timeline.rows[1].stages.map(\.from) == [0, 50, 90])
    }
}
