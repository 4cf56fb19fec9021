/// Why an archive is no bundle that can be rerun.
public struct BundleError: Error, Sendable, Hashable, CustomStringConvertible {
    /// The kinds of failure, for callers that match on them.
    public enum Code: String, Sendable, Hashable, CaseIterable {
        /// An archive of something else.
        case notABundle
        /// A bundle in a form that this version does not read.
        case otherFormat
        /// Something is missing, occurs twice, or is not what its digest says.
        case damaged
    }

    public let code: Code
    /// What happened, in words for the user; the path is not repeated in it.
    public let message: String
    public let path: String

    init(_ code: Code, _ message: String, path: String) {
        self.code = code
        self.message = message
        self.path = path
    }

    public var description: String { "\(path): \(message)" }
}
