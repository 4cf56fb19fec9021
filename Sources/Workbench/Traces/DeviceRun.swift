package import PatchModel
package import PatchSimulator

/// Makes the run in which devices are looked at.
package struct DeviceRun {
    private let scenario: Scenario
    private let strategy: Strategy
    private let seed: UInt64
    private let replication: Int
    private let world: World

    /// So many devices are recorded at once; a larger part of the fleet is looked at piece by piece, each in a run of its own,
    /// which is the same run.
    private static let recordedAtOnce = 20_000

    /// - Throws: `Failure` if there is no room for the run.
    package init(_ scenario: Scenario, _ strategy: Strategy, seed: UInt64, replication: Int) throws {
        self.scenario = scenario
        self.strategy = strategy
        self.seed = seed
        self.replication = replication
        _ = try RunRoom.runsAtOnce(scenario, [strategy], wanted: 1)
        world = try RunRoom.world(scenario)
    }

    /// The run at its end, in which the lives of the devices were recorded.
    package func recording(_ devices: some Sequence<Int>) -> Simulation<DeclaredPolicy> {
        var simulation = Simulation(
            world,
            policy: DeclaredPolicy(strategy),
            seed: seed,
            replication: replication,
            recording: Array(devices)
        )
        // Nothing is begun that would have to be finished, so an interrupt may end the program wherever it is.
        simulation.run()
        return simulation
    }

    /// The device of the whole fleet that fared worst: that was exposed longest, to all vulnerabilities together, or, of several
    /// that were exposed alike, was down longest without a plan; of several the first.
    package func worst() -> Int {
        var worst = (device: 0, exposed: Int64(-1), down: Int64(-1))
        for piece in pieces(of: 0..<scenario.deviceCount) {
            let run = recording(piece)
            for (exposed, down) in zip(run.recordedExposedSeconds, run.recordedUnplannedSeconds)
            where (exposed.seconds, down.seconds) > (worst.exposed, worst.down) {
                worst = (exposed.device, exposed.seconds, down.seconds)
            }
        }
        return worst.device
    }

    /// What came of all of the devices, ascending.
    package func outcomes(of devices: Range<Int>) -> [RecordedDevice] {
        pieces(of: devices).flatMap { recording($0).recordedDevices }
    }

    private func pieces(of devices: Range<Int>) -> [Range<Int>] {
        stride(from: devices.lowerBound, to: devices.upperBound, by: Self.recordedAtOnce).map { first in
            first..<min(first + Self.recordedAtOnce, devices.upperBound)
        }
    }
}
