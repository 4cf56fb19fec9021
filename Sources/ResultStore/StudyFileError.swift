import GRDB

/// Why a study file cannot be used.
package struct StudyFileError: Error, Sendable, Hashable, CustomStringConvertible {
    /// The kinds of failure, for callers that match on them.
    package enum Code: String, Sendable, Hashable, CaseIterable {
        /// There is no such file.
        case notFound
        /// It, or its directory, may not be read or written, or that failed.
        case unreadable, unwritable
        case isDirectory
        /// A device, a socket, a pipe.
        case notAFile
        /// No SQLite database.
        case notADatabase
        /// An SQLite database that is no study.
        case notAStudy
        /// A study in a format that this version does not read.
        case otherFormat
        /// Cut off, or changed by something else.
        case damaged
        case diskFull
        /// Somebody else kept it locked for too long.
        case locked
    }

    package let code: Code
    /// What happened, in words for the user; the path is not repeated in it.
    package let message: String
    package let path: String

    init(_ code: Code, _ message: String, path: String) {
        self.code = code
        self.message = message
        self.path = path
    }

    package var description: String { "\(path): \(message)" }

    /// - Parameter error: whatever SQLite, or reading what it gave, threw.
    init(_ error: any Error, path: String) {
        self =
            switch error {
            case let error as StudyFileError: error
            case let error as DatabaseError: StudyFileError(error, path)
            case let error as StudyDamage: StudyFileError(.damaged, error.message, path: path)
            default: StudyFileError(.damaged, "the study file is damaged: a value is not what it should be", path: path)
            }
    }

    private init(_ error: DatabaseError, _ path: String) {
        let said = error.message ?? "\(error.resultCode)"
        (code, message) =
            switch error.resultCode {
            case .SQLITE_NOTADB: (.notADatabase, "this is not a study file: it is not an SQLite database")
            case .SQLITE_CORRUPT: (.damaged, "the study file is damaged or cut off (\(said))")
            case .SQLITE_FULL: (.diskFull, "cannot be written: the disk is full; what was kept before is safe")
            case .SQLITE_READONLY, .SQLITE_PERM: (.unwritable, "cannot be written: it is read-only")
            case .SQLITE_BUSY, .SQLITE_LOCKED: (.locked, "another program keeps it locked")
            case .SQLITE_CANTOPEN: (.unreadable, "cannot be opened (\(said)): may its directory be written to?")
            case .SQLITE_IOERR where Self.readFailures.contains(error.extendedResultCode):
                (.damaged, "cannot be read, or is cut off (\(said))")
            case .SQLITE_IOERR:
                (.unwritable, "cannot be written (\(said)): is the disk full? What was kept before is safe")
            default: (.damaged, "the study file cannot be used (\(said))")
            }
        self.path = path
    }

    private static let readFailures: [ResultCode] = [.SQLITE_IOERR_READ, .SQLITE_IOERR_SHORT_READ]
}
