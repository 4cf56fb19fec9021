import EventEngine
import PatchModel
import PatchSimulator
import Synchronization

/// A run that is to be made.
struct RunJob: Sendable, Hashable {
    /// Place of the world.
    var world: Int
    /// Place of the policy's source.
    var source: Int
    var replication: Int
    /// The first part of its `RunKey`; empty: it is neither remembered nor recalled.
    var digest: String
    /// What is decided beforehand; runs of which something is are not remembered, for their key does not tell it.
    var draws = ScenarioDraws.natural
}

/// Makes runs of policies of any kind, spread over threads: what studies and sweeps have in common.
///
/// Every run is a pure function of world, policy, seed and number of the replication, so the results do not depend on the
/// number of threads; nor does the error, if policies fail: it is that of the first job that fails.
struct RunPool: Sendable {
    let worlds: SharedWorlds
    let sources: [any PolicySource]
    let jobs: [RunJob]
    let seed: UInt64
    /// How many to use, at least 1: one a run, and more for each where there are fewer runs than threads.
    let threads: Int
    /// For so many runs there is room at the same time; the others wait.
    var runsAtOnce = Int.max
    /// Into how many intervals the time is cut for each run's time series; nil: none is kept.
    var seriesIntervals: Int?
    /// False: series are only kept in the cache, not handed on, and runs that are remembered are as good without them.
    var needsSeries = true
    /// By what each run's ledger is taken apart.
    var dimensions: Set<Dimension> = []
    var cache: (any RunCache)?
    /// False: what was decided is not handed on, only kept in the cache.
    var keepsDecisions = true

    /// Runs that are under way at the same time.
    private var atOnce: Int { max(1, min(threads, jobs.count, runsAtOnce)) }

    /// Over so many threads the devices of one run are spread.
    var threadsPerRun: Int { max(1, threads / atOnce) }

    /// Makes every run that the cache does not have, in the order of jobs; each is handed to it as it ends. Others may add to
    /// the same cache meanwhile: what is there when its turn comes is not made.
    ///
    /// - Parameters:
    ///   - progress: called, from any thread, after each run with the number of runs done.
    ///   - isCancelled: asked many times in each run; when it says yes, the runs under way are dropped.
    /// - Throws: `RunFailure`, `ScenarioError` for a world that does not hold together, or what the cache throws.
    @concurrent
    func run(
        collecting finished: FinishedRuns,
        progress: @escaping @Sendable (Int) -> Void,
        isCancelled: @escaping @Sendable () -> Bool
    ) async throws {
        let next = Counter()
        await withTaskGroup(of: Void.self) { group in
            for _ in 0..<atOnce {
                group.addTask {
                    var hosts = Hosts(sources: self.sources)
                    defer { hosts.end() }
                    while true {
                        let number = next.take()
                        // Jobs before one that failed are still made: one of them may fail, too.
                        guard number < jobs.count, finished.mayBegin(number), !isCancelled() else { return }
                        do {
                            guard let count = try self.settle(number, &hosts, finished, isCancelled) else { return }
                            progress(count)
                        } catch {
                            finished.fail(error, of: number)
                        }
                    }
                }
            }
        }
        if let error = finished.error { throw error }
        try cache?.flush()
    }

    /// Recalls a run or makes it. Returns the number of runs that are there then; nil if it was cancelled.
    private func settle(
        _ number: Int,
        _ hosts: inout Hosts,
        _ finished: FinishedRuns,
        _ isCancelled: () -> Bool
    ) throws -> Int? {
        let job = jobs[number]
        let world = try worlds.world(job.world)
        let key = RunKey(digest: job.digest, seed: seed, replication: job.replication)
        let memory = job.digest.isEmpty || job.draws != .natural ? nil : cache
        let kept = try memory?.result(
            for: key,
            by: dimensions,
            series: needsSeries && seriesIntervals != nil
        )
        if let kept, let result = complete(kept, world) {
            return finished.add(handedOn(result), of: number, isRecalled: true)
        }
        let episode = Episode(world: world, seed: seed, replication: job.replication)
        let result: RunResult
        do {
            let policy = try hosts.policy(of: job.source, for: episode)
            guard var made = try make(policy, episode, job.draws, isCancelled) else { return nil }
            made.incidents = hosts.finish(job.source, made.ledger)
            result = made
        } catch {
            let cause: RunFailure.Cause = (error as? Refused).map { .refused($0.refusal) } ?? .policy(error)
            throw RunFailure(policy: sources[job.source].name, replication: job.replication, cause: cause)
        }
        if let figure = kept.flatMap({ $0.ledger.difference(to: result.ledger) }) {
            let cause = RunFailure.Cause.differs(
                figure: figure.id,
                kept: kept?.ledger[figure],
                now: result.ledger[figure]
            )
            throw RunFailure(policy: sources[job.source].name, replication: job.replication, cause: cause)
        }
        try memory?.keep(result, for: key)
        return finished.add(handedOn(result), of: number)
    }

