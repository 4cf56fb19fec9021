import Foundation

/// The lines of standard input as bytes, each as soon as it is whole. `readLine` mends without a word what is not UTF-8.
struct InputLines {
    private var waiting: [UInt8] = []
    /// How much of `waiting` is known to hold no line break.
    private var searched = 0
    private var hasEnded = false

    /// The next line without its line feed; nil at the end of the input. A last line needs none.
    mutating func next() -> [UInt8]? {
        while true {
            if let end = waiting[searched...].firstIndex(of: UInt8(ascii: "\n")) {
                let line = Array(waiting[..<end])
                waiting.removeSubrange(...end)
                searched = 0
                return line
            }
            searched = waiting.count
            guard !hasEnded else {
                guard !waiting.isEmpty else { return nil }
                defer {
                    waiting = []
                    searched = 0
                }
                return waiting
            }
            more()
        }
    }

    private mutating func more() {
        var buffer = [UInt8](repeating: 0, count: 1 << 16)
        while true {
            let count = read(STDIN_FILENO, &buffer, buffer.count)
            if count < 0, errno == EINTR { continue }
            if count > 0 { waiting += buffer[..<count] } else { hasEnded = true }
            return
        }
    }
}

/// What can be said of bytes that should be UTF-8.
enum UTF8Text {
    /// The line and the column, in Unicode scalars and from 1, of the first byte that is not UTF-8, or of the end.
    static func end(ofValid bytes: some Sequence<UInt8>) -> (line: Int, column: Int) {
        var decoder = UTF8()
        var rest = bytes.makeIterator()
        var (line, column) = (1, 1)
        while case .scalarValue(let scalar) = decoder.decode(&rest) {
            (line, column) = scalar == "\n" ? (line + 1, 1) : (line, column + 1)
        }
        return (line, column)
    }
}
