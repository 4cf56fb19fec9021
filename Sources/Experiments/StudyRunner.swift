public import PatchModel
public import PatchSimulator

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
    /// Remembers runs of earlier studies, with a digest for each strategy; nil: everything is run.
    public let memory: Memory?

    /// Where finished runs are kept.
    public struct Memory: Sendable {
        public var cache: any RunCache
        /// By strategy, its part of `RunKey`.
        public var digests: [String]

        public init(cache: any RunCache, digests: [String]) {
            self.cache = cache
            self.digests = digests
        }
    }

    /// - Parameter memory: must have a digest for every strategy; without one the strategy's runs are not remembered.
    public init(
        world: World,
        strategies: [Strategy],
        seed: UInt64,
        replications: [Int],
        threads: Int,
        seriesIntervals: Int? = nil,
        memory: Memory? = nil
    ) {
        self.world = world
        self.strategies = strategies
        self.seed = seed
        self.replications = replications
        self.threads = max(1, threads)
        self.seriesIntervals = seriesIntervals
        self.memory = memory
    }

    /// Number of single runs.
    public var runCount: Int { strategies.count * replications.count }

    /// Runs everything that the memory does not have; each run is handed to it as it ends. Others may add to the same
    /// memory meanwhile: what is there when its turn comes is not run.
    ///
    /// - Parameters:
    ///   - finished: takes up the runs as they end, so that whoever cannot wait has something to make a study of.
    ///   - progress: called, from any thread, after each run with the number of runs done.
    ///   - isCancelled: asked many times in each run; when it says yes, the runs under way are dropped and the study holds
    ///     the replications that are complete for all strategies. In a huge fleet seconds may lie between two such questions.
    /// - Throws: what the memory throws, and nothing without one; the runs kept before stay kept.
    @concurrent
    public func run(
        collecting finished: FinishedRuns = FinishedRuns(),
        progress: @escaping @Sendable (Int) -> Void = { _ in },
        isCancelled: @escaping @Sendable () -> Bool = { false }
    ) async throws -> Study {
        let next = Counter()
        let total = runCount
        await withTaskGroup(of: Void.self) { group in
            for _ in 0..<min(threads, max(1, total)) {
                group.addTask {
                    while true {
                        let job = next.take()
                        guard job < total, finished.error == nil else { return }
                        do {
                            guard let count = try self.settle(job, finished, isCancelled) else { return }
                            progress(count)
                        } catch {
                            finished.fail(error)
                        }
                    }
                }
            }
        }
        if let error = finished.error { throw error }
        try memory?.cache.flush()
        return study(of: finished)
    }

    /// Recalls a run or does it. Returns the number of runs that are there then; nil if it was cancelled.
    private func settle(_ job: Int, _ finished: FinishedRuns, _ isCancelled: () -> Bool) throws -> Int? {
        let key = key(of: job)
        if let key, let found = try memory?.cache.result(for: key), let result = withSeries(found) {
            return finished.add(result, of: job, isRecalled: true)
        }
        guard let result = run(job, isCancelled: isCancelled) else { return nil }
        if let key { try memory?.cache.keep(result, for: key) }
        return finished.add(result, of: job)
    }

    /// A remembered run as it would be if it were done now; nil if the time series is not there that is asked for.
    private func withSeries(_ found: RunResult) -> RunResult? {
        var result = found
        guard let seriesIntervals else {
            result.series = nil
            return result
        }
        let step = RunSeries.step(horizon: world.scenario.horizon, intervals: seriesIntervals)
        return found.series?.step == step ? result : nil
    }

    private func key(of job: Int) -> RunKey? {
        let strategy = job % strategies.count
        guard let memory, memory.digests.indices.contains(strategy) else { return nil }
        return RunKey(
            digest: memory.digests[strategy],
            seed: seed,
            replication: replications[job / strategies.count]
        )
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
