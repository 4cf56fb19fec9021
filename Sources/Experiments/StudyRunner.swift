import EventEngine
public import PatchModel
public import PatchSimulator
import Synchronization

/// Runs strategies through replications, spread over threads.
///
/// Every run is a pure function of scenario, strategy, seed and number of the replication, so the result does not depend
/// on the number of threads.
public struct StudyRunner: Sendable {
    public let world: World
    public let strategies: [Strategy]
    public let seed: UInt64
    public let replications: [Int]
    /// Runs at the same time, at least 1.
    public let threads: Int

    public init(world: World, strategies: [Strategy], seed: UInt64, replications: [Int], threads: Int) {
        self.world = world
        self.strategies = strategies
        self.seed = seed
        self.replications = replications
        self.threads = max(1, threads)
    }

    /// Number of single runs.
    public var runCount: Int { strategies.count * replications.count }

    /// Runs everything.
    ///
    /// - Parameters:
    ///   - progress: called, from any thread, after each run with the number of runs done.
    ///   - isCancelled: asked many times in each run; when it says yes, the runs under way are dropped and the study holds
    ///     the replications that are complete for all strategies.
    @concurrent
    public func run(
        progress: @escaping @Sendable (Int) -> Void = { _ in },
        isCancelled: @escaping @Sendable () -> Bool = { false }
    ) async -> Study {
        let next = Counter()
        let done = Counter()
        let total = runCount
        let found = await withTaskGroup(of: [(Int, RunResult)].self) { group in
            for _ in 0..<min(threads, max(1, total)) {
                group.addTask {
                    var mine: [(Int, RunResult)] = []
                    while true {
                        let job = next.take()
                        guard job < total, let result = self.run(job, isCancelled: isCancelled) else { return mine }
                        mine.append((job, result))
                        progress(done.take() + 1)
                    }
                }
            }
            var all: [Int: RunResult] = [:]
            for await part in group {
                for (job, result) in part { all[job] = result }
            }
            return all
        }
        return study(from: found)
    }

    /// Jobs are numbered so that a replication is done for all strategies before the next begins.
    private func run(_ job: Int, isCancelled: () -> Bool) -> RunResult? {
        let strategy = strategies[job % strategies.count]
        let replication = replications[job / strategies.count]
        var simulation = Simulation(
            world,
            policy: DeclaredPolicy(strategy),
            seed: seed,
            replication: replication
        )
        guard simulation.run(unless: isCancelled) else { return nil }
        return RunResult(ledger: simulation.ledger, decisions: simulation.log)
    }

    private func study(from found: [Int: RunResult]) -> Study {
        let complete = replications.indices.filter { place in
            strategies.indices.allSatisfy { found[place * strategies.count + $0] != nil }
        }
        let results = strategies.indices.map { strategy in
            complete.compactMap { found[$0 * strategies.count + strategy] }
        }
        return Study(
            scenario: world.scenario,
            strategies: strategies,
            seed: seed,
            replications: complete.map { replications[$0] },
            results: results,
            isPartial: complete.count < replications.count
        )
    }
}

/// Hands out 0, 1, 2, ... to any number of threads.
private final class Counter: Sendable {
    private let value = Atomic<Int>(0)

    func take() -> Int { value.wrappingAdd(1, ordering: .relaxed).oldValue }
}
