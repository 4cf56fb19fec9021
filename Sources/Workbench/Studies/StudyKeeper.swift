package import Experiments
import Foundation
package import PatchModel
import PatchSimulator
package import ResultStore
package import ScenarioFiles

/// A study file that a command adds to.
package struct StudyKeeper {
    package let file: StudyFile
    private let counted: CountedCache

    private let command: String
    private let caller: any Caller

    /// Opens the study at `path`, or makes one.
    ///
    /// - Parameter command: what is at work, fit for a shell.
    /// - Throws: `Failure` if the file cannot be used.
    package init(path: String, command: String, for caller: any Caller) throws {
        try KnownFile.refuse(path, wanted: .study)
        if let kind = FileSystemKind.sharedName(of: path) {
            caller.note(
                "\(path): warning: on \(kind) a study that several machines write to is destroyed; let one machine write, or "
                    + "share the work with --plan"
            )
        }
        file = try Self.telling { () throws(StudyFileError) in
            try StudyFile.openOrCreate(path: path) {
                caller.hear("\(path): waiting for another program that writes to it")
            }
        }
        counted = CountedCache(file)
        self.command = command
        self.caller = caller
    }

    /// Opens a study that is to be there already.
    ///
    /// - Throws: `Failure` if it is not, with what was probably meant, or cannot be used.
    package static func existing(_ path: String) throws -> StudyFile {
        var status = stat()
        if !path.isEmpty, stat(path, &status) != 0, errno == ENOENT {
            let meant = NearbyFile.nearest(to: path)
            throw Failure(
                "there is no study \"\(path)\"" + (meant.map { " (did you mean \"\($0)\"?)" } ?? ""),
                help: meant == nil ? "'patchlab compare SCENARIO --study FILE' makes one" : nil
            )
        }
        try KnownFile.refuse(path, wanted: .study)
        return try telling { () throws(StudyFileError) in try StudyFile.open(path: path) }
    }

    /// The study at `path` with what the database keeps beside it.
    package static func files(of path: String) -> [String] { [path, path + "-wal", path + "-shm", path + "-journal"] }

    /// Says how many of the runs that were asked for were there.
    package func tell() {
        let (found, added, again) = counted.counts
        caller.note(
            "\(found + again) of \(found + added + again) runs were in the study already"
                + (again > 0 ? "; \(again) of them lacked what was asked for, and were repeated" : "")
        )
    }

    package func close() { file.close() }

    /// Enters what the study is about: the scenario, and the command that is at work.
    package func describe(_ scenario: Scenario, seed: UInt64) throws {
        try Self.telling { () throws(StudyFileError) in
            try file.describe(
                StudyAbout(
                    question: scenario.question,
                    command: command,
                    seed: seed,
                    created: Date.now.formatted(.iso8601),
                    host: ProcessInfo.processInfo.hostName,
                    patchlabVersion: patchlabVersion,
                    simulationVersion: simulationVersion
                )
            )
        }
    }

    /// What the study remembers of these strategies. Enters the scenario's files and the strategies where they are new.
    ///
    /// - Parameter settings: what was set otherwise than the files say, for which `loaded` was read.
    package func memory(
        _ loaded: LoadedScenario,
        _ strategies: [Strategy],
        settings: [StoredSetting] = []
    ) throws -> StudyRunner.Memory {
        let variant = StudyVariant(
            settings: settings,
            sources: loaded.sources.map { StoredSource(paths: $0.paths, bytes: $0.bytes) },
            strategies: strategies.map { Self.stored($0, loaded) },
            declared: loaded.scenario?.strategies.map(\.name) ?? [],
            simulationVersion: simulationVersion
        )
        try Self.telling { () throws(StudyFileError) in _ = try file.enter(variant) }
        return StudyRunner.Memory(cache: counted, digests: variant.strategies.map(\.digest))
    }

    /// The same for runs that are to be done whether they are there or not.
    package func freshMemory(
        _ loaded: LoadedScenario,
        _ strategies: [Strategy],
        settings: [StoredSetting]
    ) throws -> StudyRunner.Memory {
        var memory = try memory(loaded, strategies, settings: settings)
        memory.cache = ForgetfulCache(cache: memory.cache)
        return memory
    }

    /// The strategy as a study keeps it.
    package static func stored(_ strategy: Strategy, _ loaded: LoadedScenario) -> StoredStrategy {
        StoredStrategy(
            name: strategy.name,
            text: loaded.canonicalStrategy(strategy.name) ?? "",
            digest: Digest.ofRun(
                simulation: simulationVersion,
                canonicalText: loaded.canonicalText(strategy: strategy.name) ?? "",
                traces: loaded.traces
            )
        )
    }

    /// Holds the strategies of a variant against its scenario. What another version of the simulation kept may say the same in
    /// another form, and is believed.
    ///
    /// - Throws: `Failure` if one is not there, or its runs are those of another scenario.
    package static func check(_ variant: StudyVariant, _ loaded: LoadedScenario, in path: String) throws {
        guard variant.simulationVersion == simulationVersion else { return }
        for kept in variant.strategies {
            guard let scenario = loaded.scenario,
                let strategy = try? StrategyInput.strategies([kept.name], of: scenario, in: path).first
            else {
                throw Failure("\(path): there is no strategy '\(kept.name)' in its scenario")
            }
            let now = stored(strategy, loaded)
            guard now.digest == kept.digest else {
                throw Failure("\(path): the digest of strategy '\(kept.name)' is not that of its scenario")
            }
            // Packs do not hold it.
            guard kept.text.isEmpty || kept.text == now.text else {
                throw Failure("\(path): the text of strategy '\(kept.name)' is not what its scenario says")
            }
        }
    }

    /// Turns the study's errors into those of a command.
    package static func telling<Value>(_ body: () throws(StudyFileError) -> Value) throws -> Value {
        do {
            return try body()
        } catch {
            throw Failure(error)
        }
    }
}

extension Failure {
    init(_ error: StudyFileError) {
        self.init(error.description, kind: [.diskFull, .unwritable].contains(error.code) ? .noRoom : .badInput)
    }
}
