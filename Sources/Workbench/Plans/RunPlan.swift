import Foundation
package import PatchSimulator
import ResultStore

/// What several machines are to do, so that together they have done what one command would do on one.
///
/// It says everything that the runs follow from. The same command with the same files and the same version of the program makes
/// the same plan, to the byte, whoever plans.
package struct RunPlan: Codable, Sendable, Hashable {
    /// The version of the form of `plan.json`.
    package static let format = 1
    /// A plan is cut into so many parts at most.
    package static let mostShards = 10_000
    /// As many as the commands take.
    static let mostReplications = 1_000_000

    /// A file of the scenario.
    package struct Input: Codable, Sendable, Hashable {
        /// Its name in the plan's folder.
        package var name: String
        /// How the scenario's files call it; the first file is the scenario itself.
        package var paths: [String]
        package var sha256: String
        package var bytes: Int
    }

    /// A key that is set otherwise than the files say.
    package struct Setting: Codable, Sendable, Hashable {
        package var key: String
        package var value: String
    }

    /// A strategy that is run.
    package struct Strategy: Codable, Sendable, Hashable {
        package var name: String
        /// `RunKey.digest` of its runs.
        package var digest: String
    }

    /// A run that every machine makes before its own, to show that it computes what others compute.
    package struct Check: Codable, Sendable, Hashable {
        package var strategy: String
        package var replication: Int
        /// Of its figures and decisions.
        package var sha256: String
    }

    /// What is kept of each run.
    package enum Kept: String, Codable, Sendable, Hashable, CaseIterable {
        /// Figures and decisions.
        case decisions
        /// Its course over time, too, which takes ten times as much room.
        case series
    }

    package var format: Int
    /// The version of the program, and that of the simulation's law.
    package var patchlab: String
    package var simulation: Int
    /// The arguments of the command that is carried out, without those that only plan.
    package var command: [String]
    package var question: String
    package var inputs: [Input]
    package var settings: [Setting]
    /// Decimal digits, because not every program reads 64 bits.
    package var seed: String
    package var keep: Kept
    /// By what the ledger of each run is taken apart, in the order of their names.
    package var by: [String]
    package var strategies: [Strategy]
    /// Numbers of the replications: so many from the first on.
    package var first: Int
    package var count: Int
    package var shards: Int
    package var check: [Check]

    /// By what the ledger of each run is taken apart.
    package var dimensions: Set<PatchSimulator.Dimension> { Set(by.compactMap(PatchSimulator.Dimension.init)) }

    /// Number of single runs.
    package var runs: Int { strategies.count * count }

    /// The replications of a shard: every so manieth, of all strategies, so that pairs stay together and loads even out.
    package func replications(of shard: Int) -> [Int] {
        Array(stride(from: first + shard, to: first + count, by: shards))
    }

    /// The text of `plan.json`: keys in the order of their names, and a line feed at the end.
    package func text() throws -> [UInt8] {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes, .prettyPrinted]
        return Array(try encoder.encode(self)) + [UInt8(ascii: "\n")]
    }
}
