import Foundation
import Text
import Workbench

/// What the commands write: text on the standard streams, and files that are either whole or absent.
enum Output {
    /// Why a file could not be written.
    struct Failure: Error, CustomStringConvertible {
        let description: String
    }

    /// Writes on standard output. Where that cannot be done the command has failed: this says so and ends the program.
    /// Only when the reader has gone, as `head` does, is there nothing to say.
    ///
    /// Every text goes through `SafeText` here, whatever it is and wherever it came from.
    static func print(_ text: String) { printOwn(SafeText.shown(text)) }

    /// Writes lines on standard output in their styles. Every piece of them goes through `SafeText`.
    static func print(_ lines: [StyledLine], _ appearance: Appearance) {
        printOwn(lines.map { $0.shown(appearance) + "\n" }.joined())
    }

    /// The same for a text in which nothing is from outside, such as a script for a shell.
    static func printOwn(_ text: String) {
        guard let reason = send(text, to: STDOUT_FILENO) else { return }
        if reason == EPIPE { exit(128 + SIGPIPE) }
        printFailure("standard output: \(words(reason))")
        exit(ExitStatus.badInput)
    }

    /// Writes a line on standard error. A line feed within it, but for one at its end, came with some name or value and is
    /// spelt out, so that nothing from outside can begin a line of its own. If writing fails, there is nobody left to tell.
    static func printError(_ line: String) {
        let end = line.unicodeScalars.last == "\n" ? 1 : 0
        moveCursor(fitted(SafeText.line(String(line.unicodeScalars.dropLast(end)))))
    }

    /// Says on standard error why the command failed, on one line.
    static func printFailure(_ text: String) { printFailure(lines: [text]) }

    /// The same on several lines, each of which stays one: what happened, where, and what to type.
    static func printFailure(lines: [String], help: String? = nil) {
        let safe = lines.map { SafeText.line($0) }
        let places = safe.dropFirst().map { fitted($0, indent: "  ") }.joined()
        let advice = help.map { fitted("help: \(SafeText.line($0))") } ?? ""
        let first = fitted("error: \(safe.first ?? "")")
        moveCursor(Terminal.error("error") + first.dropFirst("error".count) + places + advice)
    }

    /// A line as it goes to standard error: on a terminal, or where the user says how wide it is, in as many lines as it takes,
    /// which can begin nothing, since they are indented; elsewhere one, for programs.
    private static func fitted(_ line: String, indent: String = "") -> String {
        guard let width = Terminal.errorPageWidth, (indent + line).columns > width else { return "\(indent)\(line)\n" }
        return wrapped(line, width: width - indent.count, indent: "  ").map { "\(indent)\($0)\n" }
            .joined()
    }

    /// Writes on standard error what moves the cursor or colours a word; nothing in it may be from outside.
    static func moveCursor(_ text: String) { _ = send(text, to: STDERR_FILENO) }

    /// Writes a text, through `SafeText`, to a file that is whole or absent; see below.
    static func write(_ text: String, to path: String) throws(Failure) {
        try write(Array(SafeText.shown(text).utf8), to: path)
    }

    /// Writes a file under a temporary name beside its place and then renames it, so that no half-written file is ever
    /// left or seen under the final name, and an existing file is replaced whole. A symbolic link stays, and what it leads
    /// to is replaced. What is no file but a device or a pipe is written to as it is.
    static func write(_ bytes: [UInt8], to path: String) throws(Failure) {
        let old = try existing(path)
        if let old, old.st_mode & S_IFMT != S_IFREG {
            try overwrite(path, with: bytes)
            return
        }
        let target = try old == nil ? path : destination(of: path)
        let folder = folder(of: target)
        TemporaryFile.removeAbandoned(in: folder)
        let temporary: TemporaryFile
        do {
            temporary = try TemporaryFile(in: folder)
        } catch {
            throw failure(path, error.number)
        }
        // The old file's permissions; without one, those that the user wants for new files.
        let mode = old.map { $0.st_mode & 0o777 }
        var reason = mode.flatMap { fchmod(temporary.file, $0) == 0 ? nil : errno } ?? send(bytes, to: temporary.file)
        if reason == nil { reason = temporary.replace(target) }
        temporary.close()
        if let reason { throw failure(path, reason) }
    }

    /// Says now what `write` would say after all the work: for those who would wait for it in vain.
    static func check(_ path: String) throws(Failure) {
        guard try existing(path) == nil else { return }
        let folder = folder(of: path)
        if access(folder, W_OK | X_OK) != 0 { throw failure(path, errno) }
    }

    /// The same for a command that reads files or keeps a study: none of these may be replaced by what is made of them.
    ///
    /// - Parameter makesScenario: what is written is a scenario, and may take the place of one.
    static func check(_ path: String, against files: [String], makesScenario: Bool = false) throws(Failure) {
        try check(path)
        guard let identity = identity(of: path) else { return }
        if let used = files.first(where: { self.identity(of: $0) == identity }) {
            let name = used == path ? path : "\(path) (\(used))"
            throw Failure(description: "\(name): the command uses this file itself; write to another one")
        }
        if let folder = files.first(where: { isInside(path, $0) }) {
            throw Failure(description: "\(path) is in \(folder), which the command reads; write to another folder")
        }
        if !makesScenario { try checkIsNoWork(path) }
    }

