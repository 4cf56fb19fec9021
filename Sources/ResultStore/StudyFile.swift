import Experiments
import Foundation
import GRDB
import Synchronization
import Text

/// A study in one SQLite file: runs with their figures, series and decisions, and the texts that they came from.
///
/// Several threads and several programs may add to it at once. What `flush()` has written survives whatever ends the
/// program; each batch of runs is one transaction, so that a run is there whole or not at all.
///
/// ```swift
/// let study = try StudyFile.openOrCreate(path: "study.db")
/// try study.keep(result, for: key)
/// try study.flush()
/// ```
public final class StudyFile: Sendable {
    /// The greatest number of a replication that a study, and so a bundle, can hold. What runs a replication must refuse a
    /// greater one, or it could not be read again.
    public static let greatestReplication = Int(CheckedRow.greatestSum)

    /// How long another program that writes is waited for, in seconds.
    private static let patience: TimeInterval = 60
    /// Between two tries, in seconds.
    private static let pause: TimeInterval = 0.02
    /// So many make two seconds.
    private static let triesUntilTold = 100

    public let path: String
    let database: DatabaseQueue
    let pending = Mutex(PendingRuns())

    /// Opens an existing study for reading; nothing that is in it is changed.
    ///
    /// - Throws: `StudyFileError`.
    public static func open(path: String) throws(StudyFileError) -> StudyFile {
        guard try StudyFileHeader.check(path) else { throw StudyFileError(.notFound, "no such file", path: path) }
        // SQLite has a log beside the file even for those who read, and takes it away at the end if it may write.
        let folder = PathText.folder(of: path)
        let mayWrite = access(path, W_OK) == 0 && access(folder.isEmpty ? "." : folder, W_OK) == 0
        let file = try StudyFile(
            path: path,
            mayWrite ? .reading : StudyFileHeader.hasLog(path) ? .readOnly : .immutable
        )
        try file.check(mayBeEmpty: false)
        return file
    }

    /// Opens a study for adding to it; makes a new one where there is nothing, or an empty file.
    ///
    /// - Parameter whenWaiting: called once whenever another program keeps the file locked for two seconds.
    /// - Throws: `StudyFileError`.
    public static func openOrCreate(
        path: String,
        whenWaiting: @escaping @Sendable () -> Void = {}
    ) throws(StudyFileError) -> StudyFile {
        if path == ":memory:" || path == "-" {
            // Elsewhere these names stand for something that is no file.
            throw StudyFileError(
                .notAFile,
                "a study is kept in a file; give another name, or ./\(path) for a file of this one",
                path: path
            )
        }
        let exists = try StudyFileHeader.check(path)
        if exists, access(path, W_OK) != 0 {
            throw StudyFileError(.unwritable, "cannot be written: \(String(cString: strerror(errno)))", path: path)
        }
        do throws(StudyFileError) {
            let file = try StudyFile(path: path, .adding, whenWaiting)
            do throws(StudyFileError) {
                try file.check(mayBeEmpty: true)
                try file.perform { try file.prepare(whenWaiting) }
            } catch {
                file.close()
                throw error
            }
            return file
        } catch {
            // One that others keep locked is theirs.
            if !exists, [.unwritable, .diskFull].contains(error.code) { StudyFileHeader.removeIfBare(path) }
            throw error
        }
    }

    private enum Access {
        case adding
        /// Nothing is changed, though it might be.
        case reading
        /// Nothing may be changed.
        case readOnly
        /// Nobody may change anything: not even a log is needed.
        case immutable
    }

    private init(
        path: String,
        _ access: Access,
        _ whenWaiting: @escaping @Sendable () -> Void = {}
    ) throws(StudyFileError) {
        self.path = path
        var configuration = Configuration()
        configuration.readonly = access == .readOnly || access == .immutable
        configuration.busyMode = .callback { tries in
            Thread.sleep(forTimeInterval: Self.pause)
            if tries == Self.triesUntilTold { whenWaiting() }
            return Double(tries) * Self.pause < Self.patience
        }
        configuration.label = path
        configuration.prepareDatabase { database in
            // In the journal's mode below this survives the end of the program, and cannot damage the file.
            try database.execute(sql: "PRAGMA synchronous = NORMAL")
            if access == .reading { try database.execute(sql: "PRAGMA query_only = ON") }
        }
        // A path of its own kind: SQLite takes `:memory:` and `file:...` for something else.
        var name = path.hasPrefix("/") ? path : "./" + path
        if access == .immutable {
            let allowed = CharacterSet.urlPathAllowed.subtracting(CharacterSet(charactersIn: "?#%"))
            name = "file:" + (name.addingPercentEncoding(withAllowedCharacters: allowed) ?? name) + "?immutable=1"
        }
        do {
            database = try DatabaseQueue(path: name, configuration: configuration)
        } catch {
            throw StudyFileError(error, path: path)
        }
    }

