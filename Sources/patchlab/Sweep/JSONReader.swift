import Foundation

/// Reads one JSON text by RFC 8259, more strictly than Foundation: whole numbers keep all their digits, a key may stand in an
/// object only once, and what is wrong is told with its place.
struct JSONReader {
    /// What is wrong with a text.
    struct Problem: Error {
        var message: String
        /// Whether the text would be JSON but for a key that stands twice in an object.
        var isDuplicate = false
    }

    private static let deepest = 64

    private let bytes: [UInt8]
    private var place = 0

    /// - Parameter text: may begin with a byte-order mark, which is no part of it.
    private init(_ text: String) {
        bytes = Array(text.unicodeScalars.first == "\u{FEFF}" ? text.utf8.dropFirst(3) : text.utf8[...])
    }

    static func read(_ text: String) throws(Problem) -> JSONValue {
        var reader = JSONReader(text)
        let value = try reader.value(depth: 0)
        reader.skipBlanks()
        guard reader.next == nil else { throw reader.problem("expected the end of the line") }
        return value
    }

    private var next: UInt8? { place < bytes.count ? bytes[place] : nil }

    private mutating func skipBlanks() {
        while let byte = next, " \t\r\n".utf8.contains(byte) { place += 1 }
    }

    private func problem(_ expectation: String) -> Problem {
        let column = String(decoding: bytes[..<place], as: UTF8.self).count + 1
        return Problem(message: "column \(column): \(expectation)")
    }

    /// Passes over a byte if it comes next after blanks.
    private mutating func pass(_ character: Unicode.Scalar) -> Bool {
        skipBlanks()
        guard next == UInt8(ascii: character) else { return false }
        place += 1
        return true
    }

    private mutating func value(depth: Int) throws(Problem) -> JSONValue {
        skipBlanks()
        guard depth <= Self.deepest else { throw problem("lists and objects are nested too deeply") }
        switch next {
        case UInt8(ascii: "{"): return .object(try members(depth))
        case UInt8(ascii: "["): return .list(try items(depth))
        case UInt8(ascii: "\""): return .string(try text())
        default: break
        }
        let start = place
        while let byte = next, !" \t\r\n,:[]{}\"".utf8.contains(byte) { place += 1 }
        let word = String(decoding: bytes[start..<place], as: UTF8.self)
        switch word {
        case "null": return .null
        case "true": return .flag(true)
        case "false": return .flag(false)
        default:
            if let number = Self.number(word) { return number }
            place = start
            throw problem(word.isEmpty ? "expected a value" : "expected a value, not \(word.prefix(40))")
        }
    }

    private static func number(_ word: String) -> JSONValue? {
        guard word.wholeMatch(of: /-?(?:0|[1-9][0-9]*)(\.[0-9]+)?([eE][+-]?[0-9]+)?/) != nil else { return nil }
        if word != "-0" {
            if let whole = Int64(word) { return .whole(whole) }
            if let whole = UInt64(word) { return .greatWhole(whole) }
        }
        guard let number = Double(word), number.isFinite else { return nil }
        return .number(number)
    }

    private mutating func items(_ depth: Int) throws(Problem) -> [JSONValue] {
        place += 1
        var items: [JSONValue] = []
        if pass("]") { return items }
        while true {
            items.append(try value(depth: depth + 1))
            if pass("]") { return items }
            guard pass(",") else { throw problem("expected , or ] in a list") }
        }
    }

    private mutating func members(_ depth: Int) throws(Problem) -> [String: JSONValue] {
        place += 1
        var members: [String: JSONValue] = [:]
        if pass("}") { return members }
        while true {
            skipBlanks()
            guard next == UInt8(ascii: "\"") else { throw problem("expected a key in quotation marks") }
            let start = place
            let key = try text()
            guard members[key] == nil else {
                place = start
                var twice = problem("\"\(key)\" stands twice in an object")
                twice.isDuplicate = true
                throw twice
            }
            guard pass(":") else { throw problem("expected : after a key") }
            members[key] = try value(depth: depth + 1)
            if pass("}") { return members }
            guard pass(",") else { throw problem("expected , or } in an object") }
        }
    }

    /// A text in quotation marks; what is within them is left to Foundation.
    private mutating func text() throws(Problem) -> String {
        let start = place
        place += 1
        while let byte = next, byte != UInt8(ascii: "\"") { place += byte == UInt8(ascii: "\\") ? 2 : 1 }
        guard place < bytes.count else {
            place = start
            throw problem("this text has no closing quotation mark")
        }
        place += 1
        guard let text = try? JSONDecoder().decode(String.self, from: Data(bytes[start..<place])) else {
            place = start
            throw problem("this text holds a control character or a wrong escape")
        }
        return text
    }
}
