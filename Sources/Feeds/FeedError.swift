/// A mistake in an input file of the import, with its place, or in an option.
package struct FeedError: Error, Sendable, Hashable {
    /// The kinds of mistakes, for callers that match on them.
    package enum Code: String, Sendable, Hashable, CaseIterable {
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
    package let code: Code
    /// The input file, as the user named it, or the option (`--count`).
    package let file: String
    /// The line, counted from one; nil if the mistake concerns the whole file.
    package let line: Int?
    /// The column, counted from one in Unicode scalars; nil where only the line is known.
    package let column: Int?
    /// What was found and what was expected.
    package let message: String

    /// Makes an error; `file` is what the user called the input.
    package init(_ code: Code, file: String, line: Int? = nil, column: Int? = nil, _ message: String) {
        self.code = code
        self.file = file
        self.line = line
        self.column = column
        self.message = message
    }
}

extension FeedError: CustomStringConvertible {
    package var description: String {
        let place = [line, column].compactMap(\.self).map { ":\($0)" }.joined()
        return "\(file)\(place): \(message)"
    }
}
