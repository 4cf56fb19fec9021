package import Experiments
import Foundation
import GRDB
package import PatchModel
package import PatchSimulator

extension StudyFile {
    /// What the study is about.
    ///
    /// - Throws: `StudyFileError`.
    package func about() throws(StudyFileError) -> StudyAbout {
        try perform {
            let row = try database.read { try Row.fetchOne($0, sql: "SELECT * FROM study") }
            guard let row else { throw StudyFileError(.notAStudy, "nothing was ever kept in this study", path: path) }
            let study = CheckedRow(row, "study")
            return StudyAbout(
                question: try study.text("question"),
                command: try study.text("command"),
                seed: try study.seed("seed"),
                created: try study.text("created_utc"),
                host: try study.text("host"),
                patchlabVersion: try study.text("patchlab_version"),
                simulationVersion: Int(try study.integer("simulation_version"))
            )
        }
    }

    /// Enters what the study is about. When it was begun, and where, stays as it was first said.
    ///
    /// - Throws: `StudyFileError`.
    package func describe(_ about: StudyAbout) throws(StudyFileError) {
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
    package func enter(_ variant: StudyVariant) throws(StudyFileError) -> Int64 {
        try perform {
            try database.write { database in
                let settings = try Self.json(variant.settings.map { [$0.key, $0.value] })
                let digests = variant.sources.map { Digest.of($0.bytes) }
                let names = try variant.sources.map { try Self.json($0.paths) }
                let files = zip(names, digests).map { (paths: $0, digest: $1) }
                let digest = Self.digest(variant.simulationVersion, settings: settings, files)
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
                try Self.enter(variant, id, database)
                return id
            }
        }
    }

    /// Adds the strategies that are new, and puts all into the order in which the scenario declares them: which came first
    /// says nothing.
    private static func enter(_ variant: StudyVariant, _ id: Int64, _ database: Database) throws {
        var strategies = try strategies(of: id, database)
        let known = Set(strategies.map(\.name))
        strategies += variant.strategies.filter { !known.contains($0.name) }
        let places = Dictionary(variant.declared.enumerated().map { ($1, $0) }) { first, _ in first }
        let sorted = strategies.enumerated().sorted {
            (places[$0.element.name] ?? .max, $0.offset) < (places[$1.element.name] ?? .max, $1.offset)
        }
        try database.execute(sql: "DELETE FROM strategy WHERE variant = ?", arguments: [id])
        for (position, strategy) in sorted.map(\.element).enumerated() {
            try database.execute(
                sql: "INSERT OR IGNORE INTO strategy VALUES (?, ?, ?, ?, ?)",
                arguments: [id, position, strategy.name, strategy.text, strategy.digest]
            )
        }
    }

    private static func strategies(of id: Int64, _ database: Database) throws -> [StoredStrategy] {
        try Row.fetchAll(
            database,
            sql: "SELECT name, text, digest FROM strategy WHERE variant = ? ORDER BY position",
            arguments: [id]
        ).enumerated().map { place, row in
            let strategy = CheckedRow(row, "variant \(id), strategy \(place)")
            return StoredStrategy(
                name: try strategy.text("name"),
                text: try strategy.text("text"),
                digest: try strategy.text("digest")
            )
        }
    }

    /// By what a variant is known again.
    ///
    /// - Parameters:
    ///   - settings: as JSON.
    ///   - files: their names as JSON, and the digest of what is in each.
    private static func digest(_ version: Int, settings: String, _ files: [(paths: String, digest: String)]) -> String {
        Digest.of((["\(version)", settings] + files.flatMap { [$0.paths, $0.digest] }).joined(separator: "\n"))
    }

    /// The numbers of all variants, in the order in which they came.
    ///
    /// - Throws: `StudyFileError`.
    package func variants() throws(StudyFileError) -> [Int64] {
        try perform { try database.read { try Int64.fetchAll($0, sql: "SELECT id FROM variant ORDER BY id") } }
    }

    /// A variant with its files and strategies.
    ///
    /// - Throws: `StudyFileError`; `notFound` if there is none of that number.
    package func variant(_ id: Int64) throws(StudyFileError) -> StudyVariant {
        try perform {
            try database.read { database in
                guard let row = try Row.fetchOne(database, sql: "SELECT * FROM variant WHERE id = ?", arguments: [id])
                else { throw StudyFileError(.notFound, "there is no variant \(id) in this study", path: path) }
                let head = CheckedRow(row, "variant \(id)")
                let settings: [[String]] = try head.json("settings", "a JSON list of keys and values")
                guard settings.allSatisfy({ $0.count == 2 }) else {
                    throw head.damage("settings", "a JSON list of keys and values")
                }
                let written = try head.text("settings")
                let sources = try Row.fetchAll(
                    database,
                    sql: """
                        SELECT paths, bytes, sha256 FROM variant_source JOIN source ON source.id = source
                        WHERE variant = ? ORDER BY position
                        """,
                    arguments: [id]
                )
                let version = Int(try head.integer("simulation_version"))
                let variant = StudyVariant(
                    settings: settings.map { StoredSetting(key: $0[0], value: $0[1]) },
                    sources: try sources.enumerated().map { place, row in
                        let source = CheckedRow(row, "variant \(id), file \(place)")
                        let bytes = try source.bytes("bytes")
                        guard Digest.of(bytes) == (try source.text("sha256")) else {
                            throw StudyDamage(message: "\(source.name): its text is not what its digest says")
                        }
                        return StoredSource(paths: try source.json("paths", "a JSON list of names"), bytes: bytes)
                    },
                    strategies: try Self.strategies(of: id, database),
                    simulationVersion: version
                )
                // Last, so that what is damaged is named where it can be.
                let files = try sources.map {
                    (
                        paths: try CheckedRow($0, head.name).text("paths"),
                        digest: try CheckedRow($0, head.name).text("sha256")
                    )
                }
                guard Self.digest(version, settings: written, files) == (try head.text("digest")) else {
                    throw StudyDamage(
                        message: "\(head.name): its settings or files are not what its digest says; "
                            + "they were changed after its runs were made"
                    )
                }
                return variant
            }
        }
    }

    // MARK: Runs

    /// The replications of a seed that are there for all of the strategies, ascending.
    ///
    /// - Throws: `StudyFileError`.
    package func replications(of strategies: [StoredStrategy], seed: UInt64) throws(StudyFileError) -> [Int] {
        let digests = Set(strategies.map(\.digest))
        guard !digests.isEmpty else { return [] }
        return try perform {
            try database.read { database in
                let marks = Array(repeating: "?", count: digests.count).joined(separator: ", ")
                return try Row.fetchAll(
                    database,
                    sql: """
                        SELECT replication FROM run WHERE seed = ? AND digest IN (\(marks))
                        GROUP BY replication HAVING count(*) = ? ORDER BY replication
                        """,
                    arguments: [String(seed)] + StatementArguments(digests.sorted()) + [digests.count]
                ).map { Int(try CheckedRow($0, "a run").integer("replication")) }
            }
        }
    }

    /// Seeds for which there are runs of any of the strategies, with the number of runs, ascending.
    ///
    /// - Throws: `StudyFileError`.
    package func seeds(of strategies: [StoredStrategy]) throws(StudyFileError) -> [(seed: UInt64, runs: Int)] {
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
                for row in rows.map({ CheckedRow($0, "runs") }) {
                    counts[try row.seed("seed"), default: 0] += Int(try row.integer("runs"))
                }
            }
            return counts.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
        }
    }

    /// Number of runs kept, of all variants and seeds.
    ///
    /// - Throws: `StudyFileError`.
    package func runCount() throws(StudyFileError) -> Int {
        try perform { try database.read { try Int.fetchOne($0, sql: "SELECT count(*) FROM run") ?? 0 } }
    }

    /// A variant's study as it was when it was run: all replications of the seed that are there for all strategies.
    ///
    /// - Parameters:
    ///   - scenario: the variant's, read from its sources with its settings; its strategies are found there by name.
    ///   - others: strategies that were run beside those of the scenario.
    ///   - dimensions: which breakdowns come with the runs that have them.
    ///   - series: whether their time series come with them.
    /// - Throws: `StudyFileError`.
    package func study(
        of variant: StudyVariant,
        scenario: Scenario,
        beside others: [Strategy] = [],
        seed: UInt64,
        by dimensions: Set<PatchSimulator.Dimension> = [],
        series: Bool = true
    ) throws(StudyFileError) -> Study {
        let found = variant.strategies.compactMap { stored in
            (scenario.strategies + others).first { $0.name == stored.name }.map { (stored, $0) }
        }
        guard found.count == variant.strategies.count else {
            throw StudyFileError(.damaged, "a strategy of the study is not in its scenario", path: path)
        }
        let replications = try replications(of: variant.strategies, seed: seed)
        return try perform {
            let results = try found.map { stored, _ in
                try replications.compactMap {
                    try result(
                        for: RunKey(digest: stored.digest, seed: seed, replication: $0),
                        by: dimensions,
                        series: series
                    )
                }
            }
            return Study(
                scenario: scenario,
                policies: found.map { StudiedPolicy($0.1) },
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
}
