#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// Opens a regular file for reading.
///
/// The kind is checked before opening, because opening a pipe would wait for a writer.
///
/// - Throws: ``ArchiveError`` with code `notFound`, `unreadable`, `isDirectory` or `notAFile`.
func openRegularFile(path: String) throws(ArchiveError) -> (file: Int32, size: Int) {
    guard !path.isEmpty else { throw ArchiveError(.notFound, "an empty path names no file", path: "''") }
    guard !path.utf8.contains(0) else {
        throw ArchiveError(.notFound, "the path contains a zero byte", path: path.filter { $0 != "\0" })
    }
    var status = stat()
    guard stat(path, &status) == 0 else { throw systemError(errno, path) }
    switch status.st_mode & S_IFMT {
    case S_IFREG: break
    case S_IFDIR: throw ArchiveError(.isDirectory, "this is a directory; a file is expected", path: path)
    default: throw ArchiveError(.notAFile, "this is not a regular file", path: path)
    }
    let file = open(path, O_RDONLY | O_CLOEXEC)
    guard file >= 0 else { throw systemError(errno, path) }
    return (file, Int(status.st_size))
}

/// Reads a regular file whole.
///
/// - Throws: ``ArchiveError`` with code `notFound`, `unreadable`, `isDirectory`, `notAFile`, `empty` or `tooLarge`.
func readFileBytes(path: String, limit: Int) throws(ArchiveError) -> [UInt8] {
    let (file, size) = try openRegularFile(path: path)
    defer { close(file) }

    guard size <= limit else { throw tooLarge(limit, path) }
    var bytes: [UInt8] = []
    bytes.reserveCapacity(size + 1)
    var chunk = [UInt8](repeating: 0, count: 1 << 16)
    while true {
        let count = chunk.withUnsafeMutableBytes { read(file, $0.baseAddress, $0.count) }
        if count < 0 && errno == EINTR { continue }
        guard count >= 0 else { throw systemError(errno, path) }
        guard count > 0 else { break }
        bytes.append(contentsOf: chunk[..<count])
        // The file may have grown since its size was asked for.
        guard bytes.count <= limit else { throw tooLarge(limit, path) }
    }
    guard !bytes.isEmpty else { throw ArchiveError(.empty, "the file is empty", path: path) }
    return bytes
}

func tooLarge(_ limit: Int, _ path: String) -> ArchiveError {
    ArchiveError(.tooLarge, "the file is larger than the limit of \(limit) bytes", path: path)
}

func systemError(_ number: Int32, _ path: String) -> ArchiveError {
    switch number {
    case ENOENT, ENOTDIR: ArchiveError(.notFound, "no such file", path: path)
    default: ArchiveError(.unreadable, "cannot be read: \(String(cString: strerror(number)))", path: path)
    }
}
