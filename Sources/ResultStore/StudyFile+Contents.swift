public import Experiments
import Foundation
import GRDB
public import PatchModel

extension StudyFile {
    /// What the study is about.
    ///
    /// - Throws: `StudyFileError`.
    public func about() throws(StudyFileError) -> StudyAbout {
        try perform {
            let row = try database.read { try Row.fetchOne($0, sql: "SELECT * FROM study") }
            guard let row else { throw StudyFileError(.notAStudy, "nothing was ever kept in this study", path: path) }
            return StudyAbout(
                question: row["question"],
                command: row["command"],
                seed: UInt64(row["seed"] as String) ?? 0,
                created: row["created_utc"],
                host: row["host"],
                patchlabVersion: row["patchlab_version"],
                simulationVersion: row["simulation_version"]
            )
        }
    }

    /// Enters what the study is about. When it was begun, and where, stays as it was first said.
    ///
    /// - Throws: `StudyFileError`.
    public func describe(_ about: StudyAbout) throws(StudyFileError) {
        try perform {
            try database.write {
                try $0.execute(
                    sql: """
                        INSERT INTO study VALUES (1, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (id) DO UPDATE SET
                            question = excluded.question, command = excluded.command, seed = excluded.seed,
                            patchlab_version = excluded.patchlab_version,
                            simulation_version = excluded.simulation_version
                        """,
                    arguments: [
                        about.question, about.command, String(about.seed), about.created, about.host,
                        about.patchlabVersion, about.simulationVersion,
                    ]
                )
            }
        }
    }

    // MARK: Variants

    /// Enters a variant, or strategies that it did not have yet.
    ///
    /// - Returns: its number, which is that of an earlier one if that is the same.
    /// - Throws: `StudyFileError`.
    @discardableResult
    public func enter(_ variant: StudyVariant) throws(StudyFileError) -> Int64 {
        try perform {
            try database.write { database in
                let settings = try Self.json(variant.settings.map { [$0.key, $0.value] })
                let digests = variant.sources.map { Digest.of($0.bytes) }
                let names = try variant.sources.map { try Self.json($0.paths) }
                let digest = Digest.of(
                    (["\(variant.simulationVersion)", settings] + zip(names, digests).flatMap { [$0, $1] })
                        .joined(separator: "\n")
                )
                try database.execute(
                    sql: "INSERT OR IGNORE INTO variant (settings, simulation_version, digest) VALUES (?, ?, ?)",
                    arguments: [settings, variant.simulationVersion, digest]
                )
                let isNew = database.changesCount == 1
                let id =
                    try Int64.fetchOne(database, sql: "SELECT id FROM variant WHERE digest = ?", arguments: [digest])
                    ?? 0
                if isNew {
                    for (position, source) in variant.sources.enumerated() {
                        try database.execute(
                            sql: "INSERT OR IGNORE INTO source (sha256, bytes) VALUES (?, ?)",
                            arguments: [digests[position], Data(source.bytes)]
                        )
                        try database.execute(
                            sql: """
                                INSERT INTO variant_source SELECT ?, ?, ?, id FROM source WHERE sha256 = ?
                                """,
                            arguments: [id, position, names[position], digests[position]]
                        )
                    }
                }
                for strategy in variant.strategies {
                    try database.execute(
                        sql: """
                            INSERT OR IGNORE INTO strategy
                            SELECT ?, ifnull(max(position) + 1, 0), ?, ?, ? FROM strategy WHERE variant = ?
                            """,
                        arguments: [id, strategy.name, strategy.text, strategy.digest, id]
                    )
                }
                return id
            }
        }
    }

    /// The numbers of all variants, in the order in which they came.
    ///
    /// - Throws: `StudyFileError`.
    public func variants() throws(StudyFileError) -> [Int64] {
        try perform { try database.read { try Int64.fetchAll($0, sql: "SELECT id FROM variant ORDER BY id") } }
    }