    /// Lets go of the file. Must not be used afterwards; what was not flushed is lost.
    public func close() {
        // An error would only mean that others tidy up.
        try? database.close()
    }

    // MARK: Whether it is a study

    private func check(mayBeEmpty: Bool) throws(StudyFileError) {
        try perform {
            _ = try self.database.read { try self.check($0, mayBeEmpty: mayBeEmpty) }
        }
    }

    /// Says what the file is if it is no study of this version. Returns true if it is one, false if it is empty.
    private func check(_ database: Database, mayBeEmpty: Bool) throws -> Bool {
        let application = try Int32.fetchOne(database, sql: "PRAGMA application_id") ?? 0
        let version = try Int32.fetchOne(database, sql: "PRAGMA user_version") ?? 0
        let tables = try Int.fetchOne(database, sql: "SELECT count(*) FROM sqlite_master") ?? 0
        if application == 0, version == 0, tables == 0 {
            guard mayBeEmpty else { throw StudyFileError(.notAStudy, "there is no study in it", path: path) }
            return false
        }
        guard application == Schema.applicationID else {
            throw StudyFileError(.notAStudy, "this is an SQLite database of another program, no study", path: path)
        }
        guard version == Schema.version else {
            throw StudyFileError(
                .otherFormat,
                "this is a study of format \(version); this version of patchlab reads format \(Schema.version): "
                    + "run it again into another file, or read it with the version that wrote it",
                path: path
            )
        }
        for (name, statement) in Schema.byName.sorted(by: { $0.key < $1.key }) where Schema.isTable(statement) {
            let found = try String.fetchOne(
                database,
                sql: "SELECT sql FROM sqlite_master WHERE name = ?",
                arguments: [name]
            )
            guard found == statement else {
                let fault = found == nil ? "is missing" : "was changed: its columns are not those of a study"
                throw StudyFileError(.damaged, "the table '\(name)' \(fault)", path: path)
            }
        }
        return true
    }

    /// Makes tables and views where there are none yet. Of several programs that begin at the same time, one does it.
    private func prepare(_ whenWaiting: () -> Void) throws {
        // The log keeps the file whole whatever happens, and lets others read while one writes. SQLite does not wait by
        // itself for those who switch to it at the same moment.
        for attempt in 0... {
            do {
                _ = try database.writeWithoutTransaction {
                    try String.fetchOne($0, sql: "PRAGMA journal_mode = WAL")
                }
                break
            } catch let error as DatabaseError where error.resultCode == .SQLITE_BUSY && attempt < 3000 {
                Thread.sleep(forTimeInterval: Self.pause)
                if attempt == Self.triesUntilTold { whenWaiting() }
            }
        }
        try database.write { database in
            guard try !self.check(database, mayBeEmpty: true) else { return try self.renewViews(database) }
            try database.execute(sql: "PRAGMA application_id = \(Schema.applicationID)")
            try database.execute(sql: "PRAGMA user_version = \(Schema.version)")
            for statement in Schema.statements { try database.execute(sql: statement) }
        }
    }

    /// Views hold nothing, so that those of an earlier version can give way to today's.
    private func renewViews(_ database: Database) throws {
        let found = try String.fetchAll(database, sql: "SELECT sql FROM sqlite_master WHERE type = 'view'")
        let views = Schema.byName.filter { !Schema.isTable($0.value) }
        guard !Set(views.values).isSubset(of: found) else { return }
        for name in views.keys { try database.execute(sql: "DROP VIEW IF EXISTS \(name)") }
        for statement in Schema.statements where views.values.contains(statement) {
            try database.execute(sql: statement)
        }
    }

    /// Does what may fail in SQLite, and tells failures in words.
    func perform<Value>(_ body: () throws -> Value) throws(StudyFileError) -> Value {
        do {
            return try body()
        } catch {
            throw StudyFileError(error, path: path)
        }
    }
}

/// Runs that wait for their transaction.
struct PendingRuns: Sendable {
    var runs: [(key: RunKey, result: RunResult)] = []
    var lastWrite = ContinuousClock.now
}
