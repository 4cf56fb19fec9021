/// What can be said of bytes that should be UTF-8.
package enum UTF8Text {
    /// The bytes without U+FEFF, which editors of some systems put at the beginning of a text, and which is no part of it.
    package static func withoutMark(_ bytes: [UInt8]) -> [UInt8] {
        let mark: [UInt8] = [0xEF, 0xBB, 0xBF]
        return bytes.starts(with: mark) ? Array(bytes.dropFirst(mark.count)) : bytes
    }

    /// The line and the column, in Unicode scalars and from 1, of the first byte that is not UTF-8, or of the end.
    package static func end(ofValid bytes: some Sequence<UInt8>) -> (line: Int, column: Int) {
        var decoder = UTF8()
        var rest = bytes.makeIterator()
        var (line, column) = (1, 1)
        while case .scalarValue(let scalar) = decoder.decode(&rest) {
            (line, column) = scalar == "\n" ? (line + 1, 1) : (line, column + 1)
        }
        return (line, column)
    }
}
