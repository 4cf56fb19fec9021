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
    /// Into how many intervals the time is cut for each run's time series; nil: none is kept.
    public let seriesIntervals: Int?

    public init(
        world: World,
        strategies: [Strategy],
        seed: UInt64,
        replications: [Int],
        threads: Int,
        seriesIntervals: Int? = nil
    ) {
        self.world = world
        self.strategies = strategies
        self.seed = seed
        self.replications = replications
        self.threads = max(1, threads)
        self.seriesIntervals = seriesIntervals
    }

    /// Number of single runs.
    public var runCount: Int { strategies.count * replications.count }

    /// Runs everything.
    ///
    /// - Parameters:
    ///   - finished: takes up the runs as they end, so that whoever cannot wait has something to make a study of.
    ///   - progress: called, from any thread, after each run with the number of runs done.
    ///   - isCancelled: asked many times in each run; when it says yes, the runs under way are dropped and the study holds
    ///     the replications that are complete for all strategies. In a huge fleet seconds may lie between two such questions.
    @concurrent
    public func run(
        collecting finished: FinishedRuns = FinishedRuns(),
        progress: @escaping @Sendable (Int) -> Void = { _ in },
        isCancelled: @escaping @Sendable () -> Bool = { false }
    ) async -> Study {
        let next = Counter()
        let total = runCount
        await withTaskGroup(of: Void.self) { group in
            for _ in 0..<min(threads, max(1, total)) {
                group.addTask {
                    while true {
                        let job = next.take()
                        guard job < total, let result = self.run(job, isCancelled: isCancelled) else { return }
                        progress(finished.add(result, of: job))
                    }
                }
            }
        }
        return study(of: finished)
    }

    /// Jobs are numbered so that a replication is done for all strategies before the next begins.
    private func run(_ job: Int, isCancelled: () -> Bool) -> RunResult? {
        let strategy = strategies[job % strategies.count]
        let replication = replications[job / strategies.count]
        var simulation = Simulation(
            world,
            policy: DeclaredPolicy(strategy),
            seed: seed,
            replication: replication,
            seriesIntervals: seriesIntervals
        )
        guard simulation.run(unless: isCancelled) else { return nil }
        return RunResult(ledger: simulation.ledger, decisions: simulation.log, series: simulation.series)
    }

    /// The study of the replications that are complete for all strategies.
    public func study(of finished: FinishedRuns) -> Study {
        let found = finished.results
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

/// The runs of a study that have come to their end, for all threads to put in and any to look at.
public final class FinishedRuns: Sendable {
    private let byJob = Mutex<[Int: RunResult]>([:])

    /// None yet.
    public init() {}

    /// By number of the job.
    fileprivate var results: [Int: RunResult] { byJob.withLock { $0 } }

    /// Returns how many there are now.
    fileprivate func add(_ result: RunResult, of job: Int) -> Int {
        byJob.withLock {
            $0[job] = result
            return $0.count
        }
    }
}

/// Hands out 0, 1, 2, ... to any number of threads.
private final class Counter: Sendable {
    private let value = Atomic<Int>(0)

    func take() -> Int { value.wrappingAdd(1, ordering: .relaxed).oldValue }
}
