import Text

/// Looks at the beginning of a table before a parser does.
enum TableKind {
    case separated
    case json

    /// - Parameter start: the first bytes, from which a byte-order mark is taken off.
    /// - Throws: ``InputError`` with code `wrong-format` that says what the file is instead.
    static func told(by start: [UInt8], file: String) throws(InputError) -> TableKind {
        func wrong(_ found: String) -> InputError { InputError(.wrongFormat, file: file, line: 1, found) }
        guard !start.isEmpty else { throw InputError(.nothingFound, file: file, "the file is empty") }
        if start.starts(with: [0xFF, 0xFE]) || start.starts(with: [0xFE, 0xFF]) || start.prefix(512).contains(0) {
            let isText = start.first == 0xFF || start.first == 0xFE
            guard isText else { throw wrong("this is binary data, or UTF-16; a table is UTF-8 text") }
            throw wrong("this is UTF-16; a table is UTF-8 text: iconv -f UTF-16 -t UTF-8 \(file) > table.csv")
        }
        let text = start.drop { " \t\r\n".utf8.contains($0) }
        switch text.first {
        case UInt8(ascii: "{"), UInt8(ascii: "["): return .json
        case UInt8(ascii: "<"):
            let opening = String(decoding: text.prefix(512), as: UTF8.self).lowercased()
            let isPage = opening.hasPrefix("<!doctype html") || opening.hasPrefix("<html")
            throw wrong(
                isPage
                    ? "this is a web page (HTML), perhaps a sign-in page that was saved in place of the export"
                    : "this is XML or HTML; a table is CSV, TSV or JSON"
            )
        case nil: throw InputError(.nothingFound, file: file, "the file is empty")
        default: return .separated
        }
    }
}
