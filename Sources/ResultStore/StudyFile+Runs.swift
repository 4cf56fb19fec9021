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
        // Another program may have done the same run meanwhile: it is the same, and stays.
        guard database.changesCount == 1 else { return }
        let run = database.lastInsertedRowID
        for (number, row) in try DecisionRow.rows(of: result.decisions).enumerated() {
            try database.cachedStatement(sql: "INSERT INTO decision VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)").execute(
                arguments: [
                    run, number, row.time, row.action, row.rollout, row.ring, row.ringName, row.reason,
                    try row.detail.map { try detail($0, database) },
                ]
            )
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
        return RunResult(ledger: ledger, decisions: decisions)
    }
}
