import EventEngine
public import Experiments
import Foundation
import GRDB
import PatchSimulator
import Synchronization

extension StudyFile: RunCache {
    /// A transaction is begun when so many runs wait, or after so long.
    private static let batch = 64
    private static let interval = Duration.milliseconds(500)

    /// - Throws: `StudyFileError`.
    public func result(for key: RunKey) throws -> RunResult? {
        try perform {
            try database.read { database in
                let row = try Row.fetchOne(
                    try database.cachedStatement(
                        sql: "SELECT * FROM run WHERE digest = ? AND seed = ? AND replication = ?"
                    ),
                    arguments: [key.digest, String(key.seed), key.replication]
                )
                return try row.map { try Self.result($0, database) }
            }
        }
    }

    /// - Throws: `StudyFileError`.
    public func keep(_ result: RunResult, for key: RunKey) throws {
        let isFull = pending.withLock { pending in
            pending.runs.append((key, result))
            return pending.runs.count >= Self.batch || ContinuousClock.now - pending.lastWrite >= Self.interval
        }
        if isFull { try flush() }
    }

    /// - Throws: `StudyFileError`; the runs that could not be written are lost then.
    public func flush() throws {
        let runs = pending.withLock { pending in
            defer { pending.runs = [] }
            pending.lastWrite = .now
            return pending.runs
        }
        guard !runs.isEmpty else { return }
        try perform {
            try database.write { database in
                for (key, result) in runs { try Self.insert(result, key, database) }
            }
        }
    }

    // MARK: Writing

    private static let insertion: String = {
        let names = ["digest", "seed", "replication"] + LedgerColumn.all.map(\.name)
        let marks = Array(repeating: "?", count: names.count).joined(separator: ", ")
        return "INSERT OR IGNORE INTO run (\(names.joined(separator: ", "))) VALUES (\(marks))"
    }()

    private static func insert(_ result: RunResult, _ key: RunKey, _ database: Database) throws {
        var values: [(any DatabaseValueConvertible)?] = [key.digest, String(key.seed), key.replication]
        for column in LedgerColumn.all { values.append(column.read(result.ledger)) }
        try database.cachedStatement(sql: insertion).execute(arguments: StatementArguments(values))
        // Another program may have done the same run meanwhile: it is the same, and stays. It may lack the series.
        guard database.changesCount == 1 else {
            guard let series = result.series, let run = try find(key, database) else { return }
            try insert(series, run, database)
            return
        }
        let run = database.lastInsertedRowID
        if let series = result.series { try insert(series, run, database) }
        for (number, row) in try DecisionRow.rows(of: result.decisions).enumerated() {
            try database.cachedStatement(sql: "INSERT INTO decision VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)").execute(
                arguments: [
                    run, number, row.time, row.action, row.rollout, row.ring, row.ringName, row.reason,
                    try row.detail.map { try detail($0, database) },
                ]
            )
        }
    }

    private static func find(_ key: RunKey, _ database: Database) throws -> Int64? {
        try Int64.fetchOne(
            try database.cachedStatement(sql: "SELECT id FROM run WHERE digest = ? AND seed = ? AND replication = ?"),
            arguments: [key.digest, String(key.seed), key.replication]
        )
    }

    private static func insert(_ series: RunSeries, _ run: Int64, _ database: Database) throws {
        for (kind, values) in zip(RunSeries.Kind.allCases, series.values) {
            // A list of whole numbers in JSON.
            let text = "[" + values.map(String.init).joined(separator: ",") + "]"
            try database.cachedStatement(sql: "INSERT OR REPLACE INTO series_values VALUES (?, ?, ?, ?)")
                .execute(arguments: [run, kind.rawValue, series.step, text])
        }
    }

    /// The number of a text in the table `detail`, in which each stands once.
    private static func detail(_ text: String, _ database: Database) throws -> Int64? {
        try database.cachedStatement(sql: "INSERT OR IGNORE INTO detail (text) VALUES (?)").execute(arguments: [text])
        return try Int64.fetchOne(
            try database.cachedStatement(sql: "SELECT id FROM detail WHERE text = ?"),
            arguments: [text]
        )
    }

    // MARK: Reading

    static func result(_ row: Row, _ database: Database) throws -> RunResult {
        var ledger = Ledger()
        for column in LedgerColumn.all {
            if let value = row[column.name] as Int64? { column.write(&ledger, value) }
        }
        let run: Int64 = row["id"]
        let decisions = try Row.fetchAll(
            try database.cachedStatement(
                sql: """
                    SELECT time_s, action, rollout, ring, ring_name, reason, detail.text AS detail
                    FROM decision LEFT JOIN detail ON detail.id = decision.detail WHERE run = ? ORDER BY number
                    """
            ),
            arguments: [run]
        ).map { row in
            try DecisionRow(
                time: row["time_s"],
                action: row["action"],
                rollout: row["rollout"],
                ring: row["ring"],
                ringName: row["ring_name"],
                reason: row["reason"],
                detail: row["detail"]
            ).decision
        }
        return RunResult(ledger: ledger, decisions: decisions, series: try series(of: run, database))
    }

    /// The series of a run; nil if there is none, or one of the kinds is missing.
    private static func series(of run: Int64, _ database: Database) throws -> RunSeries? {
        let rows = try Row.fetchAll(
            try database.cachedStatement(sql: "SELECT kind, step_s, points FROM series_values WHERE run = ?"),
            arguments: [run]
        )
        guard let step = rows.first?["step_s"] as Tick? else { return nil }
        var values: [[Int64]] = []
        for kind in RunSeries.Kind.allCases {
            guard let row = rows.first(where: { $0["kind"] == kind.rawValue }) else { return nil }
            let text: String = row["points"]
            values.append(
                try text.dropFirst().dropLast().split(separator: ",").map { digits in
                    guard let value = Int64(digits) else { throw DecisionText.Damage(word: String(digits)) }
                    return value
                }
            )
        }
        return RunSeries(step: step, values: values)
    }
}
