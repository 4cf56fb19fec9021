import EventEngine
public import PatchModel
import PatchSimulator
import Synchronization

/// Runs strategies in many variants of a scenario, all in one pool of work.
///
/// All variants meet the same random numbers: replication k is the same luck in each of them. A run that several variants
/// need, because what they differ in does not concern its strategy, is made once.
public struct SweepRunner: Sendable {
    /// The scenario as it is written.
    public let scenario: Scenario
    public let keys: [String]
    public let variants: [SweepVariant]
    public let strategies: [String]
    public let seed: UInt64
    /// Runs at the same time, at least 1.
    public let threads: Int
    /// Remembers runs, of this sweep and of others; nil: everything is run.
    public let cache: (any RunCache)?

    /// A run that is to be made, and the cells that want it.
    struct Job: Sendable, Hashable {
        /// Place in `worlds`.
        var world: Int
        var strategy: Strategy
        var replication: Int
        /// In a cache.
        var digest: String
    }

    /// Scenarios without their strategies, each once.
    let worlds: [Scenario]
    /// Each once, world after world.
    let jobs: [Job]
    /// By variant, strategy and replication, the place of its run in `jobs`; nil where the variant has no such strategy.
    let places: [[[Int]?]]

    /// - Parameter strategies: names; each variant must have them.
    public init(
        scenario: Scenario,
        keys: [String],
        variants: [SweepVariant],
        strategies: [String],
        seed: UInt64,
        threads: Int,
        cache: (any RunCache)? = nil
    ) {
        self.cache = cache
        self.scenario = scenario
        self.keys = keys
        self.variants = variants
        self.strategies = strategies
        self.seed = seed
        self.threads = max(1, threads)
        var worlds: [Scenario] = []
        var worldPlaces: [Scenario: Int] = [:]
        var jobs: [Job] = []
        var jobPlaces: [Job: Int] = [:]
        places = variants.map { variant in
            var world = variant.scenario
            world.strategies = []
            world.question = ""
            world.sources = []
            let number = worldPlaces[world] ?? worlds.count
            if number == worlds.count {
                worldPlaces[world] = number
                worlds.append(world)
            }
            return strategies.map { name in
                variant.scenario.strategies.first { $0.name == name }.map { strategy in
                    variant.replications.map { replication in
                        let job = Job(
                            world: number,
                            strategy: strategy,
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
        self.jobs = jobs
    }

    /// Number of single runs.
    public var runCount: Int { jobs.count }

    /// Runs everything.
    ///
    /// - Parameters:
    ///   - finished: takes up the runs as they end.
    ///   - progress: called, from any thread, after each run with the number of runs done.
    ///   - isCancelled: asked many times in each run; when it says yes, the runs under way are dropped.
    /// - Throws: what the cache throws, or `ScenarioError` if a variant does not hold together.
    @concurrent
    public func run(
        collecting finished: FinishedSweepRuns = FinishedSweepRuns(),
        progress: @escaping @Sendable (Int) -> Void = { _ in },
        isCancelled: @escaping @Sendable () -> Bool = { false }
    ) async throws -> SweepResult {
        let next = Counter()
        let shared = SharedWorlds(worlds)
        await withTaskGroup(of: Void.self) { group in
            for _ in 0..<min(threads, max(1, jobs.count)) {
                group.addTask {
                    while true {
                        let number = next.take()
                        guard number < jobs.count, finished.error == nil, !isCancelled() else { return }
                        do {
                            guard let count = try self.settle(number, shared, finished, isCancelled) else { return }
                            progress(count)
                        } catch {
                            finished.fail(error)
                        }
                    }
                }
            }
        }
        if let error = finished.error { throw error }
        try cache?.flush()
        return result(of: finished)
    }

    /// Recalls a run or makes it. Returns the number of runs that are there then; nil if it was cancelled.
    private func settle(
        _ number: Int,
        _ worlds: SharedWorlds,
        _ finished: FinishedSweepRuns,
        _ isCancelled: () -> Bool
    ) throws -> Int? {
        let job = jobs[number]
        let key = RunKey(digest: job.digest, seed: seed, replication: job.replication)
        let memory = job.digest.isEmpty ? nil : cache
        if let found = try memory?.result(for: key) {
            return finished.add(found.ledger, of: number, isRecalled: true)
        }
        var simulation = Simulation(
            try worlds.world(job.world),
            policy: DeclaredPolicy(job.strategy),
            seed: seed,
            replication: job.replication
        )
        guard simulation.run(unless: isCancelled) else { return nil }
        try memory?.keep(RunResult(ledger: simulation.ledger, decisions: simulation.log), for: key)
        return finished.add(simulation.ledger, of: number)
    }

    /// The result of the variants that are complete.
    public func result(of finished: FinishedSweepRuns) -> SweepResult {
        let found = finished.ledgers
        var cells: [SweepCell] = []
        var complete = 0
        for variant in variants.indices {
            var own: [SweepCell] = []
            for (strategy, runs) in zip(strategies, places[variant]) {
                guard let runs else { continue }
                let ledgers = runs.compactMap { found[$0] }
                guard ledgers.count == runs.count else { break }
                own.append(SweepCell(variant: variant, strategy: strategy, ledgers: ledgers))
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

/// The runs of a sweep that have come to their end, for all threads to put in and any to look at.
public final class FinishedSweepRuns: Sendable {
    private struct State {
        var byJob: [Int: Ledger] = [:]
        var recalled = 0
        var error: (any Error)?
    }

    private let state = Mutex(State())

    /// None yet.
    public init() {}

    /// By number of the job.
    fileprivate var ledgers: [Int: Ledger] { state.withLock { $0.byJob } }

    /// Why the sweep cannot go on; nil: it can.
    fileprivate var error: (any Error)? { state.withLock { $0.error } }

    /// How many of them were found in the cache.
    public var recalledCount: Int { state.withLock { $0.recalled } }

    /// Returns how many there are now.
    fileprivate func add(_ ledger: Ledger, of job: Int, isRecalled: Bool = false) -> Int {
        state.withLock {
            $0.byJob[job] = ledger
            if isRecalled { $0.recalled += 1 }
            return $0.byJob.count
        }
    }

    /// Ends the sweep; the first reason counts.
    fileprivate func fail(_ error: any Error) {
        state.withLock { $0.error = $0.error ?? error }
    }
}

/// The worlds of a sweep, each made when its first run begins. Only the last few are kept: runs come world after world.
private final class SharedWorlds: Sendable {
    private static let kept = 4

    private let scenarios: [Scenario]
    private let made = Mutex<[(number: Int, world: World)]>([])

    init(_ scenarios: [Scenario]) { self.scenarios = scenarios }

    func world(_ number: Int) throws -> World {
        if let world = made.withLock({ $0.first { $0.number == number }?.world }) { return world }
        // Made outside the lock: at worst two threads make the same one.
        let world = try World(scenarios[number])
        made.withLock {
            if $0.count == Self.kept { $0.removeFirst() }
            $0.append((number, world))
        }
        return world
    }
}
