/// Why a file or an archive could not be read, or an archive not be made.
package struct ArchiveError: Error, Sendable, Hashable {
    /// The kinds of failure, for callers that match on them.
    package enum Code: String, Sendable, Hashable, CaseIterable {
        /// There is no such file.
        case notFound
        /// The file exists and may not be read, or reading it failed.
        case unreadable
        /// A directory stands where a file is expected.
        case isDirectory
        /// Neither a file nor a directory: a device, a socket, a pipe.
        case notAFile
        /// There is nothing in it.
        case empty
        /// It ends too early.
        case truncated
        /// The decoder cannot make sense of it.
        case damaged
        /// The file, or what it expands to, is larger than the limit.
        case tooLarge
        /// It holds more entries than the limit.
        case tooManyEntries
        /// An entry's name is absolute, climbs out with `..`, or is not text.
        case unsafeName
        /// An entry is a link or a device.
        case unsafeEntry
        /// A sound archive, but not of the form that was asked for.
        case unexpectedContent
        /// An archive could not be made.
        case unwritable
    }

    /// The kind of failure.
    package let code: Code
    /// What happened, in words for the user; the path is not repeated in it.
    package let message: String
    /// The file, or what the caller called the bytes.
    package let path: String

    init(_ code: Code, _ message: String, path: String) {
        self.code = code
        self.message = message
        self.path = path
    }
}

extension ArchiveError: CustomStringConvertible {
    package var description: String { "\(path): \(message)" }
}
