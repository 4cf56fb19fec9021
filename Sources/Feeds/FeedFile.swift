import Archives

/// Opens the input files of the import.
package enum FeedFile {
    /// The text in a plain or compressed file, or in an archive with one file.
    ///
    /// - Throws: ``FeedError`` with code `unreadable` for whatever keeps the file from being read: it is missing, a
    ///   directory, cut off, larger than the limits, or an archive with unsafe entries.
    package static func bytes(at path: String) throws(FeedError) -> [UInt8] {
        do throws(ArchiveError) {
            return try Archives.readDocument(path: path)
        } catch {
            throw FeedError(.unreadable, file: error.path, error.message)
        }
    }
}