    private struct Refused: Error {
        var refusal: Refusal
    }

    private func make(
        _ policy: some Policy,
        _ episode: Episode,
        _ draws: ScenarioDraws,
        _ isCancelled: () -> Bool
    ) throws -> RunResult? {
        var simulation = Simulation(
            episode.world,
            policy: policy,
            seed: episode.seed,
            replication: episode.replication,
            draws: draws,
            seriesIntervals: seriesIntervals,
            threads: threadsPerRun
        )
        guard try simulation.run(unless: isCancelled) else { return nil }
        if let refusal = simulation.refusals.first { throw Refused(refusal: refusal) }
        let parts = dimensions.map { ($0, simulation.breakdown(by: $0)) }
        return RunResult(
            ledger: simulation.ledger,
            decisions: simulation.log,
            series: simulation.series,
            breakdowns: Dictionary(uniqueKeysWithValues: parts)
        )
    }

    private func handedOn(_ result: RunResult) -> RunResult {
        guard keepsDecisions else {
            return RunResult(
                ledger: result.ledger,
                decisions: [],
                breakdowns: result.breakdowns,
                incidents: result.incidents
            )
        }
        var result = result
        if !needsSeries { result.series = nil }
        return result
    }

    /// A remembered run as it would be if it were made now; nil if the time series or a breakdown is not there that is asked
    /// for.
    private func complete(_ found: RunResult, _ world: World) -> RunResult? {
        var result = found
        result.breakdowns = found.breakdowns.filter { dimensions.contains($0.key) }
        guard result.breakdowns.count == dimensions.count else { return nil }
        guard needsSeries, let seriesIntervals else {
            result.series = nil
            return result
        }
        let step = RunSeries.step(horizon: world.scenario.horizon, intervals: seriesIntervals)
        return found.series?.step == step ? result : nil
    }
}

extension Ledger {
    /// The first figure that both have and that is not the same; nil if there is none.
    fileprivate func difference(to other: Ledger) -> Figure? {
        Ledger.figures.first { figure in
            !absent.contains(figure.id) && !other.absent.contains(figure.id) && self[figure] != other[figure]
        }
    }
}

/// What makes the policies of one thread: for each source a host, made when it is needed first.
private struct Hosts {
    let sources: [any PolicySource]
    private var made: [Int: any PolicyHost] = [:]

    init(sources: [any PolicySource]) { self.sources = sources }

    mutating func policy(of source: Int, for episode: Episode) throws -> any Policy {
        var host = try made[source] ?? sources[source].makeHost()
        defer { made[source] = host }
        return try host.makePolicy(for: episode)
    }

    mutating func finish(_ source: Int, _ ledger: Ledger) -> [RunIncident] { made[source]?.finish(ledger) ?? [] }

    mutating func end() {
        for source in made.keys { made[source]?.end() }
    }
}

/// The worlds of a pool, each made when its first run begins. Only the last few are kept: runs come world after world.
final class SharedWorlds: Sendable {
    private static let kept = 4

    private let scenarios: [Scenario]
    private let made: Mutex<[(number: Int, world: World)]>

    init(_ scenarios: [Scenario]) {
        self.scenarios = scenarios
        made = Mutex([])
    }

    /// One world, which is there already.
    init(_ world: World) {
        scenarios = [world.scenario]
        made = Mutex([(0, world)])
    }

    func world(_ number: Int) throws(ScenarioError) -> World {
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
private final class Counter: Sendable {
    private let value = Atomic<Int>(0)

    func take() -> Int { value.wrappingAdd(1, ordering: .relaxed).oldValue }
}
