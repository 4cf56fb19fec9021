import Foundation
import GRDB
import Text

/// What a study says of itself if it is a shard of a plan: a part of the runs that were made for it on some machine.
package struct ShardRecord: Sendable, Hashable {
    /// The digest of the plan.
    package var plan: String
    /// Which shard it is, from 0, of how many.
    package var number: Int
    package var of: Int
    /// How many runs are in it.
    package var runs: Int
    /// What is in it: `StudyFile.contents()`.
    package var contents: String
    /// The machine and its processor.
    package var host: String
    package var processor: String
    /// When it was begun, as `2026-08-20T08:00:00Z`.
    package var begun: String
    /// Seconds of processor time, over all attempts.
    package var processorSeconds: Double
    /// How many times it was begun.
    package var attempts: Int

    package init(
        plan: String,
        number: Int,
        of: Int,
        runs: Int,
        contents: String,
        host: String,
        processor: String,
        begun: String,
        processorSeconds: Double,
        attempts: Int
    ) {
        self.plan = plan
        self.number = number
        self.of = of
        self.runs = runs
        self.contents = contents
        self.host = host
        self.processor = processor
        self.begun = begun
        self.processorSeconds = processorSeconds
        self.attempts = attempts
    }

    /// Stands beside the tables of a study, which do without it.
    static let table = """
        CREATE TABLE shard (
            id INTEGER PRIMARY KEY CHECK (id = 1),
            plan TEXT NOT NULL,
            number INTEGER NOT NULL,
            of INTEGER NOT NULL,
            runs INTEGER NOT NULL,
            contents TEXT NOT NULL,
            host TEXT NOT NULL,
            processor TEXT NOT NULL,
            begun_utc TEXT NOT NULL,
            cpu_s REAL NOT NULL,
            attempts INTEGER NOT NULL
        )
        """
}

extension StudyFile {
    /// What the study says of itself as a shard; nil if it is none.
    ///
    /// - Throws: `StudyFileError`.
    package func shard() throws(StudyFileError) -> ShardRecord? {
        try perform {
            try database.read { database in
                let found = try String.fetchOne(database, sql: "SELECT sql FROM sqlite_master WHERE name = 'shard'")
                guard let found else { return nil }
                guard found == ShardRecord.table else {
                    throw StudyDamage(message: "the table 'shard' was changed: its columns are not those of a shard")
                }
                guard let row = try Row.fetchOne(database, sql: "SELECT * FROM shard") else { return nil }
                let shard = CheckedRow(row, "shard")
                let seconds = (row["cpu_s"] as DatabaseValue).storage
                guard case .double(let processorSeconds) = seconds, processorSeconds.isFinite else {
                    throw shard.damage("cpu_s", "a number")
                }
                return ShardRecord(
                    plan: try shard.text("plan"),
                    number: Int(try shard.integer("number")),
                    of: Int(try shard.integer("of")),
                    runs: Int(try shard.integer("runs")),
                    contents: try shard.text("contents"),
                    host: try shard.text("host"),
                    processor: try shard.text("processor"),
                    begun: try shard.text("begun_utc"),
                    processorSeconds: processorSeconds,
                    attempts: Int(try shard.integer("attempts"))
                )
            }
        }
    }

    /// Says what the study is as a shard.
    ///
    /// - Throws: `StudyFileError`.
    package func enter(_ shard: ShardRecord) throws(StudyFileError) {
        try perform {
            try database.write { database in
                if try !database.tableExists("shard") { try database.execute(sql: ShardRecord.table) }
                try database.execute(
                    sql: "INSERT OR REPLACE INTO shard VALUES (1, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                    arguments: [
                        shard.plan, shard.number, shard.of, shard.runs, shard.contents, shard.host, shard.processor,
                        shard.begun, shard.processorSeconds, shard.attempts,
                    ]
                )
            }
        }
    }

    /// Writes a copy of all that is in the study to another place: whole, or not at all, and with no log beside it.
    ///
    /// - Throws: `StudyFileError` of the place.
    package func publish(to place: String) throws(StudyFileError) {
        // On shared file systems others write to the same place, and in containers all have the same number.
        let temporary = "\(place).\(ProcessInfo.processInfo.hostName).\(getpid()).tmp"
        unlink(temporary)
        do {
            try database.writeWithoutTransaction { try $0.execute(sql: "VACUUM INTO ?", arguments: [temporary]) }
        } catch {
            unlink(temporary)
            throw StudyFileError(error, path: place)
        }
        let folder = PathText.folder(of: place)
        guard Self.synchronise(temporary), rename(temporary, place) == 0,
            Self.synchronise(folder.isEmpty ? "." : folder)
        else {
            let reason = errno
            unlink(temporary)
            throw StudyFileError(
                reason == ENOSPC || reason == EDQUOT ? .diskFull : .unwritable,
                "cannot be written: \(String(cString: strerror(reason)))",
                path: place
            )
        }
    }

    /// Has the system write what it still holds back of a file or a folder.
    private static func synchronise(_ path: String) -> Bool {
        let file = Glibc.open(path, O_RDONLY | O_CLOEXEC)
        guard file >= 0 else { return false }
        defer { Glibc.close(file) }
        // Some file systems cannot do it for folders, and need not.
        return fsync(file) == 0 || errno == EINVAL
    }
}
