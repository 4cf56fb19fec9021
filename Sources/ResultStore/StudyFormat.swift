import GRDB
import PatchSimulator

/// What an SQLite database is, by its header and its tables.
enum StudyFormat: Equatable {
    /// Nothing is in it yet.
    case empty
    /// A study of today's format.
    case today
    /// A study of an earlier format, in which all is as that format has it.
    case earlier(Int32)

    /// Says what a database is if it is no study, one of a format that this version does not know, or one whose tables are not
    /// those of its format.
    ///
    /// - Throws: `StudyFileError`, or what SQLite throws.
    init(_ database: Database, path: String) throws {
        let application = try Int32.fetchOne(database, sql: "PRAGMA application_id") ?? 0
        let format = try Int32.fetchOne(database, sql: "PRAGMA user_version") ?? 0
        let tables = try Int.fetchOne(database, sql: "SELECT count(*) FROM sqlite_master") ?? 0
        if application == 0, format == 0, tables == 0 {
            self = .empty
            return
        }
        guard application == Schema.applicationID else {
            throw StudyFileError(.notAStudy, "this is an SQLite database of another program, not a study", path: path)
        }
        let earlier = Migration.all.filter { $0.from >= format }
        guard format == Schema.format || earlier.first?.from == format else {
            let known =
                Migration.all.first.map { "formats \($0.from) to \(Schema.format)" } ?? "format \(Schema.format)"
            throw StudyFileError(
                .otherFormat,
                "this is a study of format \(format); this version of patchlab reads \(known): "
                    + "run it again into another file, or read it with the version that wrote it",
                path: path
            )
        }
        let foreign = try String.fetchOne(
            database,
            sql: "SELECT type || ' ' || quote(name) FROM sqlite_master WHERE type = 'trigger' "
                + "OR type = 'view' AND name IN (\(Schema.figureTables.keys.map { "'\($0)'" }.joined(separator: ", ")))"
        )
        if let foreign {
            throw StudyFileError(.damaged, "there is a \(foreign), which no study has", path: path)
        }
        self = format == Schema.format ? .today : .earlier(format)
        // The earliest of the later formats that changed a table tells how it was.
        var expected = Schema.byName.filter { Schema.isTable($0.value) }
        for migration in earlier.reversed() {
            for table in migration.newTables { expected[table] = nil }
            expected.merge(migration.tables) { _, own in own }
        }
        let open = Schema.figureTables.filter { expected[$0.key] == Schema.byName[$0.key] }
        for name in open.keys { expected[name] = nil }
        for (name, statement) in expected.sorted(by: { $0.key < $1.key }) {
            let found = try String.fetchOne(
                database,
                sql: "SELECT sql FROM sqlite_master WHERE name = ?",
                arguments: [name]
            )
            guard found == statement else { throw Self.damage(name, isMissing: found == nil, path) }
        }
        for (name, columns) in open.sorted(by: { $0.key < $1.key }) {
            try Self.checkFigures(of: name, beside: columns, database, path)
        }
    }

    private static func damage(_ table: String, isMissing: Bool, _ path: String) -> StudyFileError {
        let fault = isMissing ? "is missing" : "was changed: its columns are not those of a study"
        return StudyFileError(.damaged, "the table '\(table)' \(fault)", path: path)
    }

    /// The table has a column for each figure that the file lists, whatever version listed them.
    private static func checkFigures(
        of table: String,
        beside columns: Set<String>,
        _ database: Database,
        _ path: String
    ) throws {
        let found = try Row.fetchAll(
            database,
            sql: "SELECT name, type FROM pragma_table_info(?)",
            arguments: [table]
        )
        guard !found.isEmpty else { throw damage(table, isMissing: true, path) }
        var figures: Set<String> = []
        for row in found.map({ CheckedRow($0, "a column of \(table)") }) {
            let name = try row.text("name")
            guard !columns.contains(name) else { continue }
            guard try row.text("type") == "INTEGER" else { throw damage(table, isMissing: false, path) }
            figures.insert(name)
        }
        guard found.count == columns.count + figures.count, try figures == Set(firstRuns(database).keys)
        else {
            throw damage(table, isMissing: false, path)
        }
    }

