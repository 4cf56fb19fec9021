/// Finds the cells of one row of separated values in a buffer.
struct RowScan {
    struct Problem {
        enum Kind { case notClosed, within, behind, tooLong }
        var kind: Kind
        /// Lines after the one on which the row begins.
        var line: Int
    }

    let separator: UInt8
    /// Nothing follows the buffer.
    let isComplete: Bool
    let cellBytes: Int
    let start: Int

    private static let quote = UInt8(ascii: "\"")
    private static let feed = UInt8(ascii: "\n")
    private static let carriageReturn = UInt8(ascii: "\r")

    /// True if there is a row, false at the end of the table, nil if the buffer ends before the row does.
    ///
    /// - Parameters:
    ///   - lines: becomes the number of lines that the row takes.
    ///   - next: becomes the place of the next row.
    func run(
        _ bytes: UnsafeBufferPointer<UInt8>,
        lines: inout Int,
        next: inout Int,
        problem: inout Problem?,
        cell: (_ start: Int, _ end: Int, _ hasPairs: Bool) -> Void
    ) -> Bool? {
        let end = bytes.count
        var place = start
        lines = 0
        guard place < end else { return isComplete ? false : nil }
        while true {
            let begin = place
            var hasPairs = false
            let isQuoted = place < end && bytes[place] == Self.quote
            if isQuoted {
                let openingLine = lines
                place += 1
                while true {
                    while place < end, bytes[place] != Self.quote {
                        if bytes[place] == Self.feed { lines += 1 }
                        place += 1
                    }
                    if place - begin > cellBytes {
                        problem = Problem(kind: .tooLong, line: openingLine)
                        return nil
                    }
                    guard place < end else {
                        if isComplete { problem = Problem(kind: .notClosed, line: openingLine) }
                        return nil
                    }
                    // Whether the mark is doubled, the next byte tells.
                    if place + 1 == end, !isComplete { return nil }
                    guard place + 1 < end, bytes[place + 1] == Self.quote else { break }
                    hasPairs = true
                    place += 2
                }
                cell(begin + 1, place, hasPairs)
                place += 1
            } else {
                while place < end {
                    let byte = bytes[place]
                    if byte == separator || byte == Self.feed || byte == Self.carriageReturn { break }
                    if byte == Self.quote {
                        problem = Problem(kind: .within, line: lines)
                        return nil
                    }
                    place += 1
                }
                if place - begin > cellBytes {
                    problem = Problem(kind: .tooLong, line: lines)
                    return nil
                }
                if place == end, !isComplete { return nil }
                cell(begin, place, false)
            }
            guard place < end else {
                if isComplete {
                    next = end
                    lines += 1
                    return true
                }
                return nil
            }
            switch bytes[place] {
            case separator: place += 1
            case Self.feed:
                lines += 1
                next = place + 1
                return true
            case Self.carriageReturn:
                if place + 1 == end, !isComplete { return nil }
                lines += 1
                next = place + 1 < end && bytes[place + 1] == Self.feed ? place + 2 : place + 1
                return true
            default:
                problem = Problem(kind: .behind, line: lines)
                return nil
            }
        }
    }
}