    /// Whether a file that is to be written is in a folder that is read, however deep.
    private static func isInside(_ path: String, _ folder: String) -> Bool {
        func real(_ path: String) -> String? {
            guard let found = realpath(path, nil) else { return nil }
            defer { free(found) }
            return String(cString: found)
        }
        var status = stat()
        guard stat(folder, &status) == 0, status.st_mode & S_IFMT == S_IFDIR, let whole = real(folder),
            let own = real(self.folder(of: path))
        else { return false }
        return (own + "/").hasPrefix(whole == "/" ? "/" : whole + "/")
    }

    /// A document does not take the place of a study or of a scenario: nobody means that, and the work would be lost.
    private static func checkIsNoWork(_ path: String) throws(Failure) {
        let start = String(decoding: FileStart.bytes(of: path, upTo: 4096) ?? Data(), as: UTF8.self)
        let lines = start.split(separator: "\n")
        let kinds = [("patchlab:", "a scenario"), ("patchlab-suite:", "a suite")]
        let written = kinds.first { kind in lines.contains { $0.hasPrefix(kind.0) } }?.1
        guard let what = written ?? (start.hasPrefix("SQLite format 3\0") ? "a study" : nil) else { return }
        throw Failure(description: "\(path) is \(what), which would be lost; write to another file, or delete it first")
    }

    /// What tells two names of one file from names of two, for files that are not there yet, too. Nil for what is no file but
    /// a device or a pipe, which writing does not destroy.
    private static func identity(of path: String) -> [String]? {
        var status = stat()
        if stat(path, &status) == 0 {
            return status.st_mode & S_IFMT == S_IFREG ? ["\(status.st_dev)", "\(status.st_ino)"] : nil
        }
        guard stat(folder(of: path), &status) == 0 else { return nil }
        return ["\(status.st_dev)", "\(status.st_ino)", PathText.name(of: path)]
    }

    private static func folder(of path: String) -> String {
        let folder = PathText.folder(of: path)
        return folder.isEmpty ? "." : folder
    }

    /// What is at `path`, through symbolic links; nil if there is nothing yet.
    private static func existing(_ path: String) throws(Failure) -> stat? {
        if path.isEmpty { throw Failure(description: "the name of the file to write is empty") }
        // What an argument becomes whose bytes are no text: another file than the one that was meant.
        if path.contains("\u{FFFD}") {
            throw Failure(description: "the name of the file to write is not UTF-8; give another name")
        }
        if path == "-" {
            throw Failure(
                description:
                    "-: expected the name of a file; leave the option out to write on standard output, or write ./- "
                    + "for a file of this name"
            )
        }
        var status = stat()
        guard stat(path, &status) == 0 else {
            if errno != ENOENT { throw failure(path, errno) }
            if lstat(path, &status) == 0 {
                throw Failure(description: "\(path): cannot be written: it is a symbolic link that leads nowhere")
            }
            let folder = folder(of: path)
            guard stat(folder, &status) == 0 else {
                throw Failure(description: "\(path): the directory '\(folder)' does not exist")
            }
            return nil
        }
        if status.st_mode & S_IFMT == S_IFDIR {
            throw Failure(description: "\(path): this is a directory; a file name is expected")
        }
        // Renaming would replace even a file that its owner has protected.
        if access(path, W_OK) != 0 { throw failure(path, errno) }
        return status
    }

    private static func destination(of path: String) throws(Failure) -> String {
        guard let resolved = realpath(path, nil) else { throw failure(path, errno) }
        defer { free(resolved) }
        return String(cString: resolved)
    }

    private static func overwrite(_ path: String, with bytes: [UInt8]) throws(Failure) {
        let file = open(path, O_WRONLY | O_CLOEXEC)
        guard file >= 0 else { throw failure(path, errno) }
        let reason = send(bytes, to: file)
        close(file)
        if let reason { throw failure(path, reason) }
    }

    private static func send(_ text: String, to file: Int32) -> Int32? { send(Array(text.utf8), to: file) }

    /// Writes all of the bytes; an error's number if that fails.
    private static func send(_ all: [UInt8], to file: Int32) -> Int32? {
        var bytes = all[...]
        while !bytes.isEmpty {
            let count = bytes.withUnsafeBytes { Foundation.write(file, $0.baseAddress, $0.count) }
            if count < 0 {
                if errno == EINTR { continue }
                return errno
            }
            bytes = bytes.dropFirst(count)
        }
        return nil
    }

    private static func words(_ reason: Int32) -> String { String(cString: strerror(reason)) }

    private static func failure(_ path: String, _ reason: Int32) -> Failure {
        Failure(description: "\(path): cannot be written: \(words(reason))")
    }
}
