/// A mistake in an input file of the import, with its place, or in an option.
public struct FeedError: Error, Sendable, Hashable {
    /// The kinds of mistakes, for callers that match on them.
    public enum Code: String, Sendable, Hashable, CaseIterable {
        /// The file cannot be opened, decompressed or read within the limits.
        case unreadable
        /// The file is not of the expected kind at all: a web page, binary data, another format.
        case wrongFormat
        /// The file is of the expected kind and a line of it cannot be read.
        case malformed
        /// A field that must be there is missing.
        case missingField
        /// The file is well formed and holds nothing of use.
        case nothingFound
        /// Two inputs contradict each other, or an option does not fit them.
        case conflict
    }

    /// The kind of mistake.
    public let code: Code
    /// The input file, as the user named it, or the option (`--count`).
    public let file: String
    /// The line, counted from one; nil if the mistake concerns the whole file.
    public let line: Int?
    /// The column, counted from one in Unicode scalars; nil where only the line is known.
    public let column: Int?
    /// What was found and what was expected.
    public let message: String

    /// Makes an error; `file` is what the user called the input.
    public init(_ code: Code, file: String, line: Int? = nil, column: Int? = nil, _ message: String) {
        self.code = code
        self.file = file
        self.line = line
        self.column = column
        self.message = message
    }
}

extension FeedError: CustomStringConvertible {
    public var description: String {
        let place = [line, column].compactMap(\.self).map { ":\($0)" }.joined()
        return "\(file)\(place): \(message)"
    }
}
