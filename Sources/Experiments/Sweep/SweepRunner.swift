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
        threads: Int
    ) {
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
        let next = JobCounter()
        let shared = SharedWorlds(worlds)
        try await withThrowingTaskGroup(of: Void.self) { group in
            for _ in 0..<min(threads, max(1, jobs.count)) {
                group.addTask {
                    while !Task.isCancelled {
                        let number = next.take()
                        guard number < jobs.count, !isCancelled() else { return }
                        guard let ledger = try self.ledger(of: jobs[number], shared, isCancelled) else { return }
                        progress(finished.add(ledger, of: number))
                    }
                }
            }
            try await group.waitForAll()
        }
        return result(of: finished)
    }

    private func ledger(of job: Job, _ worlds: SharedWorlds, _ isCancelled: () -> Bool) throws -> Ledger? {
        var simulation = Simulation(
            try worlds.world(job.world),
            policy: DeclaredPolicy(job.strategy),
            seed: seed,
            replication: job.replication
        )
        guard simulation.run(unless: isCancelled) else { return nil }
        return simulation.ledger
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
    private let byJob = Mutex<[Int: Ledger]>([:])

    /// None yet.
    public init() {}

    /// By number of the job.
    fileprivate var ledgers: [Int: Ledger] { byJob.withLock { $0 } }

    /// Returns how many there are now.
    fileprivate func add(_ ledger: Ledger, of job: Int) -> Int {
        byJob.withLock {
            $0[job] = ledger
            return $0.count
        }
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

/// Hands out 0, 1, 2, ... to any number of threads.
private final class JobCounter: Sendable {
    private let value = Atomic<Int>(0)

    func take() -> Int { value.wrappingAdd(1, ordering: .relaxed).oldValue }
}
