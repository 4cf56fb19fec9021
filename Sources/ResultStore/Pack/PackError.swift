/// Why an archive is no pack that can be rerun.
package struct PackError: Error, Sendable, Hashable, CustomStringConvertible {
    /// The kinds of failure, for callers that match on them.
    package enum Code: String, Sendable, Hashable, CaseIterable {
        /// An archive of something else.
        case notAPack
        /// A pack in a form that this version does not read.
        case otherFormat
        /// Something is missing, occurs twice, or is not what its digest says.
        case damaged
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
}
