/// A mistake in a table, an advisory or an inventory, with its place, or in what is to be made of it.
package struct InputError: Error, Sendable, Hashable {
    /// The kinds of mistakes. The raw value is the stable name that messages show.
    package enum Code: String, Sendable, Hashable, CaseIterable {
        /// The file cannot be opened, decompressed or read.
        case unreadable
        /// The file is not what it should be: a web page, a workbook, UTF-16, binary data, another document.
        case wrongFormat = "wrong-format"
        /// A quotation mark that is not closed, or stands where none may.
        case badQuote = "bad-quote"
        /// A row has more or fewer cells than there are columns.
        case raggedRow = "ragged-row"
        /// Two columns bear the same name.
        case twoColumns = "two-columns"
        /// JSON that cannot be read.
        case badJSON = "bad-json"
        /// A key stands twice in an object of a JSON document.
        case duplicateKey = "duplicate-key"
        /// A package URL that is none.
        case badPurl = "bad-purl"
        /// A line of a listing that cannot be read.
        case badLine = "bad-line"
        /// A value that the document's format has not, or without which nothing can be made of it.
        case badValue = "bad-value"
        /// More than an input may have.
        case tooLarge = "too-large"
        /// No mapping fits the columns.
        case noMapping = "no-mapping"
        /// A column that the mapping needs is not there.
        case missingColumn = "missing-column"
        /// A time that fits none of the formats.
        case badTime = "bad-time"
        /// A time that may mean two moments.
        case ambiguousTime = "ambiguous-time"
        /// A number that is none, or cannot be.
        case badNumber = "bad-number"
        /// Options and files do not fit each other.
        case conflict
        /// Nothing is left of which a scenario could be made.
        case nothingFound = "nothing-found"
    }

    /// The kind of mistake.
    package let code: Code
    /// The file as the user named it, or the option (`--start`).
    package let file: String
    /// From 1; nil if the mistake concerns the whole file.
    package let line: Int?
    /// The column of a table by its name; nil where that does not matter or is not known.
    package let column: String?
    /// The column of the line, from 1; nil where only the line is known.
    package let position: Int?
    /// What was found, why it matters, what to do.
    package let message: String

    /// Makes an error; `file` is what the user called the input.
    package init(
        _ code: Code,
        file: String,
        line: Int? = nil,
        column: String? = nil,
        position: Int? = nil,
        _ message: String
    ) {
        self.code = code
        self.file = file
        self.line = line
        self.column = column
        self.position = position
        self.message = message
    }
}

extension InputError: CustomStringConvertible {
    /// `devices.csv:7: error bad-time: column "Last check-in": ...`
    package var description: String {
        let place = [line, position].compactMap(\.self).reduce(file) { "\($0):\($1)" }
        let column = column.map { "column \"\($0)\": " } ?? ""
        return "\(place): error \(code.rawValue): \(column)\(message)"
    }
}
