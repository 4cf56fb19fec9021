/// One paragraph of a Debian control file (deb822): the fields that were asked for, with their lines.
struct ControlParagraph {
    /// The line on which the paragraph begins, counted from one.
    let line: Int
    private let wanted: [String]
    private let values: [(text: String, line: Int)?]

    fileprivate init(line: Int, wanted: [String], values: [(text: String, line: Int)?]) {
        self.line = line
        self.wanted = wanted
        self.values = values
    }

    /// The value of a field, continuation lines joined by newlines; nil if the paragraph lacks it.
    subscript(_ field: String) -> String? { entry(field)?.text }

    /// The line of a field, or of the paragraph if it lacks the field.
    func line(of field: String) -> Int { entry(field)?.line ?? line }

    private func entry(_ field: String) -> (text: String, line: Int)? {
        guard let index = wanted.firstIndex(of: field) else { return nil }
        return values[index]
    }
}

/// A streaming reader of Debian control files: dpkg's status, package indexes, Release files.
///
/// It looks at each byte once and makes strings only of the fields that are asked for, so a full archive index costs
/// little more than reading it.
enum ControlFile {
    /// Calls `body` for each paragraph in turn.
    ///
    /// - Parameters:
    ///   - fields: the fields to keep; names are compared without regard to case, as Policy 5.1 demands.
    ///   - expected: what the file should be, for errors.
    static func forEachParagraph(
        in bytes: [UInt8],
        file: String,
        expected: String,
        fields: [String],
        _ body: (ControlParagraph) throws(FeedError) -> Void
    ) throws(FeedError) {
        let bytes = try FeedText.checked(bytes, file: file, expected: expected)
        let names = fields.map { Array($0.lowercased().utf8) }
        var values = [(text: String, line: Int)?](repeating: nil, count: fields.count)
        var firstLine: Int?
        var current: Int?  // the wanted field that continuation lines belong to

        try FeedText.forEachLine(in: bytes) { number, line throws(FeedError) in
            guard let first = line.first, line.contains(where: { $0 != space && $0 != tab }) else {
                if let start = firstLine {
                    try body(ControlParagraph(line: start, wanted: fields, values: values))
                    values = [(text: String, line: Int)?](repeating: nil, count: fields.count)
                    firstLine = nil
                }
                current = nil
                return
            }
            if first == space || first == tab {
                guard firstLine != nil else {
                    throw malformed("a continuation line without a field before it", number, line, file, expected)
                }
                if let index = current {
                    values[index]?.text += "\n" + String(decoding: line, as: UTF8.self)
                }
                return
            }
            if first == UInt8(ascii: "#") { return }  // comments are allowed in control files
            guard let colon = line.firstIndex(of: UInt8(ascii: ":")), colon > line.startIndex,
                line[..<colon].allSatisfy({ $0 > 32 && $0 < 127 })
            else {
                throw malformed("this is not a 'Field: value' line", number, line, file, expected)
            }
            if firstLine == nil { firstLine = number }
            current = names.firstIndex { matches(line[..<colon], $0) }
            guard let index = current else { return }
            guard values[index] == nil else {
                throw malformed("the field occurs twice in one paragraph", number, line, file, expected)
            }
            let value = FeedText.trimmed(String(decoding: line[(colon + 1)...], as: UTF8.self))
            values[index] = (String(value), number)
        }
        if let start = firstLine { try body(ControlParagraph(line: start, wanted: fields, values: values)) }
    }

    private static let space = UInt8(ascii: " ")
    private static let tab = UInt8(ascii: "\t")

    private static func matches(_ name: ArraySlice<UInt8>, _ lowercased: [UInt8]) -> Bool {
        guard name.count == lowercased.count else { return false }
        return zip(name, lowercased).allSatisfy { byte, wanted in
            byte == wanted || (byte >= 65 && byte <= 90 && byte + 32 == wanted)
        }
    }

    private static func malformed(
        _ what: String,
        _ number: Int,
        _ line: ArraySlice<UInt8>,
        _ file: String,
        _ expected: String
    ) -> FeedError {
        let text = FeedText.excerpt(String(decoding: line, as: UTF8.self))
        return FeedError(.malformed, file: file, line: number, "\(what): \(text); expected \(expected)")
    }
}
