import ArgumentParser
import Experiments
import Foundation
import PatchModel
import PatchSimulator
import Reports
import ResultStore
import ScenarioFiles
import Synchronization
import Text

/// The option of every command that can keep its runs.
struct StudyOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "Keep all runs in this file; runs that are there already are not done again.",
            valueName: "file"
        ),
        completion: .file(extensions: ["db"])
    )
    var study: String?

    /// The files of the study, if there is one to be.
    var files: [String] { study.map(StudyKeeper.files) ?? [] }

    /// The study to add to; nil if runs are not to be kept.
    ///
    /// - Throws: `Failure` if the file cannot be used.
    func open() throws -> StudyKeeper? { try study.map { try StudyKeeper(path: $0) } }
}

/// A study file that a command adds to.
struct StudyKeeper {
    let file: StudyFile
    private let counted: CountedCache

    init(path: String) throws {
        file = try Self.telling { () throws(StudyFileError) in
            try StudyFile.openOrCreate(path: path) {
                Output.printError("\(path): waiting for another program that writes to it\n")
            }
        }
        counted = CountedCache(file)
    }

    /// The study at `path` with what the database keeps beside it.
    static func files(of path: String) -> [String] { [path, path + "-wal", path + "-shm", path + "-journal"] }

    /// Says how many of the runs that were asked for were there.
    func tell(isQuiet: Bool) {
        guard !isQuiet else { return }
        let (found, done) = counted.counts
        Output.printError("\(found) of \(found + done) runs were in the study already\n")
    }

    func close() { file.close() }

    /// Enters what the study is about: the scenario, and the command that is at work.
    func describe(_ scenario: Scenario, seed: UInt64) throws {
        try Self.telling { () throws(StudyFileError) in
            try file.describe(
                StudyAbout(
                    question: scenario.question,
                    command: Self.command,
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
    func memory(
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
    func freshMemory(
        _ loaded: LoadedScenario,
        _ strategies: [Strategy],
        settings: [StoredSetting]
    ) throws -> StudyRunner.Memory {
        var memory = try memory(loaded, strategies, settings: settings)
        memory.cache = ForgetfulCache(cache: memory.cache)
        return memory
    }

    /// The strategy as a study keeps it.
    static func stored(_ strategy: Strategy, _ loaded: LoadedScenario) -> StoredStrategy {
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

    /// The command line, fit for a shell.
    private static var command: String {
        (["patchlab"] + CommandLine.arguments.dropFirst().map(ShellWord.quoted)).joined(separator: " ")
    }

    /// Turns the study's errors into those of a command.
    static func telling<Value>(_ body: () throws(StudyFileError) -> Value) throws -> Value {
        do {
            return try body()
        } catch {
            throw Failure(error.description)
        }
    }
}

/// A cache that counts what was there and what had to be done.
private final class CountedCache: RunCache {
    private let cache: any RunCache
    private let keys = Mutex((found: Set<RunKey>(), done: Set<RunKey>()))

    init(_ cache: any RunCache) { self.cache = cache }

    /// Runs that were there before, and those that were added. A command may ask for the same run several times.
    var counts: (found: Int, done: Int) {
        keys.withLock { ($0.found.subtracting($0.done).count, $0.done.count) }
    }

    func result(for key: RunKey) throws -> RunResult? {
        let result = try cache.result(for: key)
        if result != nil { keys.withLock { _ = $0.found.insert(key) } }
        return result
    }

    func keep(_ result: RunResult, for key: RunKey) throws {
        try cache.keep(result, for: key)
        keys.withLock { _ = $0.done.insert(key) }
    }

    func flush() throws { try cache.flush() }
}

/// A cache that keeps everything and finds nothing.
private struct ForgetfulCache: RunCache {
    let cache: any RunCache

    func result(for key: RunKey) -> RunResult? { nil }

    func keep(_ result: RunResult, for key: RunKey) throws { try cache.keep(result, for: key) }

    func flush() throws { try cache.flush() }
}
