/// A mistake in a line of a trace.
struct TraceMistake: Error {
    var message: String
    /// From 1, in Unicode scalars.
    var column: Int

    init(_ message: String, column: Int = 1) {
        self.message = message
        self.column = column
    }
}

/// A field of a line of comma-separated values, without the blanks around it.
struct TraceField {
    var text: String
    /// Where it begins, from 1, in Unicode scalars.
    var column: Int

    /// The fields of a line, by RFC 4180: a field in quotation marks may hold commas, and quotation marks that are doubled.
    /// Unlike there, such a field ends in its line.
    static func split(_ line: Substring) throws(TraceMistake) -> [TraceField] {
        var fields: [TraceField] = []
        let scalars = line.unicodeScalars
        var place = scalars.startIndex
        func column(_ index: String.Index) -> Int { scalars.distance(from: scalars.startIndex, to: index) + 1 }
        func afterBlanks(_ index: String.Index) -> String.Index {
            scalars[index...].firstIndex { $0 != " " && $0 != "\t" } ?? scalars.endIndex
        }
        while true {
            place = afterBlanks(place)
            let start = place
            var text = String.UnicodeScalarView()
            if place < scalars.endIndex, scalars[place] == "\"" {
                repeat {
                    // At the mark that opens the field, or at the second of two within it.
                    if place > start { text.append("\"") }
                    place = scalars.index(after: place)
                    guard let end = scalars[place...].firstIndex(of: "\"") else {
                        throw TraceMistake("this quotation mark is not closed in its line", column: column(start))
                    }
                    text.append(contentsOf: scalars[place..<end])
                    place = scalars.index(after: end)
                } while place < scalars.endIndex && scalars[place] == "\""
                place = afterBlanks(place)
                guard place == scalars.endIndex || scalars[place] == "," else {
                    throw TraceMistake("a comma must follow the closing quotation mark", column: column(place))
                }
            } else {
                place = scalars[place...].firstIndex(of: ",") ?? scalars.endIndex
                text.append(contentsOf: scalars[start..<place])
                if let mark = scalars[start..<place].firstIndex(of: "\"") {
                    let message =
                        "a quotation mark within a field; put the whole field in quotation marks, and double this one"
                    throw TraceMistake(message, column: column(mark))
                }
                while let last = text.last, last == " " || last == "\t" { text.removeLast() }
            }
            fields.append(TraceField(text: String(text), column: column(start)))
            guard place < scalars.endIndex else { return fields }
            place = scalars.index(after: place)
        }
    }
}