    /// The figures that a study lists, each with the number of the first run that has it.
    ///
    /// - Throws: `StudyDamage`, or what SQLite throws.
    static func firstRuns(_ database: Database) throws -> [Ledger.Figure.ID: Int64] {
        var found: [String: Int64] = [:]
        for row in try Row.fetchAll(database, sql: "SELECT name, first_run FROM figure").map({
            CheckedRow($0, "a figure")
        }) {
            found[try row.text("name")] = try row.integer("first_run")
        }
        return found
    }

    /// Makes the tables and views of a new study.
    static func make(_ database: Database) throws {
        try database.execute(sql: "PRAGMA application_id = \(Schema.applicationID)")
        try database.execute(sql: "PRAGMA user_version = \(Schema.format)")
        for statement in Schema.statements { try database.execute(sql: statement) }
        for figure in Ledger.figures { try list(figure, from: 0, database) }
    }

    /// Brings a study of an earlier format to today's, in the transaction of the caller: whole, or not at all.
    static func migrate(_ database: Database, from format: Int32, path: String) throws {
        for migration in Migration.all where migration.from >= format { try migration.apply(database) }
        try database.execute(sql: "PRAGMA user_version = \(Schema.format)")
        guard try StudyFormat(database, path: path) == .today else {
            throw StudyFileError(.damaged, "the study file could not be brought to today's format", path: path)
        }
    }

    /// Adds the figures that this version counts and the study does not have: runs that are there do not have them.
    ///
    /// - Throws: `StudyFileError` if the study has figures that this version does not count, so that what it adds would lack
    ///   them.
    static func addFigures(_ database: Database, path: String) throws {
        let listed = try firstRuns(database)
        let unknown = listed.keys.filter { Ledger.figure($0) == nil }.sorted()
        guard unknown.isEmpty else {
            throw StudyFileError(
                .otherFormat,
                "a later version of patchlab has written to this study, and counts what this one does not "
                    + "(\(unknown.map(StudyDamage.quoted).joined(separator: ", "))): add to it with that version, or run it again "
                    + "into another file",
                path: path
            )
        }
        let next = try Int64.fetchOne(database, sql: "SELECT ifnull(max(id), 0) + 1 FROM run") ?? 1
        for figure in Ledger.figures where listed[figure.id] == nil {
            for table in Schema.figureTables.keys {
                try database.execute(sql: "ALTER TABLE \(table) ADD COLUMN \(figure.id) INTEGER")
                // Of members it is told by the list of their figures.
                if table == "run", let value = figure.before {
                    try database.execute(sql: "UPDATE run SET \(figure.id) = ?", arguments: [value])
                }
            }
            try list(figure, from: figure.before == nil ? next : 0, database)
        }
    }

    private static func list(_ figure: Ledger.Figure, from run: Int64, _ database: Database) throws {
        try database.execute(
            sql: "INSERT INTO figure VALUES (?, ?, ?, ?)",
            arguments: [figure.id, figure.unit.rawValue, figure.meaning, run]
        )
    }

    /// Views hold nothing, so that those of an earlier version can give way to today's.
    static func renewViews(_ database: Database) throws {
        let found = try String.fetchAll(database, sql: "SELECT sql FROM sqlite_master WHERE type = 'view'")
        let views = Schema.byName.filter { !Schema.isTable($0.value) }
        guard !Set(views.values).isSubset(of: found) else { return }
        for name in views.keys { try database.execute(sql: "DROP VIEW IF EXISTS \(name)") }
        for statement in Schema.statements where views.values.contains(statement) {
            try database.execute(sql: statement)
        }
    }
}
