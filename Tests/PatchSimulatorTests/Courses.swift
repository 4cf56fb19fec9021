import EventEngine
import PatchModel
import Testing

@testable import PatchSimulator

/// Rollouts told as strings: one letter for each span of time.
enum Courses {
    /// The life of a fleet's only device, looked at every `span` seconds from time 0 on, `letters` times: `.` well,
    /// `P` well and running the patch, `~` degraded, `i` installing, `r` restarting, `u` undoing a failed attempt, `b` being
    /// rolled back, `x` down, `D` dead.
    static func life(
        _ scenario: Scenario,
        _ strategy: Strategy = SmallWorlds.bigBang,
        patch: Int = 0,
        every span: Tick,
        letters: Int,
        seed: UInt64 = 1
    ) throws -> String {
        var simulation = try SmallWorlds.simulation(scenario, strategy, seed: seed)
        return String(
            (0..<letters).map { number -> Character in
                simulation.advance(to: Tick(number) * span)
                let place = simulation.conditionCounts.firstIndex(of: 1) ?? 0
                switch Condition.allCases[place] {
                case .up: return simulation.runs(patch: patch, on: 0) ? "P" : "."
                case .degraded: return "~"
                case .installing: return "i"
                case .restarting: return "r"
                case .reverting: return "u"
                case .rollingBack: return "b"
                case .down: return "x"
                case .dead: return "D"
                }
            }
        )
    }

    /// How many devices run the patch, looked at every `span` seconds from time 0 on, as digits to the base 36.
    static func spread<Decider>(
        _ simulation: Simulation<Decider>,
        patch: Int = 0,
        every span: Tick,
        letters: Int
    ) -> String where Decider.Failure == Never {
        var simulation = simulation
        return (0..<letters).map { number in
            simulation.advance(to: Tick(number) * span)
            let running = (0..<simulation.world.deviceCount).filter { simulation.runs(patch: patch, on: $0) }
            return String(min(running.count, 35), radix: 36)
        }.joined()
    }
}

extension SmallWorlds {
    static func simulation(
        _ scenario: Scenario,
        _ strategy: Strategy = bigBang,
        seed: UInt64 = 1,
        replication: Int = 0,
        recording device: Int? = nil
    ) throws -> Simulation<DeclaredPolicy> {
        Simulation(
            try World(scenario),
            policy: DeclaredPolicy(strategy),
            seed: seed,
            replication: replication,
            recording: device.map { [$0] } ?? []
        )
    }

    /// A defect that is there for certain, strikes at once, and shows as told.
    static func defect(
        _ effect: Regression.Effect = .down(component: 0),
        share: Double = 1,
        where condition: DevicePredicate = DevicePredicate(),
        onset: Regression.Onset = .atOnce,
        telemetry: Double? = nil,
        helpDesk: Double? = nil
    ) -> Regression {
        func visibility(_ delay: Double?) -> Regression.Visibility {
            Regression.Visibility(probability: delay == nil ? 0 : 1, delay: constant(delay ?? 0))
        }
        return Regression(
            name: "bug",
            chance: 1,
            condition: condition,
            share: share,
            onset: onset,
            effect: effect,
            telemetry: visibility(telemetry),
            helpDesk: visibility(helpDesk)
        )
    }

    /// Another patch of `app`, or of another component.
    static func patch(
        _ name: String,
        updates component: Int = 0,
        to version: Int = 1,
        after prerequisites: [Int] = [],
        fixes: [Int] = [],
        _ change: (inout Patch) -> Void = { _ in }
    ) -> Patch {
        var result = patch()
        result.name = name
        result.updates = [ComponentUpdate(component: component, to: version)]
        result.prerequisites = prerequisites
        result.fixes = fixes
        change(&result)
        return result
    }

    /// A device that is on during the given sessions only.
    static func recorded(_ sessions: [(Tick, Tick)], place: Place = .corporate) -> Connectivity {
        .trace([sessions.map { Session(start: $0.0, end: $0.1, place: place) }])
    }
}
