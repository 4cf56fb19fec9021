import Text

/// A JSON document of which only what is asked for is read, and whose mistakes are told with line and column.
struct JSONDocument {
    let file: String
    private let bytes: [UInt8]
    /// Bytes that a document may have.
    private static let most = 64 << 20

    /// - Parameter expected: what the document should be, to follow "expected".
    /// - Throws: ``InputError`` with code `wrong-format` if it is something else than JSON, `nothing-found` if it is empty, `too-large`.
    init(_ original: [UInt8], file: String, expected: String) throws(InputError) {
        self.file = file
        guard original.count <= Self.most else {
            throw InputError(.tooLarge, file: file, "the document is larger than \(Self.most >> 20) MiB")
        }
        bytes = original.starts(with: [0xEF, 0xBB, 0xBF]) ? UTF8Text.withoutMark(original) : original
        guard bytes.first != UInt8(ascii: "{"), bytes.first != UInt8(ascii: "[") else { return }
        do throws(InputError) {
            if try TableKind.told(by: Array(bytes.prefix(4096)), file: file) == .json { return }
        } catch {
            guard error.code == .wrongFormat else { throw error }
            throw InputError(.wrongFormat, file: file, line: 1, Self.clause(error.message) + "; expected \(expected)")
        }
        throw InputError(.wrongFormat, file: file, line: 1, "this is not JSON; expected \(expected)")
    }

    /// What a file is instead, without what it should be as a table.
    private static func clause(_ message: String) -> String {
        String(message.prefix { $0 != ";" })
    }

    /// Reads it from its beginning to its end.
    func read(_ body: (inout JSONCursor) throws(JSONCursor.Problem) -> Void) throws(InputError) {
        var cursor = JSONCursor(bytes)
        do throws(JSONCursor.Problem) {
            try body(&cursor)
            try cursor.end()
        } catch {
            throw self.error(error)
        }
    }

    /// The line and the column of a byte, both from 1.
    func position(of offset: Int) -> (line: Int, column: Int) {
        let offset = min(offset, bytes.count)
        let start = bytes[..<offset].lastIndex(of: FeedText.newline).map { $0 + 1 } ?? 0
        let column = String(decoding: bytes[start..<offset], as: UTF8.self).unicodeScalars.count + 1
        return (FeedText.lineNumber(at: offset, in: bytes), column)
    }

    private func error(_ problem: JSONCursor.Problem) -> InputError {
        let (line, column) = position(of: problem.offset)
        return InputError(
            problem.code,
            file: file,
            line: line,
            position: column,
            SafeText.line(problem.message)
        )
    }
}
