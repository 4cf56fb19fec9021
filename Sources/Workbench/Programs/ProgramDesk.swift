package import Experiments
import Foundation
package import PatchModel
import PatchSimulator
package import PolicyPrograms
package import Reports
import ResultStore
package import ScenarioFiles

/// What is done about programs besides running them: where they come from, what is told of them, what is kept, and whether
/// they would decide the same alone.
package struct ProgramDesk: Sendable {
    private let request: ProgramRequest
    private let scenario: Scenario
    private let digest: String
    private let seed: UInt64
    package let programs: [ProgramSource]
    private let logged: [LoggedProgram]

    /// - Parameters:
    ///   - loaded: the scenario with its settings.
    ///   - name: the scenario's name or path.
    /// - Throws: `Failure` if a program or a log cannot be used.
    package init(
        _ request: ProgramRequest,
        _ loaded: LoadedScenario,
        _ scenario: Scenario,
        _ name: String,
        seed: UInt64
    )
        throws
    {
        self.request = request
        self.scenario = scenario
        self.seed = seed
        // Writing the scenario out takes its time; without a program nobody asks for it.
        let text = request.paths.isEmpty && request.log == nil ? nil : loaded.worldText
        let digest = Digest.ofRun(
            simulation: simulationVersion,
            canonicalText: text ?? "",
            traces: text == nil ? [] : loaded.traces
        )
        self.digest = digest
        programs = try request.sources(
            scenario,
            world: ProgramRequest.world(name),
            request.conducts(keepsLines: request.log != nil || request.audit > 0)
        )
        guard request.paths.isEmpty, let path = request.log else {
            logged = []
            return
        }
        logged = try Self.read(path).map { log in
            try Self.check(log, path, digest: digest, seed: seed)
            return LoggedProgram(log, strategy: try ProgramRequest.fallback(log.head.fallback, of: scenario).strategy)
        }
    }

    /// The programs, or their logs, as sources of policies.
    package var sources: [any PolicySource] { programs + logged }

    /// The replications that a log has; nil: there is no log to be read, and any can be run.
    package var replications: [Int]? { logged.first.map { $0.log.records.map(\.replication) } }

    /// A study keeps runs under what they follow from, so that none is made twice. What a program does follows from more than
    /// its name, and its incidents and its log have no place in a study.
    ///
    /// - Throws: `Failure` if runs of programs are to be kept.
    package func check(keepsRuns: Bool) throws {
        guard keepsRuns else { return }
        try Self.refuseKeeping(sources)
    }

    /// - Throws: `Failure` if a log that is to be replayed does not have one of these replications.
    package func check(replications wanted: [Int]) throws {
        for source in logged {
            let there = source.log.records.map(\.replication)
            guard let missing = Set(wanted).subtracting(there).min() else { continue }
            throw Failure(
                "--policy-log: the log of \(source.name) has no replication \(missing)",
                help: Self.help(has: there)
            )
        }
    }

    /// What can be run with a log that has these replications.
    static func help(has there: [Int]) -> String {
        let first = there.min() ?? 0
        let last = there.max() ?? 0
        let many = "it has \(there.count == 1 ? "one" : "\(there.count)"), "
        // Replications without a number are counted from 0 on.
        let count = (0...max(0, last)).prefix { there.contains($0) }.count
        guard count > 0 else {
            return many + "from number \(first) to \(last), and not number 0; 'patchlab run' replays what it has"
        }
        return many + "from number \(first) to \(last); -n \(count) may be what is meant"
    }

    static func refuseKeeping(_ sources: [any PolicySource]) throws {
        guard !sources.isEmpty else { return }
        throw Failure(
            "--study cannot keep the runs of programs: their decisions do not follow from what a study knows",
            help: "leave out --study; 'run' and 'compare' keep what programs decide with --policy-log FILE"
        )
    }

    private static func read(_ path: String) throws -> [PolicyLog] {
        guard let data = FileManager.default.contents(atPath: path) else {
            throw Failure("--policy-log \(path): this file cannot be read", help: "with --policy PROGRAM it is written")
        }
        let logs: [PolicyLog]
        do { logs = try PolicyLog.logs(data) } catch { throw Failure("--policy-log \(path): \(error.description)") }
        var names: Set<String> = []
        for log in logs {
            let name = log.head.policy
            guard !log.records.isEmpty else {
                throw Failure(
                    "--policy-log \(path): the log of \(name) has no run; there is nothing to be replayed",
                    help: "it was cut off after its head, or nothing was run; with --policy PROGRAM it is written anew"
                )
            }
            guard names.insert(name).inserted else {
                throw Failure(
                    "--policy-log \(path): \(name) has two logs in it, and it is not known which of them counts",
                    help: "keep one of them: a log begins with a line that has \"format\""
                )
            }
        }
        return logs
    }

    private static func check(_ log: PolicyLog, _ path: String, digest: String, seed: UInt64) throws {
        func refuse(_ what: String, _ help: String? = nil) -> Failure {
            Failure("--policy-log \(path): \(what); it cannot be replayed", help: help)
        }
        if log.head.simulation != simulationVersion {
            throw refuse("it is of version \(log.head.simulation) of the simulation, and this is \(simulationVersion)")
        }
        if log.head.scenario != digest { throw refuse("it is for another scenario, or for another version of it") }
        if log.head.seed != "\(seed)" { throw refuse("it is for another seed", "--seed \(log.head.seed)") }
    }

    // MARK: Afterwards

    /// The programs in documents. A log that is replayed says what there was then, not what there is here.
    package var records: [ProgramRecord] {
        programs.map(ProgramRecord.init) + logged.map(ProgramRecord.init)
    }

    /// What is told of the programs beside the results.
    package var lines: [String] { Self.lines(programs) }

    static func lines(_ programs: [ProgramSource]) -> [String] {
        programs.flatMap { source in
            let records = source.conduct.records
            let marked = records.count { !$0.incidents.isEmpty }
            var lines = ["\(source.name): " + Sandbox.found(source.configuration.sandbox).description]
            if let name = source.conduct.ready?.name, !name.isEmpty { lines[0] += "; it calls itself \"\(name)\"" }
            if marked > 0 { lines[0] += "; \(marked) of \(records.count) runs had incidents" }
            if source.conduct.errors.bytes > 0, marked > 0 {
                let last = source.conduct.errors.last.split(separator: "\n").suffix(3)
                lines.append("\(source.name) said last on standard error:")
                lines += last.map { "  " + $0.prefix(200) }
            }
            return lines
        }
    }

    /// The log of all that came through the door; nil: it is not to be written.
    ///
    /// - Parameter study: what came of it.
    package func log(_ study: Study) -> (path: String, text: String)? {
        guard let path = request.log, !programs.isEmpty else { return nil }
        let texts = programs.map { source in
            var log = PolicyLog()
            log.head.policy = source.name
            log.head.scenario = digest
            log.head.simulation = simulationVersion
            log.head.seed = "\(seed)"
            log.head.grid = source.configuration.grid
            log.head.limits = source.configuration.limits
            log.head.fallback = source.configuration.fallback.word
            log.head.sandbox = Sandbox.found(source.configuration.sandbox).description
            log.head.ready = source.conduct.ready
            let kept = Set(study.replications)
            log.records = source.conduct.records.filter { kept.contains($0.replication) }
            log.ledgers = Self.digests(study, source.name)
            return log.text
        }
        return (path, texts.joined())
    }

    private static func digests(_ study: Study, _ name: String) -> [Int: String] {
        guard let place = study.policies.firstIndex(where: { $0.name == name }) else { return [:] }
        let pairs = zip(study.replications, study.results[place]).map { ($0, digest($1.ledger)) }
        return Dictionary(pairs) { first, _ in first }
    }

    private static func digest(_ ledger: Ledger) -> String {
        Digest.of(Ledger.figures.map { "\($0.id) \(ledger[$0].map { String($0) } ?? "-")\n" }.joined())
    }

    /// To be called when the results are out.
    ///
    /// - Throws: `Failure` if a replay is not what was logged, if a program decides otherwise alone, or if it was given up.
    package func close(_ study: Study, work: Work) async throws {
        for replayed in logged {
            let now = Self.digests(study, replayed.name)
            for (replication, digest) in replayed.log.ledgers.sorted(by: { $0.key < $1.key })
            where !digest.isEmpty && now[replication].map({ $0 != digest }) ?? false {
                throw Failure(
                    "\(replayed.name) in replication \(replication): the replay differs from the log",
                    kind: .notDetermined
                )
            }
        }
        if !study.isPartial { try await audit(work) }
        try Self.end(programs)
    }

    /// For a check that is met: what a program was made to do in place of its own answers keeps no promise for it.
    ///
    /// - Throws: `Failure` if a program had incidents in a run.
    package func requireNoIncidents(in study: Study) throws {
        for source in programs {
            guard let place = study.policies.firstIndex(where: { $0.name == source.name }) else { continue }
            let runs = study.results[place]
            let marked = runs.count { !$0.incidents.isEmpty }
            guard marked > 0 else { continue }
            throw Failure(
                "policy misbehaved: \(marked) of \(runs.count) runs of \(source.name) had incidents, and what was done instead of its "
                    + "orders is in the figures; met requirements say nothing about it",
                help: "patchlab policy check \(source.configuration.path)",
                kind: .misbehaved
            )
        }
    }

    /// To be called when the results are out and there is no study of them.
    ///
    /// - Throws: `Failure` if a program was given up.
    package func end() throws { try Self.end(programs) }

    static func end(_ programs: [ProgramSource]) throws {
        for source in programs where source.conduct.isGivenUp {
            throw Failure(
                "policy misbehaved: \(source.name) had to be ended in \(ProgramLimits.endedEpisodes) runs, and was not asked any "
                    + "more",
                help: "patchlab policy check \(source.configuration.path)",
                kind: .misbehaved
            )
        }
    }

    /// Runs a share of the replications again, alone and with another hash seed.
    private func audit(_ work: Work) async throws {
        guard request.audit > 0, !programs.isEmpty else { return }
        let world = try RunRoom.world(scenario)
        for source in programs {
            let leaks: [Audit.Leak]
            do {
                leaks = try await Audit.leaks(
                    of: source,
                    in: world,
                    seed: seed,
                    share: request.audit,
                    threads: work.threads
                )
            } catch {
                throw Failure(telling: error)
            }
            guard let leak = leaks.first else {
                work.caller.note("\(source.name) was audited: alone it decides the same")
                continue
            }
            throw Failure(
                lines: [
                    "\(source.name) is not the same alone (state-leak): replication \(leak.replication)"
                        + (leaks.count > 1 ? " and \(leaks.count - 1) more" : ""),
                    "among others: " + (leak.among.isEmpty ? "nothing more" : String(leak.among.prefix(400))),
                    "alone:        " + (leak.alone.isEmpty ? "nothing more" : String(leak.alone.prefix(400))),
                ],
                help: "forget everything when an episode begins, and do not depend on the order of sets or on hash()",
                kind: .notDetermined
            )
        }
    }
}

extension ProgramRecord {
    init(_ source: ProgramSource) {
        self.init(name: source.name, sandbox: Sandbox.found(source.configuration.sandbox).description)
    }

    init(_ logged: LoggedProgram) { self.init(name: logged.name, sandbox: logged.log.head.sandbox) }
}

extension Failure {
    /// An error of runs. Its kind says whether a program misbehaved, or a replay is not what it was.
    init(telling error: any Error) {
        if let failure = error as? Failure {
            self = failure
            return
        }
        if let study = error as? StudyFileError {
            self.init(study)
            return
        }
        var kind = Kind.badInput
        if let run = error as? RunFailure, case .policy(let cause) = run.cause, let program = cause as? ProgramFailure {
            switch program {
            case .misbehaved: kind = .misbehaved
            case .log: kind = .notDetermined
            case .start, .version, .lacking: break
            }
        }
        self.init("\(error)", kind: kind)
    }
}
