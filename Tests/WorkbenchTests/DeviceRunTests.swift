import PatchModel
import PatchSimulator
import Testing

@testable import Workbench

/// Devices that are told of many at once.
@Suite("Runs in which devices are looked at")
struct DeviceRunTests {
    @Test("What is told of many devices at once is what is told of each alone")
    func together() async throws {
        try await withScenario { path in
            let scenario = try ScenarioInput.load(path, for: TestCaller())
            for strategy in scenario.strategies {
                let run = try DeviceRun(scenario, strategy, seed: 1, replication: 0)
                let outcomes = run.outcomes(of: 0..<scenario.deviceCount)
                #expect(outcomes.map(\.device) == Array(0..<scenario.deviceCount))
                var worst = (device: 0, exposed: Int64(-1), down: Int64(-1))
                for outcome in outcomes {
                    let alone = run.recording([outcome.device])
                    let windows = alone.recordedExposure(of: outcome.device).flatMap(\.windows)
                    #expect(outcome.exposedSeconds == windows.reduce(0) { $0 + $1.to - $1.from })
                    #expect(outcome.passages == alone.recordedPassages(of: outcome.device))
                    let down = alone.recordedUnplannedSeconds[0].seconds
                    if (outcome.exposedSeconds, down) > (worst.exposed, worst.down) {
                        worst = (outcome.device, outcome.exposedSeconds, down)
                    }
                }
                #expect(run.worst() == worst.device)
            }
        }
    }

    @Test("The exposure of all devices together is that of the ledger")
    func sum() async throws {
        try await withScenario { path in
            let scenario = try ScenarioInput.load(path, for: TestCaller())
            let run = try DeviceRun(scenario, scenario.strategies[0], seed: 1, replication: 3)
            let all = run.outcomes(of: 0..<scenario.deviceCount).reduce(Int64(0)) { $0 + $1.exposedSeconds }
            #expect(all == run.recording([0]).ledger.exposure.plain)
            let whole = run.recording(0..<scenario.deviceCount)
            let seconds = whole.ledger.downtime.conditionSeconds
            let unplanned = Condition.allCases.filter(\.isUnplannedDowntime).reduce(Int64(0)) {
                $0 + seconds[Int($1.rawValue)]
            }
            #expect(whole.recordedUnplannedSeconds.reduce(0) { $0 + $1.seconds } == unplanned)
        }
    }

    @Test("The names of a device lead to it, and it knows its names")
    func names() async throws {
        try await withScenario { path in
            let scenario = try ScenarioInput.load(path, for: TestCaller())
            var first = 0
            for group in scenario.groups {
                for place in [0, group.count - 1] {
                    let expected = try #require(DeviceName(number: first + place, in: scenario))
                    for text in ["\(group.name)[\(place)]", "\(group.name)/\(place)", "\(first + place)"] {
                        #expect(try DeviceName(text, in: scenario, path) == expected)
                    }
                    #expect(expected.description == "\(group.name)[\(place)] (number \(first + place))")
                }
                #expect(try DeviceName.devices(ofGroup: group.name, in: scenario, path) == first..<first + group.count)
                first += group.count
            }
            #expect(DeviceName(number: first, in: scenario) == nil)
            #expect(DeviceName(number: -1, in: scenario) == nil)
        }
    }
}
