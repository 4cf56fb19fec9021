import Experiments
import Foundation
import PatchModel
import PatchSimulator
import PolicyPrograms
package import Reports
package import ResultStore
import ScenarioFiles
import Text

/// What a run of a suite leaves behind, and what is made of it later.
package enum SuiteRecords {
    // MARK: Writing

    static func record(
        _ suite: PreparedSuite,
        _ runs: SuiteRuns,
        _ report: SuiteReport,
        reveals: Bool
    ) throws -> SuiteRecord {
        let replications = report.candidates.map(\.replications).max() ?? 0
        var record = SuiteRecord(
            patchlab: patchlabVersion,
            simulation: simulationVersion,
            suite: SuiteRecord.Suite(path: suite.path, digest: suite.digest, text: suite.text),
            seeds: SuiteRecord.Seeds(
                shown: suite.seeds.shown,
                commitment: suite.seeds.secret?.commitment,
                week: suite.seeds.week
            ),
            worlds: suite.worlds.map(world),
            baseline: SuiteRecord.Policy(name: suite.baseline.name, isProgram: suite.baseline.isProgram),
            outcomes: zip(suite.candidates, report.candidates).map(outcome),
            replications: replications,
            shown: try part(suite, runs, .shown, replications)
        )
        if suite.seeds.hidden != nil {
            try record.add(
                hidden: try part(suite, runs, .hidden, replications),
                sealedWith: reveals ? nil : suite.seeds.secret
            )
        }
        return record
    }

    private static func world(_ world: PreparedSuite.World) -> SuiteRecord.World {
        SuiteRecord.World(
            name: world.name,
            digest: world.digest,
            files: world.loaded.sources.map {
                SuiteRecord.File(paths: $0.paths, text: String(decoding: $0.bytes, as: UTF8.self))
            }
        )
    }

    private static func outcome(_ policy: SuitePolicy, _ found: SuiteReport.Candidate) -> SuiteRecord.Outcome {
        var outcome = SuiteRecord.Outcome(
            candidate: SuiteRecord.Policy(name: policy.name, isProgram: policy.isProgram),
            verdict: found.verdict.rawValue,
            look: found.rows.first?.result.count ?? 0,
            replications: found.replications,
            runsWithIncidents: found.runsWithIncidents,
            rows: found.rows.map { row in
                SuiteRecord.Row(
                    world: row.result.id.world,
                    metric: row.result.id.metric,
                    unit: row.metric.unit.name,
                    baseline: row.result.baseline,
                    candidate: row.result.candidate,
                    loss: row.result.loss,
                    lower: row.result.lower.isFinite ? row.result.lower : nil,
                    upper: row.result.upper.isFinite ? row.result.upper : nil,
                    margin: row.result.margin,
                    verdict: row.verdict
                )
            }
        )
        outcome.isBaseline = found.isBaseline ? true : nil
        return outcome
    }

    private static func part(
        _ suite: PreparedSuite,
        _ runs: SuiteRuns,
        _ seed: SeedKind,
        _ replications: Int
    ) throws -> SuiteRecord.Runs {
        let count = runs.count(seed, of: replications)
        var values: [SuiteRecord.Values] = []
        for (place, policy) in suite.policies.enumerated() {
            for row in suite.rows {
                values.append(
                    SuiteRecord.Values(
                        world: suite.worlds[row.world].name,
                        metric: row.metric.id,
                        policy: policy.name,
                        values: try runs.values(row, policy: place, seed, first: count)
                    )
                )
            }
        }
        let logs = runs.programs.filter { $0.key.seed == seed }.map { key, source in
            SuiteRecord.Log(
                world: suite.worlds[key.world].name,
                policy: source.name,
                text: log(source, suite.worlds[key.world], runs.seed(seed)).text
            )
        }
        return SuiteRecord.Runs(values: values, logs: logs)
    }

    /// What a program has decided in a world.
    ///
    /// How long its answers took is left out: the same run is to leave the same bytes.
    ///
    /// - Parameter seed: nil: it is not told.
    static func log(_ source: ProgramSource, _ world: PreparedSuite.World, _ seed: UInt64?) -> PolicyLog {
        var log = PolicyLog()
        log.head.policy = source.name
        log.head.scenario = world.digest
        log.head.simulation = simulationVersion
        log.head.seed = seed.map { "\($0)" } ?? ""
        log.head.grid = source.configuration.grid
        log.head.limits = source.configuration.limits
        log.head.fallback = source.configuration.fallback.word
        log.head.sandbox = Sandbox.found(source.configuration.sandbox).description
        log.head.ready = source.conduct.ready
        log.records = source.conduct.records.map(\.timeless)
        return log
    }

    // MARK: Reading

    /// The record in a file.
    ///
    /// - Throws: `Failure` if there is none.
    package static func read(_ path: String) throws -> SuiteRecord {
        guard let bytes = FileManager.default.contents(atPath: path) else {
            throw Failure("\(path): this file cannot be read", help: "'patchlab suite run FILE -o \(path)' writes it")
        }
        let record: SuiteRecord
        do { record = try SuiteRecord(reading: bytes) } catch { throw Failure("\(path): \(error.description)") }
        guard Digest.of(record.suite.text) == record.suite.digest else {
            throw Failure("\(path): the suite in it was changed", kind: .notDetermined)
        }
        return record
    }

    // MARK: Again, without programs

    /// Makes the runs of a record again, programs from their logs, and looks for the verdict.
    ///
    /// - Parameter environment: may hold the secret by which hidden runs were sealed.
    /// - Returns: what was found, which is what the record says.
    /// - Throws: `Failure` if something comes out otherwise.
    package static func replayed(
        _ record: SuiteRecord,
        _ path: String,
        threads: Int?,
        environment: [String: String],
        for caller: any Caller
    ) async throws -> SuiteReport {
        guard record.simulation == simulationVersion else {
            throw Failure(
                "\(path): it is of version \(record.simulation) of the simulation, and this is \(simulationVersion); it cannot be "
                    + "replayed"
            )
        }
        let suite = try suite(record, path, threads, environment, for: caller)
        for (there, here) in zip(record.worlds, suite.worlds) where there.digest != here.digest {
            throw Failure(
                "\(path): the world \"\(there.name)\" in it was changed; it cannot be replayed",
                kind: .notDetermined
            )
        }
        let hidden: SuiteRecord.Runs?
        do { hidden = try record.hiddenRuns(suite.seeds.secret) } catch {
            throw Failure("\(path): \(error.description)")
        }
        let parts: [SeedKind: SuiteRecord.Runs] = [.shown: record.shown, .hidden: hidden ?? record.shown]
        let work = Work(seed: suite.seeds.shown, threads: suite.threads, caller: caller)
        let runs = try SuiteRuns(suite, policies: suite.policies.count, work: work) { key in
            let policy = suite.policies[key.policy]
            guard policy.isProgram else { return try suite.source(policy, key) }
            return try logged(policy.name, suite.worlds[key.world], parts[key.seed], path)
        }
        var session = SuiteSession(suite, runs, work: work)
        try await session.decide(budget: nil)
        let report = try session.report()
        // Where runs are sealed, what was told of them is rounded.
        let told = record.sealed == nil ? report : report.rounded
        try check(try session.record(told, reveals: true), record, hidden, path)
        return report
    }

    private static func suite(
        _ record: SuiteRecord,
        _ path: String,
        _ threads: Int?,
        _ environment: [String: String],
        for caller: any Caller
    ) throws -> PreparedSuite {
        var input = SuiteInput()
        input.threads = threads
        input.week = record.seeds.week ?? ""
        input.environment = record.seeds.commitment == nil ? [:] : environment
        for outcome in record.outcomes {
            if outcome.candidate.isProgram {
                input.programs.append(outcome.candidate.name)
            } else {
                input.strategies.append(outcome.candidate.name)
            }
        }
        let files = record.worlds.map { world in
            (world.name, world.files.map { SourceFile(paths: $0.paths, bytes: Array($0.text.utf8)) })
        }
        var suite = try input.read(
            record.suite.text,
            name: record.suite.path,
            worlds: Dictionary(files) { first, _ in first },
            for: caller
        )
        // In the order in which they were.
        suite.candidates = record.outcomes.map { outcome in
            outcome.candidate.isProgram
                ? .program(path: outcome.candidate.name, name: outcome.candidate.name)
                : .strategy(outcome.candidate.name)
        }
        suite.baseline =
            record.baseline.isProgram
            ? .program(path: record.baseline.name, name: record.baseline.name) : .strategy(record.baseline.name)
        suite.file.baselineFile = nil
        suite.sameAsBaseline = Set(record.outcomes.filter { $0.isBaseline == true }.map(\.candidate.name))
        if let commitment = record.seeds.commitment {
            guard let secret = suite.seeds.secret else {
                throw Failure(
                    "\(path): half of its runs are on a hidden seed, and the secret is missing",
                    help: "set \(suite.seeds.variable ?? "the variable") to the secret of SHA-256 \(commitment)"
                )
            }
            guard secret.commitment == commitment else {
                throw Failure(
                    "\(path): the secret is different: its SHA-256 is \(secret.commitment), not \(commitment)"
                )
            }
        }
        return suite
    }

    private static func logged(
        _ name: String,
        _ world: PreparedSuite.World,
        _ part: SuiteRecord.Runs?,
        _ path: String
    ) throws -> LoggedProgram {
        guard let text = part?.logs.first(where: { $0.policy == name && $0.world == world.name })?.text else {
            throw Failure("\(path): it has no decisions of \(name) in world \"\(world.name)\"")
        }
        let logs: [PolicyLog]
        do { logs = try PolicyLog.logs(Array(text.utf8)) } catch {
            throw Failure(
                "\(path): the decisions of \(name) in world \"\(world.name)\": \(error.description)",
                kind: .notDetermined
            )
        }
        guard let log = logs.first, log.head.scenario == world.digest else {
            throw Failure(
                "\(path): the decisions of \(name) are not those of world \"\(world.name)\"",
                kind: .notDetermined
            )
        }
        return LoggedProgram(log, strategy: nil)
    }

    /// - Parameter hidden: the runs on the hidden seed of the record.
    private static func check(_ now: SuiteRecord, _ record: SuiteRecord, _ hidden: SuiteRecord.Runs?, _ path: String)
        throws
    {
        func differs(_ what: String) -> Failure {
            Failure("\(path): the replay differs from the record: \(what)", kind: .notDetermined)
        }
        for (was, new) in [(record.shown.values, now.shown.values), (hidden?.values ?? [], now.hidden?.values ?? [])] {
            guard was.count == new.count else { throw differs("other metrics or policies") }
            for (one, other) in zip(was, new) where one != other {
                throw differs("\(one.metric) of \(one.policy) in world \"\(one.world)\"")
            }
        }
        for (was, new) in zip(record.outcomes, now.outcomes) where was != new {
            guard was.verdict == new.verdict else {
                throw differs("\(was.candidate.name): \(new.verdict) instead of \(was.verdict)")
            }
            let row = zip(was.rows, new.rows).first { $0 != $1 }?.0
            throw differs(
                row.map { "the report on \(was.candidate.name): \($0.metric) in world \"\($0.world)\"" }
                    ?? "the report on \(was.candidate.name): its rows, looks or replications"
            )
        }
        guard now.outcomes.count == record.outcomes.count, now.seeds == record.seeds, now.baseline == record.baseline,
            now.replications == record.replications
        else { throw differs("its seeds, baseline, candidates or number of replications") }
    }
}
