import Experiments
import Foundation
import PatchModel
import PatchSimulator
import ResultStore
import ScenarioFiles

/// Does shards of a plan on this machine.
package struct ShardRun {
    private let folder: PlanFolder
    private let scenario: Scenario
    private let loaded: LoadedScenario
    private let strategies: [Strategy]
    /// Where a shard grows: a folder on a disk of this machine.
    private let state: String
    private let threads: Int
    private let caller: any Caller

    /// Reads the plan and what belongs to it.
    ///
    /// - Parameter state: nil: a folder for temporary files.
    /// - Throws: `Failure` if the plan is not for this version, or its files are not what they were.
    package init(_ folder: PlanFolder, state: String?, threads: Int, for caller: any Caller) throws {
        try folder.checkVersion()
        self.folder = folder
        self.threads = threads
        self.caller = caller
        let temporary = ProcessInfo.processInfo.environment["TMPDIR"] ?? "/tmp"
        self.state = state ?? "\(temporary)/patchlab-\(folder.name)"
        loaded = ScenarioFile.load(
            sources: try folder.sources(),
            setting: folder.plan.settings.map { ScenarioSetting(key: $0.key, value: $0.value) }
        )
        scenario = try ScenarioInput.scenario(loaded, folder.path, warns: false, for: caller)
        strategies = try StrategyInput.strategies(folder.plan.strategies.map(\.name), of: scenario, in: folder.path)
        for (strategy, planned) in zip(strategies, folder.plan.strategies)
        where StudyKeeper.stored(strategy, loaded).digest != planned.digest {
            throw Failure(
                "\(folder.path)/plan.json: the digest of strategy '\(strategy.name)' is not that of its scenario"
            )
        }
    }

    /// Does the shards, one after the other; those that are there and sound are left as they are.
    ///
    /// - Throws: `Failure`: `tryAgain` if it was interrupted, `tryElsewhere` if there is no room, `otherMachine` if this machine
    ///   does not compute what the plan says.
    package func run(_ numbers: [Int]) async throws {
        let missing = numbers.filter { ShardFile.fault(of: $0, in: folder) != nil }
        guard !missing.isEmpty else { return }
        do {
            try FileManager.default.createDirectory(atPath: state, withIntermediateDirectories: true)
            for kind in PlanFolder.Kind.allCases {
                try FileManager.default.createDirectory(
                    atPath: "\(folder.path)/\(kind.rawValue)",
                    withIntermediateDirectories: true
                )
            }
        } catch {
            throw Failure(
                "\(state): the folder cannot be made: \(String(cString: strerror(errno)))",
                kind: .tryElsewhere
            )
        }
        try checkMachine()
        for number in missing {
            // No scheduler is to try again what its user has ended.
            if folder.isToStop { throw isStopped(number) }
            if caller.wantsEnd { throw Failure("interrupted before shard \(number) was begun", kind: .tryAgain) }
            do {
                try await run(number)
            } catch let failure as Failure where failure.kind == .noRoom {
                throw Failure(lines: failure.lines, help: "what is done is kept; try it elsewhere", kind: .tryElsewhere)
            } catch let failure as Failure where failure.kind == .interrupted {
                throw folder.isToStop
                    ? isStopped(number) : Failure("shard \(number) was interrupted", kind: .tryAgain)
            }
        }
    }

    private func isStopped(_ number: Int) -> Failure {
        Failure(
            "\(folder.path)/stop is there: shard \(number) is not done",
            help: "what is done is kept; remove it to continue"
        )
    }

    /// Makes the plan's check runs: a machine with another library of mathematics, or bad memory, is told from the start.
    private func checkMachine() throws {
        let world = try RunRoom.world(scenario)
        for check in folder.plan.check {
            guard let strategy = strategies.first(where: { $0.name == check.strategy }) else { continue }
            var simulation = Simulation(
                world,
                policy: DeclaredPolicy(strategy),
                seed: UInt64(folder.plan.seed) ?? 0,
                replication: check.replication
            )
            guard simulation.run(unless: { caller.wantsEnd }) else {
                throw Failure("interrupted before the first run", kind: .tryAgain)
            }
            let digest = Digest.of(RunResult(ledger: simulation.ledger, decisions: simulation.log))
            guard digest == check.sha256 else {
                throw Failure(
                    "\(ProcessInfo.processInfo.hostName) does not compute what the plan says: run \(check.replication) of "
                        + "\(check.strategy) has another result here",
                    help: "use another machine; this one would spoil the result",
                    kind: .otherMachine
                )
            }
        }
    }

    private func run(_ number: Int) async throws {
        let grown = "\(state)/\(folder.name)-\(number).db"
        let lock = try ShardLock("\(state)/\(folder.name)-\(number).lock", shard: number)
        defer { lock.release() }
        takeOver(number, grown)
        let keeper = try StudyKeeper(
            path: grown,
            command: (["patchlab"] + folder.plan.command).joined(separator: " "),
            for: caller
        )
        defer { keeper.close() }
        let seed = UInt64(folder.plan.seed) ?? 0
        try keeper.describe(scenario, seed: seed)
        var memory = try keeper.memory(
            loaded,
            strategies,
            settings: folder.plan.settings.map { StoredSetting(key: $0.key, value: $0.value) }
        )
        memory.keepsSeries = folder.plan.keep == .series
        var record = try begun(number, keeper.file)
        let before = record.processorSeconds
        let start = ProcessorTime.now
        let (folder, file) = (folder, keeper.file)
        let own = ShardCaller(caller, folder, shard: number, attempt: record.attempts) {
            // Somebody may go on with it elsewhere; if it cannot be written, they begin anew.
            try? file.flush()
            try? file.publish(to: folder.place(.partial, number))
        }
        do {
            let study = try await StudySession.run(
                scenario,
                strategies,
                replications: folder.plan.replications(of: number),
                work: Work(seed: seed, threads: threads, caller: own),
                dimensions: folder.plan.dimensions,
                memory: memory
            )
            try StudySession.end(study)
        } catch {
            record.processorSeconds = before + ProcessorTime.now - start
            try? file.enter(record)
            try? file.publish(to: folder.place(.partial, number))
            unlink(folder.place(.progress, number))
            throw error
        }
        record.processorSeconds = before + ProcessorTime.now - start
        let contents = try StudyKeeper.telling { () throws(StudyFileError) in try file.contents() }
        record.contents = contents.digest
        record.runs = contents.runs
        try StudyKeeper.telling { () throws(StudyFileError) in
            try file.enter(record)
            try file.publish(to: folder.place(.shards, number))
        }
        keeper.close()
        for path in StudyKeeper.files(of: grown) + [folder.place(.partial, number), folder.place(.progress, number)] {
            unlink(path)
        }
    }

    /// Goes on where another machine left off, if it came further than what is here.
    private func takeOver(_ number: Int, _ grown: String) {
        let partial = folder.place(.partial, number)
        guard ShardFile.faultOfPlace(partial) == nil, let file = try? StudyFile.open(path: partial) else { return }
        defer { file.close() }
        guard let shard = try? file.shard(), shard.plan == folder.digest, shard.number == number,
            shard.of == folder.plan.shards, let count = try? file.runCount()
        else { return }
        if let own = try? StudyFile.open(path: grown) {
            defer { own.close() }
            if let there = try? own.runCount(), there >= count { return }
        }
        for path in StudyKeeper.files(of: grown) { unlink(path) }
        try? file.publish(to: grown)
    }

    /// What the study says of itself, with one attempt more.
    private func begun(_ number: Int, _ file: StudyFile) throws -> ShardRecord {
        try StudyKeeper.telling { () throws(StudyFileError) in
            var record =
                try file.shard()
                ?? ShardRecord(
                    plan: folder.digest,
                    number: number,
                    of: folder.plan.shards,
                    runs: 0,
                    contents: "",
                    host: "",
                    processor: "",
                    begun: Date.now.formatted(.iso8601),
                    processorSeconds: 0,
                    attempts: 0
                )
            record.attempts += 1
            record.host = ProcessInfo.processInfo.hostName
            record.processor = Machine.processor
            try file.enter(record)
            return record
        }
    }
}

/// Keeps a shard from being done twice at once on one machine. It ends with the process, however that ends.
private struct ShardLock {
    private let file: Int32

    /// - Throws: `Failure` if another process holds it, or the place cannot be written.
    init(_ path: String, shard: Int) throws {
        file = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o644)
        guard file >= 0 else {
            let reason = errno
            throw Failure(
                "\(path): cannot be written: \(String(cString: strerror(reason)))",
                kind: reason == ENOSPC || reason == EDQUOT ? .noRoom : .tryElsewhere
            )
        }
        guard flock(file, LOCK_EX | LOCK_NB) == 0 else {
            close(file)
            throw Failure("shard \(shard) is being run by another process here", kind: .tryAgain)
        }
    }

    func release() { close(file) }
}
