#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// A regular file that is read piece by piece, so that its size is no matter of memory.
package final class FileStream {
    private let file: Int32
    private let path: String
    private let limit: Int
    private var count = 0

    /// Opens the file. The kind is checked before, because opening a pipe would wait for a writer.
    ///
    /// - Parameter limit: bytes that it may have.
    /// - Throws: ``ArchiveError`` with code `notFound`, `unreadable`, `isDirectory` or `notAFile`.
    package init(path: String, limit: Int) throws(ArchiveError) {
        file = try openRegularFile(path: path).file
        self.path = path
        self.limit = limit
    }

    deinit { close(file) }

    /// Appends up to so many bytes to a buffer; false at the end of the file.
    ///
    /// - Throws: ``ArchiveError`` with code `unreadable`, or `tooLarge` beyond the limit.
    package func read(into buffer: inout [UInt8], upTo wanted: Int) throws(ArchiveError) -> Bool {
        let old = buffer.count
        buffer.append(contentsOf: repeatElement(0, count: wanted))
        while true {
            let got = buffer.withUnsafeMutableBytes { bytes in
                readBytes(file, UnsafeMutableRawBufferPointer(rebasing: bytes[old...]))
            }
            if got < 0 && errno == EINTR { continue }
            buffer.removeLast(wanted - max(0, got))
            guard got >= 0 else { throw systemError(errno, path) }
            count += got
            guard count <= limit else { throw tooLarge(limit, path) }
            return got > 0
        }
    }
}

private func readBytes(_ file: Int32, _ room: UnsafeMutableRawBufferPointer) -> Int {
    read(file, room.baseAddress, room.count)
}
