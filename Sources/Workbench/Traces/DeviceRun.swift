package import PatchModel
package import PatchSimulator

/// Makes the run in which one device is looked at.
package enum DeviceRun {
    /// The replication at its end, in which the life of the device was recorded.
    ///
    /// - Parameters:
    ///   - device: its number, from 0; groups follow each other in the scenario's order.
    ///   - path: the scenario's file, for messages.
    /// - Throws: `Failure` if there is no such device, or no room for the run.
    package static func run(
        _ device: Int,
        _ scenario: Scenario,
        _ strategy: Strategy,
        seed: UInt64,
        replication: Int,
        in path: String
    ) throws -> Simulation<DeclaredPolicy> {
        guard device >= 0 && device < scenario.deviceCount else {
            throw Failure(
                "there is no device \(device): \(path) has \(scenario.deviceCount), numbered from 0 to "
                    + "\(scenario.deviceCount - 1)"
            )
        }
        _ = try RunRoom.runsAtOnce(scenario, [strategy], wanted: 1)
        var simulation = Simulation(
            try RunRoom.world(scenario),
            policy: DeclaredPolicy(strategy),
            seed: seed,
            replication: replication,
            recording: [device]
        )
        // Nothing is begun that would have to be finished, so an interrupt may end the program wherever it is.
        simulation.run()
        return simulation
    }
}