    /// A variant with its files and strategies.
    ///
    /// - Throws: `StudyFileError`; `notFound` if there is none of that number.
    public func variant(_ id: Int64) throws(StudyFileError) -> StudyVariant {
        try perform {
            try database.read { database in
                guard let row = try Row.fetchOne(database, sql: "SELECT * FROM variant WHERE id = ?", arguments: [id])
                else { throw StudyFileError(.notFound, "there is no variant \(id) in this study", path: path) }
                let settings: [[String]] = try Self.fromJSON(row["settings"])
                let sources = try Row.fetchAll(
                    database,
                    sql: """
                        SELECT paths, bytes, sha256 FROM variant_source JOIN source ON source.id = source
                        WHERE variant = ? ORDER BY position
                        """,
                    arguments: [id]
                )
                let strategies = try Row.fetchAll(
                    database,
                    sql: "SELECT name, text, digest FROM strategy WHERE variant = ? ORDER BY position",
                    arguments: [id]
                )
                return StudyVariant(
                    settings: settings.map { StoredSetting(key: $0.first ?? "", value: $0.last ?? "") },
                    sources: try sources.map { row in
                        let bytes = [UInt8](row["bytes"] as Data)
                        guard Digest.of(bytes) == row["sha256"] else {
                            throw StudyFileError(.damaged, "a scenario's text is not what its digest says", path: path)
                        }
                        return StoredSource(paths: try Self.fromJSON(row["paths"]), bytes: bytes)
                    },
                    strategies: strategies.map {
                        StoredStrategy(name: $0["name"], text: $0["text"], digest: $0["digest"])
                    },
                    simulationVersion: row["simulation_version"]
                )
            }
        }
    }

    // MARK: Runs

    /// The replications of a seed that are there for all of the strategies, ascending.
    ///
    /// - Throws: `StudyFileError`.
    public func replications(of strategies: [StoredStrategy], seed: UInt64) throws(StudyFileError) -> [Int] {
        let digests = Set(strategies.map(\.digest))
        guard !digests.isEmpty else { return [] }
        return try perform {
            try database.read { database in
                let marks = Array(repeating: "?", count: digests.count).joined(separator: ", ")
                return try Int.fetchAll(
                    database,
                    sql: """
                        SELECT replication FROM run WHERE seed = ? AND digest IN (\(marks))
                        GROUP BY replication HAVING count(*) = ? ORDER BY replication
                        """,
                    arguments: [String(seed)] + StatementArguments(digests.sorted()) + [digests.count]
                )
            }
        }
    }

    /// Seeds for which there are runs of any of the strategies, with the number of runs, ascending.
    ///
    /// - Throws: `StudyFileError`.
    public func seeds(of strategies: [StoredStrategy]) throws(StudyFileError) -> [(seed: UInt64, runs: Int)] {
        try perform {
            var counts: [UInt64: Int] = [:]
            for digest in Set(strategies.map(\.digest)) {
                let rows = try database.read {
                    try Row.fetchAll(
                        $0,
                        sql: "SELECT seed, count(*) AS runs FROM run WHERE digest = ? GROUP BY seed",
                        arguments: [digest]
                    )
                }
                for row in rows { counts[UInt64(row["seed"] as String) ?? 0, default: 0] += row["runs"] as Int }
            }
            return counts.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
        }
    }

    /// Number of runs kept, of all variants and seeds.
    ///
    /// - Throws: `StudyFileError`.
    public func runCount() throws(StudyFileError) -> Int {
        try perform { try database.read { try Int.fetchOne($0, sql: "SELECT count(*) FROM run") ?? 0 } }
    }

    /// A variant's study as it was when it was run: all replications of the seed that are there for all strategies.
    ///
    /// - Parameters:
    ///   - scenario: the variant's, read from its sources with its settings; its strategies are found there by name.
    /// - Throws: `StudyFileError`.
    public func study(of variant: StudyVariant, scenario: Scenario, seed: UInt64) throws(StudyFileError) -> Study {
        let found = variant.strategies.compactMap { stored in
            scenario.strategies.first { $0.name == stored.name }.map { (stored, $0) }
        }
        guard found.count == variant.strategies.count else {
            throw StudyFileError(.damaged, "a strategy of the study is not in its scenario", path: path)
        }
        let replications = try replications(of: variant.strategies, seed: seed)
        return try perform {
            let results = try found.map { stored, _ in
                try replications.compactMap {
                    try result(for: RunKey(digest: stored.digest, seed: seed, replication: $0))
                }
            }
            return Study(
                scenario: scenario,
                strategies: found.map(\.1),
                seed: seed,
                replications: replications,
                results: results
            )
        }
    }

    // MARK: Lists of text

    private static func json(_ value: some Encodable) throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return String(decoding: try encoder.encode(value), as: UTF8.self)
    }

    private static func fromJSON<Value: Decodable>(_ text: String) throws -> Value {
        try JSONDecoder().decode(Value.self, from: Data(text.utf8))
    }
}
