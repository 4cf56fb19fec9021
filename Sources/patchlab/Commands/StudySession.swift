import ArgumentParser
import Experiments
import Foundation
import PatchModel
import PatchSimulator

/// Runs a study with a progress bar, and can be interrupted.
enum StudySession {
    static func run(
        _ scenario: Scenario,
        _ strategies: [Strategy],
        replications: [Int],
        options: SimulationOptions
    ) async throws -> Study {
        let runner = StudyRunner(
            world: try ScenarioInput.world(scenario),
            strategies: strategies,
            seed: options.seed,
            replications: replications,
            threads: options.threadCount
        )
        let progress = Progress(total: runner.runCount, isQuiet: options.quiet)
        Interrupt.listen()
        let study = await runner.run(
            progress: { progress.update($0) },
            isCancelled: { Interrupt.isRequested }
        )
        progress.finish()
        if study.replications.isEmpty, study.isPartial {
            throw interrupted("interrupted before the first replication was finished")
        }
        return study
    }

    /// To be called when the results are out: an interrupted command does not end as if all were done.
    static func end(_ study: Study) throws {
        guard study.isPartial else { return }
        throw interrupted("interrupted: \(study.replications.count) replications were finished")
    }

    private static func interrupted(_ words: String) -> Failure {
        var failure = Failure(words)
        failure.status = ExitStatus.interrupted
        return failure
    }
}
