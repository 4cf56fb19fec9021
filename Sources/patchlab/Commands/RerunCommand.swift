import Archives
import ArgumentParser
import Experiments
import Foundation
import PatchModel
import PatchSimulator
import ResultStore
import SafeText
import ScenarioFiles

/// `patchlab rerun`: does everything in a bundle again, and compares.
struct RerunCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "rerun",
        abstract: "Run a bundle's study again and tell whether the same comes of it.",
        discussion: """
            Compares every figure and every decision of every run, and tells the first figure or decision that is not the same. Exit status: 0 \
            all the same, 1 a difference, 2 no sound bundle.
            """
    )

    @Argument(
        help: ArgumentHelp("The archive that 'patchlab bundle' made.", valueName: "bundle"),
        completion: .file(extensions: ["zst", "gz", "xz", "zip"])
    )
    var bundle: String

    @Option(
        name: .shortAndLong,
        help: ArgumentHelp("Runs at the same time (default: one a processor).", valueName: "n")
    )
    var threads: Int?

    @Flag(name: .shortAndLong, help: "No progress bar.")
    var quiet = false

    @Option(
        help: ArgumentHelp("Keep the runs in this study file, for instance to report on them.", valueName: "file"),
        completion: .file(extensions: ["db"])
    )
    var study: String?

    func validate() throws {
        if let threads, !(1...1024).contains(threads) {
            throw ValidationError("--threads must lie between 1 and 1024.")
        }
    }

    func run() async throws {
        let bundle = try read()
        // Everything that can be wrong with the bundle is told before a study is made of it.
        let scenarios = try bundle.variants.map { try scenario($0) }
        let keeper = try study.map { try StudyKeeper(path: $0) }
        defer { keeper?.close() }
        var differences: [String] = []
        for batch in bundle.batches {
            let (scenario, loaded) = scenarios[batch.variant]
            let strategies = try ScenarioInput.strategies(batch.strategies, of: scenario, in: self.bundle)
            try keeper?.describe(scenario, seed: batch.seed)
            let study = try await StudySession.run(
                scenario,
                strategies,
                seed: batch.seed,
                replications: batch.replications,
                threads: threads ?? max(1, ProcessInfo.processInfo.activeProcessorCount),
                isQuiet: quiet,
                memory: try keeper?.freshMemory(
                    loaded,
                    strategies,
                    settings: bundle.variants[batch.variant].settings
                )
            )
            try StudySession.end(study)
            differences += bundle.differences(in: batch, study)
        }
        try tell(bundle, differences)
    }

    private func read() throws -> StudyBundle {
        if let file = FileHandle(forReadingAtPath: bundle), let start = try? file.read(upToCount: 15),
            start == Data("SQLite format 3".utf8)
        {
            throw Failure("\(bundle): a bundle is expected; this is a study: 'patchlab bundle' makes one of it")
        }
        do {
            return try StudyBundle(path: bundle)
        } catch let error as any CustomStringConvertible & Error {
            throw Failure(error.description)
        }
    }

    private func scenario(_ variant: StudyVariant) throws -> (scenario: Scenario, loaded: LoadedScenario) {
        let loaded = ScenarioFile.load(
            sources: variant.sources.map { SourceFile(paths: $0.paths, bytes: $0.bytes) },
            setting: variant.settings.map { ScenarioSetting(key: $0.key, value: $0.value) }
        )
        let scenario = try ScenarioInput.scenario(loaded, bundle, isQuiet: true)
        for stored in variant.strategies {
            let strategy = try ScenarioInput.strategies([stored.name], of: scenario, in: bundle)
            // Another version may say the same in another form.
            guard variant.simulationVersion == simulationVersion, let strategy = strategy.first else { continue }
            guard StudyKeeper.stored(strategy, loaded).digest == stored.digest else {
                throw Failure("\(bundle): the digest of strategy '\(stored.name)' is not that of its scenario")
            }
        }
        return (scenario, loaded)
    }

    private func tell(_ bundle: StudyBundle, _ differences: [String]) throws {
        let runs = "\(bundle.runCount) run\(bundle.runCount == 1 ? "" : "s")"
        guard let first = differences.first else {
            Output.print("\(runs) done again: all the same\n")
            return
        }
        Output.print("\(runs) done again: \(differences.count) not the same. The first:\n\(SafeText.line(first))\n")
        let others = Set(bundle.variants.map(\.simulationVersion)).subtracting([simulationVersion])
        if let other = others.min() {
            Output.print(
                "The bundle was made with version \(other) of the simulation (patchlab \(SafeText.line(bundle.patchlabVersion))); "
                    + "this is version \(simulationVersion) (patchlab \(patchlabVersion)).\n"
            )
        }
        throw ExitCode(1)
    }
}
