import Experiments
import Foundation
import GRDB
import PatchSimulator
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
package final class StudyFile: Sendable {
    /// The greatest number of a replication that a study, and so a pack, can hold. What runs a replication must refuse a
    /// greater one, or it could not be read again.
    package static let greatestReplication = Int(CheckedRow.greatestSum)

    /// How long another program that writes is waited for, in seconds.
    private static let patience: TimeInterval = 60
    /// Between two tries, in seconds.
    private static let pause: TimeInterval = 0.02
    /// So many make two seconds.
    private static let triesUntilTold = 100

    package let path: String

    /// Whether a file that begins so is a study, or an empty database, which may become one.
    ///
    /// - Parameter start: at least the first 100 bytes.
    package static func isStudy(_ start: some Collection<UInt8>) -> Bool {
        let bytes = Array(start.prefix(72))
        guard bytes.starts(with: Array("SQLite format 3\0".utf8)), bytes.count == 72 else { return false }
        // The application's number stands at byte 68 of the header, its most significant byte first.
        return bytes[68..<72].reduce(Int32(0)) { $0 << 8 | Int32($1) } == Schema.applicationID
    }

    let database: DatabaseQueue
    let pending = Mutex(PendingRuns())
    /// What was read ahead.
    let windows = Mutex(RunWindows())
    /// The figures that the file lists, each with the number of the first run that has it.
    let firstRuns = Mutex<[Ledger.Figure.ID: Int64]>([:])

    /// Opens an existing study for reading; nothing that is in it is changed. One of an earlier format is brought to today's in
    /// a copy in memory.
    ///
    /// - Throws: `StudyFileError`.
    package static func open(path: String) throws(StudyFileError) -> StudyFile {
        guard try StudyFileHeader.check(path) else { throw StudyFileError(.notFound, "no such file", path: path) }
        // SQLite has a log beside the file even for those who read, and takes it away at the end if it may write.
        let folder = PathText.folder(of: path)
        let mayWrite = access(path, W_OK) == 0 && access(folder.isEmpty ? "." : folder, W_OK) == 0
        let file = try StudyFile(
            path: path,
            mayWrite ? .reading : StudyFileHeader.hasLog(path) ? .readOnly : .immutable
        )
        do throws(StudyFileError) {
            return try file.readable()
        } catch {
            file.close()
            throw error
        }
    }

    /// The file, or a copy in today's format.
    private func readable() throws(StudyFileError) -> StudyFile {
        try perform {
            switch try database.read({ try StudyFormat($0, path: path) }) {
            case .empty: throw StudyFileError(.notAStudy, "there is no study in it", path: path)
            case .today:
                try readFirstRuns()
                return self
            case .earlier(let format):
                let copy = StudyFile(path: path, try DatabaseQueue())
                try database.backup(to: copy.database)
                try copy.database.write { try StudyFormat.migrate($0, from: format, path: path) }
                try copy.readFirstRuns()
                close()
                return copy
            }
        }
    }

    private func readFirstRuns() throws {
        let found = try database.read { try StudyFormat.firstRuns($0) }
        firstRuns.withLock { $0 = found }
    }

    /// Opens a study for adding to it; makes a new one where there is nothing, or an empty file. One of an earlier format is
    /// brought to today's for good, whole or not at all, and gets the figures that it does not have.
    ///
    /// - Parameter whenWaiting: called once whenever another program keeps the file locked for two seconds.
    /// - Throws: `StudyFileError`.
    package static func openOrCreate(
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
                try file.perform {
                    _ = try file.database.read { try StudyFormat($0, path: path) }
                    try file.prepare(whenWaiting)
                    try file.readFirstRuns()
                }
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

    private init(path: String, _ database: DatabaseQueue) {
        self.path = path
        self.database = database
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
    package func close() {
        // An error would only mean that others tidy up.
        try? database.close()
    }

    /// Makes tables and views where there are none yet, or brings them to today's. Of several programs that begin at the same time, one does it.
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
            switch try StudyFormat(database, path: path) {
            case .empty: return try StudyFormat.make(database)
            case .today: break
            case .earlier(let format): try StudyFormat.migrate(database, from: format, path: path)
            }
            try StudyFormat.addFigures(database, path: path)
            try StudyFormat.renewViews(database)
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
