import Experiments
import Foundation
package import PatchModel
package import PatchSimulator

/// What has to be there before runs can be made: room in the memory, and a world to run in.
package enum RunRoom {
    /// How many runs, up to `wanted`, the memory has room for. Better said at once that it has none for a single one
    /// than after minutes of a machine that does nothing but swap.
    ///
    /// - Parameters:
    ///   - replications: of each strategy, all of which are kept to the end; 0 where none is.
    ///   - seriesIntervals: of the time series kept with each run; nil: none is.
    ///   - dimensions: by what the ledger of each run is taken apart.
    /// - Throws: `Failure` if there is no room for a single run.
    package static func runsAtOnce(
        _ scenario: Scenario,
        _ strategies: [Strategy],
        wanted: Int,
        replications: Int = 0,
        seriesIntervals: Int? = nil,
        dimensions: Set<PatchSimulator.Dimension> = []
    ) throws -> Int {
        let estimate = MemoryEstimate(
            scenario,
            strategies: strategies,
            replications: replications,
            seriesIntervals: seriesIntervals,
            dimensions: dimensions
        )
        let memory = Machine.usableMemory
        let possible = estimate.runsAtOnce(in: memory, wanted: wanted)
        guard possible > 0 else {
            let format = ByteCountFormatStyle(style: .memory, locale: Locale(identifier: "en_US_POSIX"))
            let isKept = estimate.kept > estimate.shared + estimate.perRun
            let what =
                isKept
                ? "\(strategies.count) strategies in \(replications) runs"
                : "\(scenario.deviceCount) devices and \(scenario.patches.count) patches"
            let remedy =
                isKept
                ? "take fewer strategies or runs" + (dimensions.isEmpty ? "" : ", or leave out --by")
                : estimate.shared > estimate.perRun
                    ? "reduce the components or patches" : "reduce the group counts"
            throw Failure(
                "\(what) need about \(format.format(Int64(estimate.total))) of memory; this machine has "
                    + "\(format.format(Int64(memory))) available: "
                    + remedy
            )
        }
        return possible
    }

    /// The world of the scenario.
    ///
    /// - Throws: `Failure` if it is too big for the simulator.
    package static func world(_ scenario: Scenario) throws -> World {
        do {
            return try World(scenario)
        } catch {
            throw Failure(error.description)
        }
    }
}
