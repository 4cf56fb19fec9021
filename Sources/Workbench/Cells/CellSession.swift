package import Experiments
package import PatchModel
package import PatchSimulator

/// Compares strategies in the runs of cells for a caller, who may interrupt it.
package enum CellSession {
    /// Looks until every difference is decided, or the limit is reached.
    ///
    /// - Parameter dimensions: by what each run is taken apart.
    /// - Throws: `Failure` if there is no room for the runs, or if they were interrupted before the first look was over.
    package static func run(
        _ scenario: Scenario,
        _ strategies: [Strategy],
        looks: CellLooks,
        work: Work,
        dimensions: Set<Dimension> = []
    ) async throws -> CellComparison {
        let runsAtOnce = try RunRoom.runsAtOnce(
            scenario,
            strategies,
            wanted: work.threads,
            replications: looks.mostRuns,
            dimensions: dimensions
        )
        let runner = CellRunner(
            world: try RunRoom.world(scenario),
            policies: strategies.map { DeclaredSource($0) },
            seed: work.seed,
            threads: work.threads,
            runsAtOnce: runsAtOnce,
            dimensions: dimensions
        )
        let caller = work.caller
        let comparison = try await caller.heeding {
            try await looks.comparison { runs, earlier in
                guard !caller.wantsEnd else { return nil }
                return try await InterruptibleWork.outcome(
                    total: runner.newRuns(of: runs, after: earlier),
                    for: caller
                ) { progress in
                    try await runner.study(
                        of: runs,
                        after: earlier,
                        progress: progress,
                        isCancelled: { caller.wantsEnd }
                    )
                } orSoFar: {
                    nil
                }
            }
        }
        guard let comparison else { throw Failure.interrupted("interrupted before the first look was finished") }
        return comparison
    }

    /// What is decided of one run of a cell, which `compare` makes with any strategy.
    ///
    /// - Parameter place: `NAME/NUMBER`.
    /// - Throws: `Failure` if there is no such cell.
    package static func draws(_ place: String, _ scenario: Scenario, seed: UInt64) throws
        -> (number: Int, draws: ScenarioDraws)
    {
        let design = CellDesign(try RunRoom.world(scenario), seed: seed)
        let parts = place.split(separator: "/", omittingEmptySubsequences: false)
        let names = design.cells.map(\.name)
        guard parts.count == 2, let number = Int(parts[1]), (0...Int(Int32.max)).contains(number) else {
            throw Failure(
                "--cell \(place): a cell and the number of a run in it are expected, such as \(names[names.count - 1])/12"
            )
        }
        guard let cell = design.cell(named: String(parts[0])) else {
            throw Failure("--cell \(place): this scenario has the cells \(names.joined(separator: ", "))")
        }
        return (number, design.draws(cell, number))
    }

    /// To be called when the results are out: interrupted work does not end as if all were done.
    package static func end(_ comparison: CellComparison, _ looks: CellLooks) throws {
        guard looks.next(after: comparison) != nil else { return }
        throw Failure.interrupted("interrupted: \(comparison.study.runs) runs of each strategy were finished")
    }
}
