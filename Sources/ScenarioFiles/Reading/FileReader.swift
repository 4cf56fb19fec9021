import Foundation

/// Reads text files with a bound on their size.
struct FileReader {
    /// Bytes of a scenario or an imported file.
    static let maximumDocument = 32 << 20
    /// Bytes of a trace.
    static let maximumTrace = 128 << 20

    let diagnostics: Diagnostics
    let files: SourceFiles

    /// The text of the file at `path`, or nil; the reason is reported at `position`.
    ///
    /// - Parameter pipes: whether something other than a regular file will do, such as a pipe: for what the user named on
    ///   the command line, but not for what a file refers to, because reading a device may never end or change something.
    func text(at path: String, pipes: Bool, limit: Int, reportAt position: Position) -> String? {
        guard let bytes = bytes(at: path, pipes: pipes, limit: limit, reportAt: position) else { return nil }
        files.note(path, bytes)
        if let text = String(validating: bytes, as: UTF8.self) { return text }
        let place = Self.firstInvalid(bytes, file: path)
        diagnostics.report(.notUTF8, "the file is not UTF-8 text from here on", at: place)
        return nil
    }

    private func bytes(at path: String, pipes: Bool, limit: Int, reportAt position: Position) -> [UInt8]? {
        let name = quotedPath(path)
        if files.areGiven {
            if let bytes = files.bytes(at: path) { return bytes }
            diagnostics.report(.cannotRead, "\(name) cannot be read: it is not among the files given", at: position)
            return nil
        }
        guard !path.isEmpty else {
            diagnostics.report(
                .cannotRead,
                "the name of the file is empty; the name of a file is expected",
                at: position
            )
            return nil
        }
        // Without waiting, because opening a named pipe would wait for somebody to write into it.
        let file = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        guard file >= 0 else {
            let reason = errno
            diagnostics.report(
                .cannotRead,
                "\(name) cannot be read: \(String(cString: strerror(reason)))",
                at: position,
                suggestion: reason == ENOENT && isNamed(position) ? NearbyFile.nearest(to: path) : nil
            )
            return nil
        }
        defer { close(file) }
        var status = stat()
        guard fstat(file, &status) == 0 else {
            diagnostics.report(.cannotRead, "\(name) cannot be read: \(String(cString: strerror(errno)))", at: position)
            return nil
        }
        switch status.st_mode & S_IFMT {
        case S_IFREG: break
        case S_IFDIR:
            diagnostics.report(
                .isADirectory,
                "\(name) is a directory",
                at: position,
                suggestion: isNamed(position) ? NearbyFile.scenario(in: path) : nil
            )
            return nil
        default:
            guard pipes else {
                diagnostics.report(.notARegularFile, "\(name) is not a regular file", at: position)
                return nil
            }
            _ = fcntl(file, F_SETFL, fcntl(file, F_GETFL) & ~O_NONBLOCK)
        }
        guard let bytes = contents(of: file, limit: limit) else {
            diagnostics.report(.cannotRead, "\(name) cannot be read: \(String(cString: strerror(errno)))", at: position)
            return nil
        }
        if bytes.isEmpty, status.st_mode & S_IFMT != S_IFREG {
            diagnostics.report(
                .notARegularFile,
                "\(name) is not a regular file, and nothing came out of it",
                at: position
            )
            return nil
        }
        guard bytes.count <= limit else {
            diagnostics.report(.tooLarge, "\(name) is larger than \(limit >> 20) MiB", at: position)
            return nil
        }
        return bytes
    }

    /// Whether the file is the one that the user named, and not one that some other file asks for. Of those nothing is told
    /// but that they cannot be read.
    private func isNamed(_ position: Position) -> Bool { position.line == 0 }

    /// Up to one byte more than `limit`; nil on an error, which `errno` tells.
    private func contents(of file: Int32, limit: Int) -> [UInt8]? {
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 1 << 16)
        while bytes.count <= limit {
            let count = read(file, &buffer, buffer.count)
            if count < 0, errno == EINTR { continue }
            guard count >= 0 else { return nil }
            if count == 0 { break }
            bytes += buffer[..<count]
        }
        return bytes
    }

    /// The place of the first byte that no UTF-8 text has there.
    static func firstInvalid(_ bytes: [UInt8], file: String) -> Position {
        var decoder = Unicode.UTF8.ForwardParser()
        var source = bytes.makeIterator()
        var position = Position(file: file)
        while case .valid(let scalar) = decoder.parseScalar(from: &source) {
            if scalar.count == 1, scalar.first == UInt8(ascii: "\n") {
                position.line += 1
                position.column = 1
            } else {
                position.column += 1
            }
        }
        return position
    }
}

extension String {
    /// The text without the byte-order mark that it may begin with, which is no part of it.
    var withoutByteOrderMark: String {
        unicodeScalars.first == "\u{FEFF}" ? String(unicodeScalars.dropFirst()) : self
    }
}
