import EventEngine
package import Experiments
import Foundation
import GRDB
package import PatchSimulator
import Synchronization

extension StudyFile: RunCache {
    /// A transaction is begun when so many runs wait, or after so long.
    private static let batch = 64
    private static let interval = Duration.milliseconds(500)

    /// - Throws: `StudyFileError`.
    package func result(for key: RunKey, by dimensions: Set<PatchSimulator.Dimension>, series: Bool) throws
        -> RunResult?
    {
        if !series, dimensions.isEmpty, let result = windows.withLock({ $0.take(key) }) { return result }
        return try perform {
            try database.read { database in
                let row = try Row.fetchOne(
                    try database.cachedStatement(
                        sql: "SELECT * FROM run WHERE digest = ? AND seed = ? AND replication = ?"
                    ),
                    arguments: [key.digest, String(key.seed), key.replication]
                )
                guard let row else { return nil }
                // Where one is, there are mostly many: those that will be asked for next are read in one go.
                if !series, dimensions.isEmpty { try openWindow(after: key, database) }
                return try result(row, by: dimensions, series: series, database)
            }
        }
    }

    /// - Throws: `StudyFileError`.
    package func keep(_ result: RunResult, for key: RunKey) throws {
        let isFull = pending.withLock { pending in
            pending.runs.append((key, result))
            return pending.runs.count >= Self.batch || ContinuousClock.now - pending.lastWrite >= Self.interval
        }
        if isFull { try flush() }
    }

    /// - Throws: `StudyFileError`; the runs that could not be written are lost then.
    package func flush() throws {
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
        let names = ["digest", "seed", "replication"] + Ledger.figures.map(\.id)
        let marks = Array(repeating: "?", count: names.count).joined(separator: ", ")
        return "INSERT OR IGNORE INTO run (\(names.joined(separator: ", "))) VALUES (\(marks))"
    }()

    static func insert(_ result: RunResult, _ key: RunKey, _ database: Database) throws {
        var values: [(any DatabaseValueConvertible)?] = [key.digest, String(key.seed), key.replication]
        for figure in Ledger.figures { values.append(result.ledger[figure]) }
        try database.cachedStatement(sql: insertion).execute(arguments: StatementArguments(values))
        // Another program may have done the same run meanwhile: it is the same, and stays. It may lack series or breakdowns.
        guard database.changesCount == 1 else {
            guard let run = try find(key, database) else { return }
            try insertParts(of: result, run, database)
            return
        }
        let run = database.lastInsertedRowID
        try insertParts(of: result, run, database)
        for (number, row) in DecisionRow.rows(of: result.decisions).enumerated() {
            try database.cachedStatement(sql: "INSERT INTO decision VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)").execute(
                arguments: [
                    run, number, row.time, row.round, row.action, row.rollout, row.ring, row.ringName, row.reason,
                    try row.detail.map { try detail($0, database) },
                ]
            )
        }
    }

    private static func insertParts(of result: RunResult, _ run: Int64, _ database: Database) throws {
        if let series = result.series { try insert(series, run, database) }
        for breakdown in result.breakdowns.values { try insert(breakdown, run, database) }
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
    static func detail(_ text: String, _ database: Database) throws -> Int64? {
        try database.cachedStatement(sql: "INSERT OR IGNORE INTO detail (text) VALUES (?)").execute(arguments: [text])
        return try Int64.fetchOne(
            try database.cachedStatement(sql: "SELECT id FROM detail WHERE text = ?"),
            arguments: [text]
        )
    }

    // MARK: Reading

    func result(_ found: Row, by dimensions: Set<PatchSimulator.Dimension>, series: Bool, _ database: Database) throws
        -> RunResult
    {
        let id = try CheckedRow(found, "a run").integer("id", .min ... .max)
        let ledger = try LedgerColumns(Array(found.columnNames), firstRuns.withLock { $0 }).ledger(found, run: id)
        return RunResult(
            ledger: ledger,
            decisions: try Self.decisions(of: id, database),
            series: series ? try Self.series(of: id, horizon: ledger.time, database) : nil,
            breakdowns: try Self.breakdowns(of: id, by: dimensions, database)
        )
    }

    private static func decisions(of run: Int64, _ database: Database) throws -> [LoggedAction] {
        try Row.fetchAll(
            try database.cachedStatement(
                sql: """
                    SELECT number, time_s, round, action, rollout, ring, reason, detail.text AS detail
                    FROM decision LEFT JOIN detail ON detail.id = decision.detail WHERE run = ? ORDER BY number
                    """
            ),
            arguments: [run]
        ).enumerated().map { place, found in
            try decision(CheckedRow(found, "run \(run), decision \(place)"), place)
        }
    }

    static func decision(_ row: CheckedRow, _ place: Int) throws -> LoggedAction {
        guard try row.integer("number") == place else { throw row.damage("number", "\(place)") }
        let kept = DecisionRow(
            time: try row.integer("time_s", -CheckedRow.greatestTime...CheckedRow.greatestTime),
            round: Int(try row.integer("round")),
            action: try row.text("action"),
            rollout: Int(try row.integer("rollout")),
            ring: try row.optionalInteger("ring", 0...CheckedRow.greatestSum).map { Int($0) },
            reason: try row.text("reason"),
            detail: try row.optionalText("detail")
        )
        guard let verb = Action.Verb(rawValue: kept.action) else {
            throw row.damage("action", Action.Verb.allCases.map(\.rawValue).joined(separator: ", "))
        }
        do {
            return try kept.decision(verb)
        } catch {
            throw row.damage("detail", verb == .begin ? "a rollout's plan" : "what a stop does")
        }
    }

    /// The series of a run; nil if there is none, or one of the kinds is missing.
    static func series(of run: Int64, horizon: Tick, _ database: Database) throws -> RunSeries? {
        let rows = try Row.fetchAll(
            try database.cachedStatement(sql: "SELECT kind, step_s, points FROM series_values WHERE run = ?"),
            arguments: [run]
        )
        var kept: [String: CheckedRow] = [:]
        for row in rows {
            let kind = try CheckedRow(row, "run \(run), series").text("kind")
            kept[kind] = CheckedRow(row, "run \(run), series \(StudyDamage.quoted(kind))")
        }
        var step: Tick?
        var values: [[Int64]] = []
        for kind in RunSeries.Kind.allCases {
            guard let row = kept[kind.rawValue] else { return nil }
            let own = try row.integer("step_s", 1...CheckedRow.greatestTime)
            guard step == nil || step == own else { throw row.damage("step_s", "\(step ?? own), as in the others,") }
            step = own
            let points = try points(row)
            // From 0 to the horizon, as `RunSeries.instants` has them.
            let count = (horizon + own - 1) / own + 1
            guard points.count == count else { throw row.damage("points", "a list of \(count) whole numbers") }
            values.append(points)
        }
        return step.map { RunSeries(step: $0, values: values) }
    }

    private static func points(_ row: CheckedRow) throws -> [Int64] {
        let text = try row.text("points")
        guard text.hasPrefix("["), text.hasSuffix("]") else { throw row.damage("points", "a list of whole numbers") }
        return try text.dropFirst().dropLast().split(separator: ",", omittingEmptySubsequences: text == "[]").map {
            guard let value = Int64($0), (0...CheckedRow.greatestSum).contains(value) else {
                throw StudyDamage(
                    message: "\(row.name): \(StudyDamage.quoted(String($0))) is among its points; "
                        + "whole numbers from 0 to \(CheckedRow.greatestSum) are expected"
                )
            }
            return value
        }
    }
}
