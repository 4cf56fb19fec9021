import Experiments
import GRDB
import PatchSimulator
import Synchronization

/// Runs that were read ahead of being asked for: a study is mostly read in the order of its replications, and a statement for
/// each run takes many times longer than one for all.
struct RunWindows: Sendable {
    /// So many replications are read at once.
    static let length = 256

    /// Of so many strategies at most.
    private static let mostRows = 256

    private struct Row: Hashable {
        var digest: String
        var seed: UInt64
    }

    private var byRow: [Row: [Int: RunResult]] = [:]

    /// The run, which is forgotten then; nil if it was not read.
    mutating func take(_ key: RunKey) -> RunResult? {
        byRow[Row(digest: key.digest, seed: key.seed)]?.removeValue(forKey: key.replication)
    }

    /// Takes up what follows a run, in place of what was read before.
    mutating func replace(_ results: [Int: RunResult], after key: RunKey) {
        // Whoever asks for fewer runs than there are would leave the rest of every strategy here.
        if byRow.count >= Self.mostRows { byRow.removeAll() }
        byRow[Row(digest: key.digest, seed: key.seed)] = results
    }
}

extension StudyFile {
    /// Reads what follows a run. What cannot be read is left to be told when it is asked for by itself.
    func openWindow(after key: RunKey, _ database: Database) throws {
        let range = key.replication + 1..<key.replication + RunWindows.length
        var found: [Int: RunResult] = [:]
        try? scan(digest: key.digest, seed: key.seed, range, database) { found[$0] = $1 }
        windows.withLock { $0.replace(found, after: key) }
    }

    /// The runs of a strategy in the order of their numbers, without series and breakdowns.
    ///
    /// - Parameters:
    ///   - range: of the numbers of the replications.
    ///   - body: takes the number and the run.
    /// - Throws: `StudyDamage`, what SQLite throws, or what `body` throws.
    func scan(
        digest: String,
        seed: UInt64,
        _ range: Range<Int>,
        _ database: Database,
        _ body: (Int, RunResult) throws -> Void
    ) throws {
        let arguments: StatementArguments = [digest, String(seed), range.lowerBound, range.upperBound]
        let chosen = "digest = ? AND seed = ? AND replication >= ? AND replication < ?"
        var decisions = try DecisionScan(
            try Row.fetchCursor(
                try database.cachedStatement(
                    sql: """
                        SELECT run, number, time_s, round, action, rollout, ring, reason, detail.text AS detail
                        FROM run CROSS JOIN decision ON decision.run = run.id
                        LEFT JOIN detail ON detail.id = decision.detail
                        WHERE \(chosen) ORDER BY replication, number
                        """
                ),
                arguments: arguments
            )
        )
        let statement = try database.cachedStatement(sql: "SELECT * FROM run WHERE \(chosen) ORDER BY replication")
        let columns = LedgerColumns(statement.columnNames, firstRuns.withLock { $0 })
        let rows = try Row.fetchCursor(statement, arguments: arguments)
        while let row = try rows.next() {
            let checked = CheckedRow(row, "a run")
            let id = try checked.integer("id", .min ... .max)
            let result = RunResult(
                ledger: try columns.ledger(row, run: id),
                decisions: try decisions.decisions(of: id)
            )
            try body(Int(try checked.integer("replication")), result)
        }
    }
}

/// Decisions in the order of their runs.
private struct DecisionScan {
    private let rows: RowCursor
    private var next: (run: Int64, row: Row)?

    init(_ rows: RowCursor) throws {
        self.rows = rows
        try step()
    }

    private mutating func step() throws {
        next = try rows.next().map { (try CheckedRow($0, "a decision").integer("run", .min ... .max), $0.copy()) }
    }

    /// The decisions of a run; runs must be asked for in their order.
    mutating func decisions(of run: Int64) throws -> [LoggedAction] {
        var found: [LoggedAction] = []
        while let next, next.run == run {
            found.append(
                try StudyFile.decision(CheckedRow(next.row, "run \(run), decision \(found.count)"), found.count)
            )
            try step()
        }
        return found
    }
}
