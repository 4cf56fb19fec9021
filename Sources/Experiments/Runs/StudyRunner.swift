public import PatchModel
public import PatchSimulator

/// Runs policies through replications, spread over threads.
///
/// Every run is a pure function of scenario, policy, seed and number of the replication, so the result does not depend
/// on the number of threads.
public struct StudyRunner: Sendable {
    public let world: World
    public let policies: [any PolicySource]
    public let seed: UInt64
    public let replications: [Int]
    /// What is decided beforehand of each of them.
    public let draws: ScenarioDraws
    /// How many to use, at least 1: one a run, and more for each where there are fewer runs, or less room, than threads.
    public let threads: Int
    /// For so many runs there is room at the same time.
    public let runsAtOnce: Int
    /// Into how many intervals the time is cut for each run's time series; nil: none is kept.
    public let seriesIntervals: Int?
    /// False: series are only kept in the memory, not handed on, and runs that are remembered are as good without them.
    public let needsSeries: Bool
    /// By what each run's ledger is taken apart.
    public let dimensions: Set<Dimension>
    /// Remembers runs of earlier studies, with a digest for each policy; nil: everything is run.
    public let memory: Memory?

    /// Where finished runs are kept.
    public struct Memory: Sendable {
        public var cache: any RunCache
        /// By policy, its part of `RunKey`.
        public var digests: [String]
        /// Whether series are kept with the runs.
        public var keepsSeries: Bool

        public init(cache: any RunCache, digests: [String], keepsSeries: Bool = true) {
            self.cache = cache
            self.digests = digests
            self.keepsSeries = keepsSeries
        }
    }

    /// - Parameter memory: must have a digest for every policy; without one the policy's runs are not remembered.
    public init(
        world: World,
        policies: [any PolicySource],
        seed: UInt64,
        replications: [Int],
        draws: ScenarioDraws = .natural,
        threads: Int,
        runsAtOnce: Int = .max,
        seriesIntervals: Int? = nil,
        needsSeries: Bool = true,
        dimensions: Set<Dimension> = [],
        memory: Memory? = nil
    ) {
        self.world = world
        self.policies = policies
        self.seed = seed
        self.replications = replications
        self.draws = draws
        self.threads = max(1, threads)
        self.runsAtOnce = runsAtOnce
        self.seriesIntervals = seriesIntervals
        self.needsSeries = needsSeries
        self.dimensions = dimensions
        self.memory = memory
    }

    /// The same with strategies that a scenario declares.
    public init(
        world: World,
        strategies: [Strategy],
        seed: UInt64,
        replications: [Int],
        draws: ScenarioDraws = .natural,
        threads: Int,
        runsAtOnce: Int = .max,
        seriesIntervals: Int? = nil,
        needsSeries: Bool = true,
        dimensions: Set<Dimension> = [],
        memory: Memory? = nil
    ) {
        self.init(
            world: world,
            policies: strategies.map { DeclaredSource($0) },
            seed: seed,
            replications: replications,
            draws: draws,
            threads: threads,
            runsAtOnce: runsAtOnce,
            seriesIntervals: seriesIntervals,
            needsSeries: needsSeries,
            dimensions: dimensions,
            memory: memory
        )
    }

    /// Number of single runs.
    public var runCount: Int { policies.count * replications.count }

    /// Runs everything that the memory does not have; each run is handed to it as it ends. Others may add to the same
    /// memory meanwhile: what is there when its turn comes is not run.
    ///
    /// - Parameters:
    ///   - finished: takes up the runs as they end, so that whoever cannot wait has something to make a study of.
    ///   - progress: called, from any thread, after each run with the number of runs done.
    ///   - isCancelled: asked many times in each run; when it says yes, the runs under way are dropped and the study holds
    ///     the replications that are complete for all policies. In a huge fleet seconds may lie between two such questions.
    /// - Throws: `RunFailure`, which names policy and replication, or what the memory throws; nothing if no policy can fail
    ///   and there is no memory. The runs kept before stay kept.
    @concurrent
    public func run(
        collecting finished: FinishedRuns = FinishedRuns(),
        progress: @escaping @Sendable (Int) -> Void = { _ in },
        isCancelled: @escaping @Sendable () -> Bool = { false }
    ) async throws -> Study {
        let pool = RunPool(
            worlds: SharedWorlds(world),
            sources: policies,
            jobs: jobs,
            seed: seed,
            threads: threads,
            runsAtOnce: runsAtOnce,
            seriesIntervals: seriesIntervals,
            needsSeries: needsSeries,
            dimensions: dimensions,
            cache: memory?.cache
        )
        try await pool.run(collecting: finished, progress: progress, isCancelled: isCancelled)
        return study(of: finished)
    }

    /// A replication is done for all policies before the next begins.
    private var jobs: [RunJob] {
        replications.flatMap { replication in
            policies.indices.map { place in
                let digests = memory?.digests ?? []
                return RunJob(
                    world: 0,
                    source: place,
                    replication: replication,
                    digest: digests.indices.contains(place) ? digests[place] : "",
                    draws: draws
                )
            }
        }
    }

    /// The study of the replications that are complete for all policies.
    public func study(of finished: FinishedRuns) -> Study {
        let found = finished.results
        let complete = replications.indices.filter { place in
            policies.indices.allSatisfy { found[place * policies.count + $0] != nil }
        }
        let results = policies.indices.map { policy in
            complete.compactMap { found[$0 * policies.count + policy] }
        }
        return Study(
            scenario: world.scenario,
            policies: policies.map { StudiedPolicy($0) },
            seed: seed,
            replications: complete.map { replications[$0] },
            results: results,
            isPartial: complete.count < replications.count
        )
    }
}
