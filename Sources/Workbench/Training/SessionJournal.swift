import Foundation
package import Training

/// The save file of a session that is being played: a line is on the disk before what it did is answered.
///
/// As long as it is there the file is locked: two who write one file would each write what the other has not seen.
package final class SessionJournal: Sendable {
    package let path: String
    private let file: Int32

    /// Begins a new file.
    ///
    /// - Throws: `Failure` if there is a file of that name, or none can be made. No file is left then that was not there.
    package init(new path: String, _ session: Session) throws {
        file = open(path, O_WRONLY | O_CREAT | O_EXCL | O_APPEND | O_CLOEXEC, 0o644)
        guard file >= 0 else { throw Self.failure(path, errno) }
        self.path = path
        try Self.lock(file, path)
        do {
            try Self.append(SaveFormat.line(of: SaveFormat.Header(session)), to: file, path)
        } catch {
            unlink(path)
            throw error
        }
        // The name of the file, too.
        let folder = open(Self.folder(of: path), O_RDONLY | O_CLOEXEC)
        if folder >= 0 {
            fsync(folder)
            close(folder)
        }
    }

    /// Goes on with a file, of which half a line at the end is dropped.
    ///
    /// - Throws: `Failure` if somebody else is at it, or was since it was read.
    package init(goingOn path: String, _ saved: SavedSession) throws {
        file = open(path, O_WRONLY | O_APPEND | O_CLOEXEC)
        guard file >= 0 else { throw Self.failure(path, errno) }
        self.path = path
        try Self.lock(file, path)
        guard lseek(file, 0, SEEK_END) == off_t(saved.bytes) else {
            throw Failure("\(path): this session was played elsewhere since it was read", kind: .tryAgain)
        }
        if saved.hasHalfLine, ftruncate(file, off_t(saved.wholeBytes)) != 0 { throw Self.failure(path, errno) }
    }

    deinit { close(file) }

    /// What the file of a session is called without its ending, after lesson and draw. An exam does not give its draw away.
    package static func stem(_ session: Session) -> String {
        let lesson = session.lesson
        let code = session.mode == .exam ? "exam" : lesson.code(of: session.draw).replacing("-", with: "")
        return "\(lesson.name)-\(code)"
    }

    /// Holds until the file is closed, which the end of the process does, too, however it ends.
    ///
    /// - Throws: `Failure` if somebody else has it.
    private static func lock(_ file: Int32, _ path: String) throws {
        guard flock(file, LOCK_EX | LOCK_NB) != 0 else { return }
        let reason = errno
        guard reason == EWOULDBLOCK else { throw failure(path, reason) }
        throw Failure("\(path): this session is being played elsewhere", kind: .tryAgain)
    }

    /// - Throws: `Failure` if the line cannot be kept; what was written of it is taken back.
    package func keep(_ record: SaveFormat.Record) throws {
        try Self.append(SaveFormat.line(of: record, wall: Self.wall), to: file, path)
    }

    private static func append(_ line: String, to file: Int32, _ path: String) throws {
        let before = lseek(file, 0, SEEK_END)
        guard before + off_t(line.utf8.count) <= off_t(SaveFormat.mostBytes) else {
            throw Failure("\(path): a session has \(SaveFormat.mostBytes) bytes at most; this one is full")
        }
        let bytes = Array(line.utf8)
        var done = 0
        while done < bytes.count {
            let count = bytes.withUnsafeBytes { write(file, $0.baseAddress.map { $0 + done }, bytes.count - done) }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else {
                let reason = errno
                _ = ftruncate(file, before)
                throw failure(path, reason)
            }
            done += count
        }
        guard fsync(file) != 0, errno != EINVAL else { return }
        let reason = errno
        _ = ftruncate(file, before)
        throw failure(path, reason)
    }

    /// The folder of a file: `.` for one that is named alone.
    package static func folder(of path: String) -> String {
        path.lastIndex(of: "/").map { $0 == path.startIndex ? "/" : String(path[..<$0]) } ?? "."
    }

    /// The name of a file in its folder.
    package static func fileName(of path: String) -> String {
        path.split(separator: "/").last.map(String.init) ?? path
    }

    private static func failure(_ path: String, _ reason: Int32) -> Failure {
        Failure("\(path): the session cannot be kept: \(String(cString: strerror(reason)))")
    }

    /// The time of the wall's clock; it decides nothing.
    private static var wall: String {
        let formatter = ISO8601DateFormatter()
        return formatter.string(from: Date())
    }
}

/// Reads save files.
package enum SavedSessionInput {
    /// - Throws: `Failure` if it is none.
    package static func read(_ path: String) throws -> SavedSession {
        guard let bytes = FileStart.bytes(of: path, upTo: SaveFormat.mostBytes + 1) else {
            throw Failure("\(path): \(String(cString: strerror(errno)))")
        }
        do throws(SaveError) {
            return try SavedSession(Array(bytes))
        } catch {
            throw Failure("\(path): \(error.description)")
        }
    }

    /// The session of a file, and the lesson that it is of.
    ///
    /// - Parameter lesson: where the lesson is, if it is none of those that come with the program.
    /// - Throws: `Failure` if the lesson is not there, or is not what it was.
    package static func session(
        _ saved: SavedSession,
        _ path: String,
        lesson: String?,
        for caller: any Caller
    ) throws -> (session: Session, drift: SavedSession.Drift?, lesson: PreparedLesson) {
        let prepared = try LessonInput.read(lesson ?? saved.header.lesson, for: caller)
        guard prepared.lesson.digest == saved.header.digest else {
            throw Failure(
                "\(path): the lesson \"\(saved.header.lesson)\" has changed since this session was played",
                help: lesson == nil ? "--lesson FILE names another file of the lesson" : nil,
                kind: .notDetermined
            )
        }
        let (session, drift) = try saved.played(prepared.lesson)
        return (session, drift, prepared)
    }

    /// Seconds between the first line and the last by the wall's clock, and when the last one was written.
    package static func clock(_ saved: SavedSession) -> (seconds: Int?, end: String) {
        let formatter = ISO8601DateFormatter()
        let dates = saved.lines.compactMap { formatter.date(from: $0.wall) }
        guard let first = dates.first, let last = dates.last else { return (nil, "") }
        return (max(0, Int(last.timeIntervalSince(first).rounded())), formatter.string(from: last))
    }
}
