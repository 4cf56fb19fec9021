import Experiments
import Foundation
import PatchModel
import PatchSimulator
package import ResultStore
import ScenarioFiles

/// The study of a pack, done again.
package struct PackRerun {
    package let pack: StudyPack
    private let path: String
    /// Of each variant.
    private let scenarios: [(scenario: Scenario, loaded: LoadedScenario)]

    /// Reads the pack at `path`.
    ///
    /// - Throws: `Failure` for everything that can be wrong with it, before a study is made of it.
    package init(path: String, for caller: any Caller) throws {
        try KnownFile.refuse(path, wanted: .archive, .study)
        let pack = try Self.read(path)
        self.path = path
        self.pack = pack
        scenarios = try pack.variants.map { try Self.scenario($0, path, for: caller) }
    }

    /// Does all runs again, and tells which figures and decisions are not the same.
    ///
    /// - Parameter keeper: the study in which the runs are kept; nil: none.
    package func differences(threads: Int, keeper: StudyKeeper?, for caller: any Caller) async throws -> [String] {
        var differences: [String] = []
        for batch in pack.batches {
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
                    settings: pack.variants[batch.variant].settings
                )
            )
            try StudySession.end(study)
            differences += pack.differences(in: batch, study)
        }
        return differences
    }

    /// The versions of the simulation with which the runs were made, but for this one.
    package var otherVersions: Set<Int> {
        Set(pack.variants.map(\.simulationVersion)).subtracting([simulationVersion])
    }

    private static func read(_ path: String) throws -> StudyPack {
        do {
            return try StudyPack(path: path)
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
        try StudyKeeper.check(variant, loaded, in: path)
        return (scenario, loaded)
    }
}
