import Experiments
import Foundation
import PatchModel
import PatchSimulator
package import ResultStore
import ScenarioFiles

/// The study of a bundle, done again.
package struct BundleRerun {
    package let bundle: StudyBundle
    private let path: String
    /// Of each variant.
    private let scenarios: [(scenario: Scenario, loaded: LoadedScenario)]

    /// Reads the bundle at `path`.
    ///
    /// - Throws: `Failure` for everything that can be wrong with it, before a study is made of it.
    package init(path: String, for caller: any Caller) throws {
        let bundle = try Self.read(path)
        self.path = path
        self.bundle = bundle
        scenarios = try bundle.variants.map { try Self.scenario($0, path, for: caller) }
    }

    /// Does all runs again, and tells which figures and decisions are not the same.
    ///
    /// - Parameter keeper: the study in which the runs are kept; nil: none.
    package func differences(threads: Int, keeper: StudyKeeper?, for caller: any Caller) async throws -> [String] {
        var differences: [String] = []
        for batch in bundle.batches {
            let (scenario, loaded) = scenarios[batch.variant]
            let strategies = try StrategyInput.strategies(batch.strategies, of: scenario, in: path)
            try keeper?.describe(scenario, seed: batch.seed)
            let study = try await StudySession.run(
                scenario,
                strategies,
                replications: batch.replications,
                work: Work(seed: batch.seed, threads: threads, caller: caller),
                memory: try keeper?.freshMemory(
                    loaded,
                    strategies,
                    settings: bundle.variants[batch.variant].settings
                )
            )
            try StudySession.end(study)
            differences += bundle.differences(in: batch, study)
        }
        return differences
    }

    /// The versions of the simulation with which the runs were made, but for this one.
    package var otherVersions: Set<Int> {
        Set(bundle.variants.map(\.simulationVersion)).subtracting([simulationVersion])
    }

    private static func read(_ path: String) throws -> StudyBundle {
        if FileStart.bytes(of: path, upTo: 15) == Data("SQLite format 3".utf8) {
            throw Failure("\(path): a bundle is expected; this is a study: use 'patchlab bundle' to create one")
        }
        do {
            return try StudyBundle(path: path)
        } catch let error as any CustomStringConvertible & Error {
            throw Failure(error.description)
        }
    }

    private static func scenario(_ variant: StudyVariant, _ path: String, for caller: any Caller) throws -> (
        scenario: Scenario, loaded: LoadedScenario
    ) {
        let loaded = ScenarioFile.load(
            sources: variant.sources.map { SourceFile(paths: $0.paths, bytes: $0.bytes) },
            setting: variant.settings.map { ScenarioSetting(key: $0.key, value: $0.value) }
        )
        let scenario = try ScenarioInput.scenario(loaded, path, warns: false, for: caller)
        for stored in variant.strategies {
            let strategy = try StrategyInput.strategies([stored.name], of: scenario, in: path)
            // Another version may say the same in another form.
            guard variant.simulationVersion == simulationVersion, let strategy = strategy.first else { continue }
            guard StudyKeeper.stored(strategy, loaded).digest == stored.digest else {
                throw Failure("\(path): the digest of strategy '\(stored.name)' is not that of its scenario")
            }
        }
        return (scenario, loaded)
    }
}
