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
