import Crypto
package import Experiments
import GRDB
import PatchSimulator

extension StudyFile {
    /// The keys of all runs, in the order of digest, seed and replication.
    ///
    /// - Throws: `StudyFileError`.
    package func keys() throws(StudyFileError) -> [RunKey] {
        try perform {
            try database.read { database in
                try Row.fetchAll(
                    database,
                    sql: "SELECT digest, seed, replication FROM run ORDER BY digest, seed, replication"
                ).map { found in
                    let row = CheckedRow(found, "a run")
                    return RunKey(
                        digest: try row.text("digest"),
                        seed: try row.seed("seed"),
                        replication: Int(try row.integer("replication"))
                    )
                }
            }
        }
    }

    /// A digest of all runs with their figures and decisions, whatever the order in which they were made, wherever and by how many.
    ///
    /// - Returns: SHA-256 over a line for each run, in the order of digest, seed and replication, and the number of runs.
    /// - Throws: `StudyFileError`.
    package func contents() throws(StudyFileError) -> (digest: String, runs: Int) {
        var hash = SHA256()
        var count = 0
        try perform {
            try database.read { database in
                let rows = try Row.fetchAll(
                    database,
                    sql: "SELECT DISTINCT digest, seed FROM run ORDER BY digest, seed"
                )
                for row in rows.map({ CheckedRow($0, "a run") }) {
                    let (digest, seed) = (try row.text("digest"), try row.seed("seed"))
                    try scan(digest: digest, seed: seed, 0..<Int.max, database) { replication, result in
                        hash.update(data: Array("\(digest) \(seed) \(replication) \(Digest.of(result))\n".utf8))
                        count += 1
                    }
                }
            }
        }
        return (Digest.hexadecimal(hash.finalize()), count)
    }

    /// The parts that some of the runs have.
    func parts() throws(StudyFileError) -> (series: Bool, dimensions: Set<Dimension>) {
        try perform {
            try database.read { database in
                let series = try Bool.fetchOne(database, sql: "SELECT EXISTS (SELECT 1 FROM series_values)") ?? false
                let dimensions = try String.fetchAll(database, sql: "SELECT DISTINCT dimension FROM breakdown")
                return (series, Set(dimensions.compactMap(Dimension.init)))
            }
        }
    }
}

extension Digest {
    /// Of the figures and decisions of a run, plans and switches included.
    package static func of(_ result: RunResult) -> String { RunRecord(result).sha256 }
}

extension RunRecord {
    /// All that today's ledgers have.
    init(_ result: RunResult) {
        self.init(result, figures: Ledger.figures.map(\.id), variant: 0, strategy: "", seed: 0, replication: 0)
    }
}
