public import PatchModel

/// Runs policies in many variants of a scenario, all in one pool of work.
///
/// All variants meet the same random numbers: replication k is the same luck in each of them. A run that several variants
/// need, because what they differ in does not concern its policy, is made once.
public struct SweepRunner: Sendable {
    /// The scenario as it is written.
    public let scenario: Scenario
    public let keys: [String]
    public let variants: [SweepVariant]
    public let strategies: [String]
    public let seed: UInt64
    /// How many to use, at least 1: one a run, and more for each where there are fewer runs, or less room, than threads.
    public let threads: Int
    /// For so many runs there is room at the same time.
    public let runsAtOnce: Int
    /// Remembers runs, of this sweep and of others; nil: everything is run.
    public let cache: (any RunCache)?
    /// Into how many intervals the time is cut for the time series that the cache keeps of each run; nil: none is kept.
    public let seriesIntervals: Int?

    /// Scenarios without their strategies, each once.
    let worlds: [Scenario]
    /// Each once.
    let sources: [any PolicySource]
    /// Each once, world after world.
    let jobs: [RunJob]
    /// By variant, strategy and replication, the place of its run in `jobs`; nil where the variant has no such strategy.
    let places: [[[Int]?]]

    /// - Parameter strategies: names of policies; each variant must have them.
    public init(
        scenario: Scenario,
        keys: [String],
        variants: [SweepVariant],
        strategies: [String],
        seed: UInt64,
        threads: Int,
        runsAtOnce: Int = .max,
        cache: (any RunCache)? = nil,
        seriesIntervals: Int? = nil
    ) {
        self.cache = cache
        self.seriesIntervals = cache == nil ? nil : seriesIntervals
        self.scenario = scenario
        self.keys = keys
        self.variants = variants
        self.strategies = strategies
        self.seed = seed
        self.threads = max(1, threads)
        self.runsAtOnce = runsAtOnce
        var worlds: [Scenario] = []
        var worldPlaces: [Scenario: Int] = [:]
        var sources: [any PolicySource] = []
        var sourcePlaces: [AnyHashable: Int] = [:]
        var jobs: [RunJob] = []
        var jobPlaces: [RunJob: Int] = [:]
        places = variants.map { variant in
            var world = variant.scenario
            world.strategies = []
            world.question = ""
            world.sources = []
            world.prices = nil
            let number = worldPlaces[world] ?? worlds.count
            if number == worlds.count {
                worldPlaces[world] = number
                worlds.append(world)
            }
            return strategies.map { name in
                variant.policies.first { $0.name == name }.map { source in
                    let place = sourcePlaces[AnyHashable(source)] ?? sources.count
                    if place == sources.count {
                        sourcePlaces[AnyHashable(source)] = place
                        sources.append(source)
                    }
                    return variant.replications.map { replication in
                        let job = RunJob(
                            world: number,
                            source: place,
                            replication: replication,
                            digest: variant.digests[name] ?? ""
                        )
                        if let place = jobPlaces[job] { return place }
                        jobPlaces[job] = jobs.count
                        jobs.append(job)
                        return jobs.count - 1
                    }
                }
            }
        }
        self.worlds = worlds
        self.sources = sources
        self.jobs = jobs
    }

    /// Number of single runs.
    public var runCount: Int { jobs.count }

    /// Runs everything.
    ///
    /// - Parameters:
    ///   - finished: takes up the runs as they end, without their decisions.
    ///   - progress: called, from any thread, after each run with the number of runs done.
    ///   - isCancelled: asked many times in each run; when it says yes, the runs under way are dropped.
    /// - Throws: `RunFailure`, which names policy and replication; `ScenarioError` if a variant does not hold together; or
    ///   what the cache throws.
    @concurrent
    public func run(
        collecting finished: FinishedRuns = FinishedRuns(),
        progress: @escaping @Sendable (Int) -> Void = { _ in },
        isCancelled: @escaping @Sendable () -> Bool = { false }
    ) async throws -> SweepResult {
        let pool = RunPool(
            worlds: SharedWorlds(worlds),
            sources: sources,
            jobs: jobs,
            seed: seed,
            threads: threads,
            runsAtOnce: runsAtOnce,
            seriesIntervals: seriesIntervals,
            needsSeries: false,
            cache: cache,
            keepsDecisions: false
        )
        try await pool.run(collecting: finished, progress: progress, isCancelled: isCancelled)
        return result(of: finished)
    }

    /// The result of the variants that are complete.
    public func result(of finished: FinishedRuns) -> SweepResult {
        let found = finished.results
        var cells: [SweepCell] = []
        var complete = 0
        for variant in variants.indices {
            var own: [SweepCell] = []
            for (strategy, runs) in zip(strategies, places[variant]) {
                guard let runs else { continue }
                let ledgers = runs.compactMap { found[$0]?.ledger }
                guard ledgers.count == runs.count else { break }
                own.append(
                    SweepCell(
                        variant: variant,
                        strategy: strategy,
                        ledgers: ledgers,
                        scenario: variants[variant].scenario
                    )
                )
            }
            guard own.count == places[variant].count(where: { $0 != nil }) else { continue }
            complete += 1
            cells += own
        }
        return SweepResult(
            scenario: scenario,
            keys: keys,
            strategies: strategies,
            seed: seed,
            variants: variants,
            cells: cells,
            isPartial: complete < variants.count,
            runCount: jobs.count
        )
    }
}
