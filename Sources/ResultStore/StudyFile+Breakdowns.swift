import Experiments
import GRDB
package import PatchSimulator

/// Ledgers that were taken apart: a row of `breakdown` for each run and dimension, and below it a row of `member` for each group,
/// patch and so on.
extension StudyFile {
    /// The dimensions by which the complete replications of a seed were taken apart.
    ///
    /// - Returns: those that every run of the strategies has, and those that only some have.
    /// - Throws: `StudyFileError`.
    package func dimensions(of strategies: [StoredStrategy], seed: UInt64) throws(StudyFileError)
        -> (whole: Set<Dimension>, partial: Set<Dimension>)
    {
        let digests = Set(strategies.map(\.digest)).sorted()
        let runs = try replications(of: strategies, seed: seed).count * digests.count
        guard runs > 0 else { return ([], []) }
        return try perform {
            try database.read { database in
                let marks = Array(repeating: "?", count: digests.count).joined(separator: ", ")
                let chosen = StatementArguments([String(seed)] + digests)
                let rows = try Row.fetchAll(
                    database,
                    sql: """
                        SELECT dimension, count(*) AS runs FROM breakdown JOIN run ON run.id = breakdown.run
                        WHERE seed = ? AND digest IN (\(marks)) AND replication IN (
                            SELECT replication FROM run WHERE seed = ? AND digest IN (\(marks))
                            GROUP BY replication HAVING count(*) = ?
                        ) GROUP BY dimension
                        """,
                    arguments: chosen + chosen + [digests.count]
                )
                var (whole, partial): (Set<Dimension>, Set<Dimension>) = ([], [])
                for row in rows.map({ CheckedRow($0, "a breakdown") }) {
                    // A later version may know more of them.
                    guard let dimension = Dimension(rawValue: try row.text("dimension")) else { continue }
                    if try row.integer("runs") == runs { whole.insert(dimension) } else { partial.insert(dimension) }
                }
                return (whole, partial)
            }
        }
    }

    // MARK: Writing

    private static let insertion: String = {
        let names = ["run", "dimension", "position", "name", "figures"] + Ledger.figures.map(\.id)
        let marks = Array(repeating: "?", count: names.count).joined(separator: ", ")
        return "INSERT INTO member (\(names.joined(separator: ", "))) VALUES (\(marks))"
    }()

    /// Puts a breakdown beside its run, unless one is there.
    static func insert(_ breakdown: Breakdown, _ run: Int64, _ database: Database) throws {
        let dimension = breakdown.dimension.rawValue
        try database.cachedStatement(sql: "INSERT OR IGNORE INTO breakdown VALUES (?, ?, ?)")
            .execute(arguments: [run, dimension, breakdown.members.count])
        guard database.changesCount == 1 else { return }
        var lists: [Set<Ledger.Figure.ID>: Int64] = [:]
        for (position, member) in breakdown.members.enumerated() {
            let list = try lists[member.ledger.absent] ?? figureList(of: member.ledger, database)
            lists[member.ledger.absent] = list
            var values: [(any DatabaseValueConvertible)?] = [run, dimension, position, member.name, list]
            for figure in Ledger.figures { values.append(member.ledger[figure]) }
            try database.cachedStatement(sql: insertion).execute(arguments: StatementArguments(values))
        }
    }

    /// The number of the text that names the figures of a ledger: what never happened is told from what is absent by it.
    private static func figureList(of ledger: Ledger, _ database: Database) throws -> Int64 {
        let names = Ledger.figures.map(\.id).filter { !ledger.absent.contains($0) }
        // Of letters that mean nothing to JSON.
        let text = "[" + names.map { "\"\($0)\"" }.joined(separator: ",") + "]"
        guard let number = try detail(text, database) else {
            throw StudyDamage(message: "the table 'detail' does not take the list of a member's figures")
        }
        return number
    }

    // MARK: Reading

    /// The breakdowns of a run by those of the dimensions for which it has one.
    static func breakdowns(of run: Int64, by dimensions: Set<Dimension>, _ database: Database) throws
        -> [Dimension: Breakdown]
    {
        var found: [Dimension: Breakdown] = [:]
        for dimension in dimensions {
            guard
                let row = try Row.fetchOne(
                    try database.cachedStatement(sql: "SELECT members FROM breakdown WHERE run = ? AND dimension = ?"),
                    arguments: [run, dimension.rawValue]
                )
            else { continue }
            let name = "run \(run) by \(dimension.rawValue)"
            let members = try members(of: run, by: dimension, name, database)
            let head = CheckedRow(row, name)
            guard try head.integer("members") == members.count else {
                throw head.damage("members", "\(members.count), as many as there are,")
            }
            found[dimension] = Breakdown(dimension: dimension, members: members)
        }
        return found
    }

    private static func members(of run: Int64, by dimension: Dimension, _ name: String, _ database: Database) throws
        -> [Breakdown.Member]
    {
        let rows = try Row.fetchAll(
            try database.cachedStatement(
                sql: """
                    SELECT member.*, detail.text AS list FROM member LEFT JOIN detail ON detail.id = member.figures
                    WHERE run = ? AND dimension = ? ORDER BY position
                    """
            ),
            arguments: [run, dimension.rawValue]
        )
        var lists: [Int64: Set<String>] = [:]
        var names: Set<String?> = []
        return try rows.enumerated().map { place, found in
            let row = CheckedRow(found, "\(name), member \(place)")
            guard try row.integer("position") == place else { throw row.damage("position", "\(place)") }
            let own = try row.optionalText("name")
            guard names.insert(own).inserted else { throw row.damage("name", "another name than the others have") }
            let number = try row.integer("figures")
            let list = try lists[number] ?? Set(row.json("list", "a JSON list of figures") as [String])
            lists[number] = list
            return Breakdown.Member(name: own, ledger: try ledger(row, list))
        }
    }

    /// A figure that is not listed is left out; one that is missing otherwise is damage.
    private static func ledger(_ row: CheckedRow, _ list: Set<String>) throws -> Ledger {
        var ledger = Ledger()
        for figure in Ledger.figures {
            if !list.contains(figure.id) {
                ledger.leaveOut(figure)
            } else if figure.mayBeNever {
                if let value = try row.optionalInteger(figure.id, figure.range) { ledger.enter(value, as: figure) }
            } else {
                ledger.enter(try row.integer(figure.id, figure.range), as: figure)
            }
        }
        return ledger
    }
}
