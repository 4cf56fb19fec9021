import Benchmark
import EventEngine
import Models

/// The parts that everything else stands on: the future event list, draws and distributions.
nonisolated(unsafe) let benchmarks = {
    Benchmark.defaultConfiguration = Benchmark.Configuration(
        metrics: [.wallClock, .throughput, .peakMemoryResident],
        timeUnits: .nanoseconds,
        scalingFactor: .one,
        maxDuration: .seconds(2),
        maxIterations: 20
    )
    benchmarkEventList()
    benchmarkDraws()
}
