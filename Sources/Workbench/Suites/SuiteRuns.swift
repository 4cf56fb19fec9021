import Experiments
import PatchModel
import PatchSimulator
import PolicyPrograms
import Reports
import ResultStore
import ScenarioFiles

/// The runs of a suite: every policy in every world on common seeds, as many replications as a look wants.
package struct SuiteRuns: Sendable {
    /// Runs of one policy in one world on one seed.
    struct Key: Sendable, Hashable {
        /// Place of the world.
        var world: Int
        var seed: SeedKind
        /// Place of the policy.
        var policy: Int
    }

    let suite: PreparedSuite
    /// By key, what decides; the first policy is the baseline.
    let sources: [Key: any PolicySource]
    private var work: Work
    private let policyCount: Int
    /// By world and metric, values of the baseline on the public seed that need not be made; nil: they are made.
    private let stored: [GateRow.ID: [Double]]?
    private var results: [Key: [RunResult]] = [:]
    /// Where runs are kept as they are made; nil: nowhere.
    private let checkpoint: SuiteCheckpoint?

    /// - Parameter source: makes what decides.
    init(
        _ suite: PreparedSuite,
        policies: Int,
        stored: [GateRow.ID: [Double]]? = nil,
        work: Work,
        checkpoint: SuiteCheckpoint? = nil,
        source: (Key) throws -> any PolicySource
    ) rethrows {
        self.suite = suite
        self.work = work
        self.stored = stored
        self.checkpoint = checkpoint
        policyCount = policies
        var sources: [Key: any PolicySource] = [:]
        for world in suite.worlds.indices {
            for seed in Self.seeds(suite) {
                for policy in 0..<policies where !(policy == 0 && seed == .shown && stored != nil) {
                    let key = Key(world: world, seed: seed, policy: policy)
                    sources[key] = try source(key)
                }
            }
        }
        self.sources = sources
    }

    private static func seeds(_ suite: PreparedSuite) -> [SeedKind] {
        suite.seeds.hidden == nil ? [.shown] : [.shown, .hidden]
    }

    var seeds: [SeedKind] { Self.seeds(suite) }

    func seed(_ kind: SeedKind) -> UInt64 {
        kind == .shown ? suite.seeds.shown : suite.seeds.hidden ?? suite.seeds.shown
    }

    /// How many of so many replications are on that seed: every other one, the first on the public seed.
    func count(_ kind: SeedKind, of replications: Int) -> Int {
        guard suite.seeds.hidden != nil else { return replications }
        return kind == .shown ? replications - replications / 2 : replications / 2
    }

    /// All programs that take part.
    var programs: [(key: Key, source: ProgramSource)] {
        sources.compactMap { key, source in (source as? ProgramSource).map { (key, $0) } }
            .sorted {
                ($0.key.policy, $0.key.world, $0.key.seed.rawValue) < (
                    $1.key.policy, $1.key.world, $1.key.seed.rawValue
                )
            }
    }

    /// The programs, or what their logs say of them, in the order of policies.
    var programRecords: [ProgramRecord] {
        (0..<policyCount).compactMap { policy in
            let keys = seeds.map { Key(world: 0, seed: $0, policy: policy) }
            let source = keys.compactMap { sources[$0] }.first
            return (source as? ProgramSource).map(ProgramRecord.init)
                ?? (source as? LoggedProgram).map(ProgramRecord.init)
        }
    }

    // MARK: Making them

    /// Makes what is missing up to so many replications, world by world.
    ///
    /// - Throws: `Failure` if a run cannot be made, or if the caller has interrupted.
    mutating func extend(to replications: Int) async throws {
        guard let checkpoint else { return try await make(upTo: replications) }
        let kept = try keptDecisions(checkpoint)
        var next = SuiteCheckpoint.step
        while true {
            let before = programs.map { made($0.key).count }
            try await make(upTo: min(next, replications), kept, checkpoint)
            try keep(from: before, kept, checkpoint)
            guard next < replications else { return }
            next += SuiteCheckpoint.step
        }
    }

    /// By key, what programs have decided before.
    private func keptDecisions(_ checkpoint: SuiteCheckpoint) throws -> [Key: PolicyLog] {
        var kept: [Key: PolicyLog] = [:]
        for (key, source) in programs { kept[key] = checkpoint.decisions(try digest(key, source)) }
        return kept
    }

    private func digest(_ key: Key, _ source: ProgramSource) throws -> String {
        try SuiteCheckpoint.digest(source, world: suite.worlds[key.world].digest, seed: seed(key.seed))
    }

    /// Writes down what programs have decided since.
    private func keep(from before: [Int], _ kept: [Key: PolicyLog], _ checkpoint: SuiteCheckpoint) throws {
        for (program, first) in zip(programs, before) {
            let made = self.made(program.key).count
            // What was kept before may reach further than what has been made again so far.
            let unkept = max(first, kept[program.key]?.records.count ?? 0)
            guard unkept < made else { continue }
            var log = SuiteRecords.log(program.source, suite.worlds[program.key.world], nil)
            log.records = log.records.filter { (unkept..<made).contains($0.replication) }
            try checkpoint.keep(log, try digest(program.key, program.source))
        }
    }

    /// Whoever may want the runs to end from now on.
    mutating func heed(_ caller: any Caller) { work.caller = caller }

    /// - Parameters:
    ///   - kept: decisions that need not be asked for.
    private mutating func make(
        upTo replications: Int,
        _ kept: [Key: PolicyLog] = [:],
        _ checkpoint: SuiteCheckpoint? = nil
    ) async throws {
        var batches: [(keys: [Key], runner: StudyRunner)] = []
        for (place, world) in suite.worlds.enumerated() {
            for seed in seeds {
                let keys = (0..<policyCount).map { Key(world: place, seed: seed, policy: $0) }
                    .filter { sources[$0] != nil }
                let have = keys.first.flatMap { results[$0]?.count } ?? 0
                let wanted = count(seed, of: replications)
                guard wanted > have, !keys.isEmpty else { continue }
                let decided =
                    keys.filter { sources[$0] is ProgramSource }.map { kept[$0]?.records.count ?? 0 }.min() ?? 0
                let split = min(max(have, decided), wanted)
                for (range, isKnown) in [(have..<split, true), (split..<wanted, false)] where !range.isEmpty {
                    let runsAtOnce = try RunRoom.runsAtOnce(
                        world.scenario,
                        world.scenario.strategies,
                        wanted: min(work.threads, keys.count * range.count)
                    )
                    let runner = StudyRunner(
                        world: world.world,
                        policies: keys.compactMap { isKnown ? known($0, kept) : sources[$0] },
                        seed: self.seed(seed),
                        replications: Array(range),
                        threads: work.threads,
                        runsAtOnce: runsAtOnce,
                        memory: checkpoint?.memory(suite, world: place, policies: keys.map(\.policy))
                    )
                    batches.append((keys, runner))
                }
            }
        }
        let runners = batches.map(\.runner)
        let caller = work.caller
        let total = runners.reduce(0) { $0 + $1.runCount }
        let studies: [Study] = try await InterruptibleWork.outcome(total: total, for: caller) { progress in
            var done = 0
            var studies: [Study] = []
            for runner in runners {
                let before = done
                let study = try await runner.run(
                    progress: { progress(before + $0) },
                    isCancelled: { caller.wantsEnd }
                )
                studies.append(study)
                done += runner.runCount
            }
            return studies
        } orSoFar: {
            throw Failure.interrupted("interrupted: there is no verdict")
        }
        for (batch, study) in zip(batches, studies) {
            guard !study.isPartial else { throw Failure.interrupted("interrupted: there is no verdict") }
            for (key, runs) in zip(batch.keys, study.results) {
                results[key, default: []] += runs.map {
                    RunResult(ledger: $0.ledger, decisions: [], incidents: $0.incidents)
                }
            }
        }
    }

    /// What decides where the decisions of a program are known: they count as its own.
    private func known(_ key: Key, _ kept: [Key: PolicyLog]) -> (any PolicySource)? {
        guard let program = sources[key] as? ProgramSource, let log = kept[key] else { return sources[key] }
        if let ready = log.head.ready { program.conduct.introduce(ready) }
        return LoggedProgram(log, strategy: nil, conduct: program.conduct)
    }

    /// Those of a policy in a world on a seed that were made.
    func made(_ key: Key) -> [RunResult] { results[key] ?? [] }

    // MARK: What came of them

    /// Values of a metric, of the first replications of one seed.
    ///
    /// - Throws: `Failure` if a run gives it none.
    func values(_ row: PreparedSuite.Row, policy: Int, _ seed: SeedKind, first count: Int) throws -> [Double] {
        if policy == 0, seed == .shown, let stored {
            return Array((stored[id(row)] ?? []).prefix(count))
        }
        let key = Key(world: row.world, seed: seed, policy: policy)
        return try made(key).prefix(count).map { run in
            guard let value = row.metric.value(in: run.ledger)?.value else {
                throw Failure(
                    "\(row.metric.id) has no value in world \"\(suite.worlds[row.world].name)\": \(row.metric.definition)",
                    help: "leave the world out with `worlds`"
                )
            }
            return value
        }
    }

    /// Values over both seeds, in the order of replications.
    func values(_ row: PreparedSuite.Row, policy: Int, replications: Int) throws -> [Double] {
        let shown = try values(row, policy: policy, .shown, first: count(.shown, of: replications))
        guard suite.seeds.hidden != nil else { return shown }
        let hidden = try values(row, policy: policy, .hidden, first: count(.hidden, of: replications))
        return (0..<replications).compactMap { place in
            let half = place % 2 == 0 ? shown : hidden
            return half.indices.contains(place / 2) ? half[place / 2] : nil
        }
    }

    func id(_ row: PreparedSuite.Row) -> GateRow.ID {
        GateRow.ID(world: suite.worlds[row.world].name, metric: row.metric.id)
    }

    /// A policy against another one, over both seeds.
    func samples(_ policy: Int, against baseline: Int = 0, replications: Int) throws -> [GatedSample] {
        try suite.rows.map { row in
            try sample(
                row,
                try values(row, policy: baseline, replications: replications),
                try values(row, policy: policy, replications: replications)
            )
        }
    }

    /// The only policy of these runs against the only one of others in the same worlds.
    func samples(against baseline: SuiteRuns, replications: Int) throws -> [GatedSample] {
        try suite.rows.map { row in
            try sample(
                row,
                try baseline.values(row, policy: 0, replications: replications),
                try values(row, policy: 0, replications: replications)
            )
        }
    }

    /// The same on one seed alone.
    func samples(_ policy: Int, on seed: SeedKind, replications: Int) throws -> [GatedSample] {
        let count = count(seed, of: replications)
        return try suite.rows.map { row in
            try sample(
                row,
                try values(row, policy: 0, seed, first: count),
                try values(row, policy: policy, seed, first: count)
            )
        }
    }

    private func sample(_ row: PreparedSuite.Row, _ baseline: [Double], _ candidate: [Double]) throws -> GatedSample {
        let sample = GatedSample(
            id(row),
            margin: row.margin,
            baseline: baseline,
            candidate: candidate,
            lowerIsBetter: row.metric.goal == .low,
            statistic: row.metric.statistic,
            isGated: row.margin != nil
        )
        guard let sample else {
            throw Failure(
                "\(row.metric.id) in world \"\(suite.worlds[row.world].name)\" has values that cannot be compared"
            )
        }
        return sample
    }

    /// Runs of a policy, and those of them that had incidents.
    func incidents(_ policy: Int) -> (runs: Int, marked: Int) {
        var counts = (runs: 0, marked: 0)
        for (key, runs) in results where key.policy == policy {
            counts.runs += runs.count
            counts.marked += runs.count { !$0.incidents.isEmpty }
        }
        return counts
    }
}
