/// Reads one JSON text by RFC 8259, more strictly than Foundation: whole numbers keep all their digits, a key may stand in an
/// object only once, and what is wrong is told with its place.
package struct JSONReader {
    /// What is wrong with a text.
    package struct Problem: Error {
        package var message: String
        /// Whether the text would be JSON but for a key that stands twice in an object.
        package var isDuplicate = false
        /// Where, in bytes from the beginning of the text; a byte-order mark counts as nothing.
        package var offset = 0

        package init(message: String) { self.message = message }
    }

    private static let deepest = 64

    private let bytes: [UInt8]
    private var place = 0

    /// - Parameter text: may begin with a byte-order mark, which is no part of it.
    private init(_ text: String) {
        bytes = Array(text.unicodeScalars.first == "\u{FEFF}" ? text.utf8.dropFirst(3) : text.utf8[...])
    }

    /// The value that the text is, its members in the order in which they stand there.
    ///
    /// - Throws: ``Problem`` if it is no JSON, or nested more than 64 deep.
    package static func read(_ text: String) throws(Problem) -> JSON {
        var reader = JSONReader(text)
        let value = try reader.value(depth: 0)
        reader.skipBlanks()
        guard reader.next == nil else { throw reader.problem("expected the end of the line") }
        return value
    }

    private var next: UInt8? { place < bytes.count ? bytes[place] : nil }

    private mutating func skipBlanks() {
        while let byte = next, byte == 0x20 || byte == 0x0A || byte == 0x09 || byte == 0x0D { place += 1 }
    }

    private func problem(_ expectation: String) -> Problem {
        let column = String(decoding: bytes[..<place], as: UTF8.self).count + 1
        var problem = Problem(message: "column \(column): \(expectation)")
        problem.offset = place
        return problem
    }

    /// Passes over a byte if it comes next after blanks.
    private mutating func pass(_ character: Unicode.Scalar) -> Bool {
        skipBlanks()
        guard next == UInt8(ascii: character) else { return false }
        place += 1
        return true
    }

    private mutating func value(depth: Int) throws(Problem) -> JSON {
        skipBlanks()
        guard depth <= Self.deepest else { throw problem("lists and objects are nested too deeply") }
        switch next {
        case UInt8(ascii: "{"): return .object(try members(depth))
        case UInt8(ascii: "["): return .array(try items(depth))
        case UInt8(ascii: "\""): return .string(try text())
        default: break
        }
        let start = place
        while let byte = next, !Self.endsWord(byte) { place += 1 }
        let word = String(decoding: bytes[start..<place], as: UTF8.self)
        switch word {
        case "null": return .null
        case "true": return .bool(true)
        case "false": return .bool(false)
        default:
            if let number = Self.number(word) { return number }
            place = start
            throw problem(word.isEmpty ? "expected a value" : "expected a value, not \(word.prefix(40))")
        }
    }

    /// Blanks, and what has a meaning of its own.
    private static func endsWord(_ byte: UInt8) -> Bool {
        switch byte {
        case 0x20, 0x09, 0x0D, 0x0A: true
        case UInt8(ascii: ","), UInt8(ascii: ":"), UInt8(ascii: "["), UInt8(ascii: "]"): true
        case UInt8(ascii: "{"), UInt8(ascii: "}"), UInt8(ascii: "\""): true
        default: false
        }
    }

    private static func number(_ word: String) -> JSON? {
        guard isNumber(word) else { return nil }
        if word != "-0" {
            if let whole = Int(word) { return .integer(whole) }
            if let whole = UInt64(word) { return .greatInteger(whole) }
        }
        guard let number = Double(word), number.isFinite else { return nil }
        return .number(number)
    }

    /// Whether a word is spelt as RFC 8259, section 6, has numbers.
    private static func isNumber(_ word: String) -> Bool {
        var rest = word.utf8[...]
        func passDigits() -> Int {
            let count = rest.prefix { $0 >= UInt8(ascii: "0") && $0 <= UInt8(ascii: "9") }.count
            rest = rest.dropFirst(count)
            return count
        }
        func pass(_ characters: String) -> Bool {
            guard let first = rest.first, characters.utf8.contains(first) else { return false }
            rest = rest.dropFirst()
            return true
        }
        _ = pass("-")
        // Nothing stands behind a leading zero.
        guard pass("0") || passDigits() > 0 else { return false }
        if pass("."), passDigits() == 0 { return false }
        if pass("eE") {
            _ = pass("+-")
            if passDigits() == 0 { return false }
        }
        return rest.isEmpty
    }

    private mutating func items(_ depth: Int) throws(Problem) -> [JSON] {
        place += 1
        var items: [JSON] = []
        if pass("]") { return items }
        while true {
            items.append(try value(depth: depth + 1))
            if pass("]") { return items }
            guard pass(",") else { throw problem("expected , or ] in a list") }
        }
    }

    private mutating func members(_ depth: Int) throws(Problem) -> [(String, JSON)] {
        place += 1
        var members: [(String, JSON)] = []
        var keys: Set<String> = []
        if pass("}") { return members }
        while true {
            skipBlanks()
            guard next == UInt8(ascii: "\"") else { throw problem("expected a key in quotation marks") }
            let start = place
            let key = try text()
            guard keys.insert(key).inserted else {
                place = start
                var twice = problem("\"\(key)\" stands twice in an object")
                twice.isDuplicate = true
                throw twice
            }
            guard pass(":") else { throw problem("expected : after a key") }
            members.append((key, try value(depth: depth + 1)))
            if pass("}") { return members }
            guard pass(",") else { throw problem("expected , or } in an object") }
        }
    }

    // MARK: Text

    /// A text in quotation marks.
    private mutating func text() throws(Problem) -> String {
        let start = place
        place += 1
        while let byte = next, byte != UInt8(ascii: "\"") { place += byte == UInt8(ascii: "\\") ? 2 : 1 }
        guard place < bytes.count else {
            place = start
            throw problem("this text has no closing quotation mark")
        }
        place += 1
        guard let text = Self.text(bytes[(start + 1)..<(place - 1)]) else {
            place = start
            throw problem("this text holds a control character or a wrong escape")
        }
        return text
    }

    /// What stands between quotation marks, without its escapes; nil if that is no text.
    private static func text(_ bytes: ArraySlice<UInt8>) -> String? {
        // Mostly there is nothing to be taken out of it.
        if bytes.allSatisfy({ $0 >= 0x20 && $0 != UInt8(ascii: "\\") }) {
            return String(validating: bytes, as: UTF8.self)
        }
        var result: [UInt8] = []
        var rest = bytes
        while let byte = rest.popFirst() {
            guard byte >= 0x20 else { return nil }
            guard byte == UInt8(ascii: "\\") else {
                result.append(byte)
                continue
            }
            guard let scalar = escaped(&rest) else { return nil }
            result += String(Character(scalar)).utf8
        }
        return String(validating: result, as: UTF8.self)
    }

    /// The scalar that an escape is, of which the backslash has been read.
    private static func escaped(_ rest: inout ArraySlice<UInt8>) -> Unicode.Scalar? {
        switch rest.popFirst() {
        case UInt8(ascii: "\""): return "\""
        case UInt8(ascii: "\\"): return "\\"
        case UInt8(ascii: "/"): return "/"
        case UInt8(ascii: "b"): return "\u{8}"
        case UInt8(ascii: "f"): return "\u{C}"
        case UInt8(ascii: "n"): return "\n"
        case UInt8(ascii: "r"): return "\r"
        case UInt8(ascii: "t"): return "\t"
        case UInt8(ascii: "u"):
            guard let first = unit(&rest) else { return nil }
            guard (0xD800..<0xE000).contains(first) else { return Unicode.Scalar(first) }
            // Half of a scalar beyond the first plane, of which the other half must follow.
            guard first < 0xDC00, rest.popFirst() == UInt8(ascii: "\\"), rest.popFirst() == UInt8(ascii: "u"),
                let second = unit(&rest), (0xDC00..<0xE000).contains(second)
            else { return nil }
            return Unicode.Scalar(0x10000 + (first - 0xD800) << 10 + (second - 0xDC00))
        default: return nil
        }
    }

    /// The four hexadecimal digits of a unit of UTF-16.
    private static func unit(_ rest: inout ArraySlice<UInt8>) -> UInt32? {
        var unit: UInt32 = 0
        for _ in 0..<4 {
            guard let byte = rest.popFirst(), let digit = Character(Unicode.Scalar(byte)).hexDigitValue, byte < 0x80
            else { return nil }
            unit = unit << 4 + UInt32(digit)
        }
        return unit
    }
}
