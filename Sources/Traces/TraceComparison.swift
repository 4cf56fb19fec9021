/// Where two traces part.
package struct TraceDivergence: Sendable, Hashable {
    /// Number of the line, from 1.
    package var line: Int
    /// What stands there; nil where the trace has ended before.
    package var first: String?
    package var second: String?
}

extension TraceDivergence {
    /// The first line in which two traces differ; nil if they are the same.
    package init?(_ first: some Sequence<some StringProtocol>, _ second: some Sequence<some StringProtocol>) {
        var left = first.makeIterator()
        var right = second.makeIterator()
        var line = 0
        while true {
            line += 1
            let (one, other) = (left.next(), right.next())
            if one == nil && other == nil { return nil }
            if let one, let other, one == other { continue }
            self.line = line
            self.first = one.map { String($0) }
            self.second = other.map { String($0) }
            return
        }
    }
}
