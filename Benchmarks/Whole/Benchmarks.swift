import Benchmark
import EventEngine
import Foundation
import Models

/// Whole runs: models on the public interface of the engine, and the command with scenario files.
nonisolated(unsafe) let benchmarks = {
    Benchmark.defaultConfiguration = Benchmark.Configuration(
        metrics: [.wallClock, .throughput, .peakMemoryResident],
        timeUnits: .milliseconds,
        scalingFactor: .one,
        maxDuration: .seconds(10),
        maxIterations: 5
    )
    for exponent in 4...7 {
        Benchmark("PHOLD.1e\(exponent)") { benchmark in
            let pending = (0..<exponent).reduce(1) { count, _ in count * 10 }
            var model = try PHOLD(processes: pending, events: 2 * pending + 5_000_000)
            model.run(events: 2 * pending)
            benchmark.startMeasurement()
            model.run(events: 5_000_000)
            benchmark.stopMeasurement()
            blackHole(model.now)
        }
    }
    Benchmark("MM1.1e6") { _ in
        var model = try SingleServerQueue(customers: 1_000_000)
        blackHole(model.run(customers: 1_000_000))
    }
    for exponent in 4...8 {
        let world = "Benchmarks/reference-world/world-1e\(exponent).yaml"
        Benchmark("ReferenceWorld.1e\(exponent)") { _ in try Command.run(["run", world, "--json", "--quiet"]) }
    }
    Benchmark("DebianEstate") { _ in
        try Command.run(["compare", "Scenarios/debian-estate/scenario.yaml", "-n", "50", "--quiet"])
    }
}

/// The command as it is built beside this package, in release mode; PATCHLAB names another one.
enum Command {
    struct Failure: Error {
        let status: Int32
    }

    private static let root = URL(fileURLWithPath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

    /// By the system's own calls: Foundation's `Process` on Linux now and then misses that a program has ended.
    static func run(_ arguments: [String]) throws {
        let path = ProcessInfo.processInfo.environment["PATCHLAB"] ?? ".build/release/patchlab"
        let change = ["/bin/sh", "-c", #"cd "$1" && shift && exec "$@" >/dev/null"#, "sh", root.path]
        let command = change + [URL(fileURLWithPath: path, relativeTo: root).path] + arguments
        var words = command.map { strdup($0) } + [nil]
        defer { for word in words { free(word) } }
        var process = pid_t()
        let code = posix_spawn(&process, command[0], nil, nil, &words, environ)
        guard code == 0 else { throw Failure(status: code) }
        var status: Int32 = 0
        while waitpid(process, &status, 0) < 0, errno == EINTR {}
        guard status == 0 else { throw Failure(status: status & 0x7F == 0 ? status >> 8 : 128 + status & 0x7F) }
    }
}
