import Benchmark
import Models
import PatchSimulator

/// One subject of the simulator each, in a world in which little else happens.
nonisolated(unsafe) let benchmarks = {
    Benchmark.defaultConfiguration = Benchmark.Configuration(
        metrics: [.wallClock, .throughput, .peakMemoryResident],
        scalingFactor: .one,
        maxDuration: .seconds(3),
        maxIterations: 20
    )
    for subject in Subject.allCases {
        Benchmark("Subject.\(subject.rawValue)") { benchmark in
            let (world, policy) = try subject.scenario(devices: 20_000)
            benchmark.startMeasurement()
            var simulation = Simulation(world, policy: policy, seed: 1, replication: 0)
            simulation.run()
            benchmark.stopMeasurement()
            blackHole(simulation.ledger.events)
        }
    }
}
