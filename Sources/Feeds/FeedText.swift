import Text

/// Checks and small tools that all text parsers of this module share.
enum FeedText {
    /// Makes sure that bytes are a text of the expected kind before a parser looks at them.
    ///
    /// - Parameter expected: what the file should be, to follow "expected".
    /// - Returns: the text without the byte-order mark that it may begin with.
    /// - Throws: ``FeedError`` that says what the file looks like instead.
    static func checked(_ original: [UInt8], file: String, expected: String) throws(FeedError) -> [UInt8] {
        let bytes = UTF8Text.withoutMark(original)
        func wrong(_ found: String, line: Int? = nil) -> FeedError {
            FeedError(.wrongFormat, file: file, line: line, "\(found); expected \(expected)")
        }
        guard !bytes.isEmpty else { throw wrong("the file is empty") }
        if bytes.starts(with: [0xFF, 0xFE]) || bytes.starts(with: [0xFE, 0xFF]) {
            throw wrong("this looks like UTF-16 text")
        }
        if let zero = bytes.firstIndex(of: 0) {
            throw wrong("this looks like binary data", line: lineNumber(at: zero, in: bytes))
        }
        let start = String(decoding: bytes.prefix(512), as: UTF8.self).lowercased().drop { $0.isWhitespace }
        if start.hasPrefix("<!doctype html") || start.hasPrefix("<html") {
            throw wrong("this looks like HTML, perhaps an error page saved in place of the file")
        }
        if start.hasPrefix("<") { throw wrong("this looks like XML or HTML") }
        if start.hasPrefix("-----begin pgp signed") { throw wrong("this is an OpenPGP-signed file") }
        return bytes
    }

    /// The line, from one, that holds the byte at `index`.
    static func lineNumber(at index: Int, in bytes: [UInt8]) -> Int {
        bytes[..<index].reduce(1) { $1 == newline ? $0 + 1 : $0 }
    }

    /// Calls `body` with each line's number and bytes, without line ends (`\n` or `\r\n`).
    static func forEachLine(
        in bytes: [UInt8],
        _ body: (_ number: Int, _ line: ArraySlice<UInt8>) throws(FeedError) -> Void
    ) throws(FeedError) {
        var start = 0
        var number = 0
        while start < bytes.count {
            let end = bytes[start...].firstIndex(of: newline) ?? bytes.count
            number += 1
            let hasReturn = end > start && bytes[end - 1] == carriageReturn
            try body(number, bytes[start..<(hasReturn ? end - 1 : end)])
            start = end + 1
        }
    }

    static let newline = UInt8(ascii: "\n")
    static let carriageReturn = UInt8(ascii: "\r")

    /// A line shortened for an error message, without characters that disturb a terminal.
    static func excerpt(_ line: some StringProtocol) -> String {
        "'" + SafeText.excerpt(line, limit: 60) + "'"
    }

    /// The text without spaces and tabs at either end.
    static func trimmed(_ text: some StringProtocol) -> Substring {
        var rest = Substring(text)
        while rest.first == " " || rest.first == "\t" { rest.removeFirst() }
        while rest.last == " " || rest.last == "\t" { rest.removeLast() }
        return rest
    }
}
