package import PatchModel
import PatchSimulator
package import Traces

/// Makes traces.
package enum TraceRun {
    /// The lines of the trace that the header describes.
    package static func lines(_ header: TraceHeader, _ scenario: Scenario, _ strategy: Strategy, devices: [Int]) throws
        -> [String]
    {
        _ = try RunRoom.runsAtOnce(scenario, [strategy], wanted: 1)
        let simulation = Simulation(
            try RunRoom.world(scenario),
            policy: DeclaredPolicy(strategy),
            seed: header.seed,
            replication: header.replication,
            recording: devices
        )
        return try TraceText.lines(of: simulation, header, devices: devices)
    }
}
