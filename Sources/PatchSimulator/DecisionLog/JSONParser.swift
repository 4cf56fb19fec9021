/// Reads one JSON value (RFC 8259). Text from outside: whatever it is, it is read or refused, and nothing takes long.
struct JSONParser {
    /// Deeper than any decision goes.
    private static let greatestDepth = 16

    /// What was expected where something else stands.
    struct Mistake: Error {
        var expected: String
    }

    private let bytes: [UInt8]
    private var place = 0

    /// - Throws: `Mistake` if the text is not one JSON value, with nothing after it.
    static func value(of text: String) throws(Mistake) -> JSONText {
        var parser = JSONParser(bytes: Array(text.utf8))
        let value = try parser.value(depth: 0)
        parser.skipSpace()
        guard parser.place == parser.bytes.count else { throw Mistake(expected: "nothing after the JSON value") }
        return value
    }

    private init(bytes: [UInt8]) { self.bytes = bytes }

    private var next: UInt8? { place < bytes.count ? bytes[place] : nil }

    private mutating func skipSpace() {
        while let byte = next, byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09 { place += 1 }
    }

    private mutating func take(_ character: Unicode.Scalar) -> Bool {
        skipSpace()
        guard next == UInt8(ascii: character) else { return false }
        place += 1
        return true
    }

    private mutating func take(word: String) -> Bool {
        guard bytes[place...].starts(with: word.utf8) else { return false }
        place += word.utf8.count
        return true
    }

    private mutating func value(depth: Int) throws(Mistake) -> JSONText {
        guard depth < Self.greatestDepth else { throw Mistake(expected: "at most \(Self.greatestDepth) levels") }
        skipSpace()
        if take(word: "null") { return .null }
        if take(word: "true") { return .bool(true) }
        if take(word: "false") { return .bool(false) }
        switch next ?? 0 {
        case UInt8(ascii: "\""): return .string(try string())
        case UInt8(ascii: "["): return .list(try list(depth: depth))
        case UInt8(ascii: "{"): return .object(try object(depth: depth))
        case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"): return .number(try number())
        default: throw Mistake(expected: "a JSON value")
        }
    }

    private mutating func list(depth: Int) throws(Mistake) -> [JSONText] {
        place += 1
        var values: [JSONText] = []
        if take("]") { return values }
        repeat { values.append(try value(depth: depth + 1)) } while take(",")
        guard take("]") else { throw Mistake(expected: "\",\" or \"]\" in a list") }
        return values
    }

    private mutating func object(depth: Int) throws(Mistake) -> [JSONText.Member] {
        place += 1
        var members: [JSONText.Member] = []
        var keys = Set<String>()
        if take("}") { return members }
        repeat {
            skipSpace()
            guard next == UInt8(ascii: "\"") else { throw Mistake(expected: "a key") }
            let key = try string()
            guard keys.insert(key).inserted else { throw Mistake(expected: "each key once") }
            guard take(":") else { throw Mistake(expected: "\":\" after a key") }
            members.append(JSONText.Member(key, try value(depth: depth + 1)))
        } while take(",")
        guard take("}") else { throw Mistake(expected: "\",\" or \"}\" in an object") }
        return members
    }

    private mutating func digits() -> Int {
        let first = place
        while let byte = next, (0x30...0x39).contains(byte) { place += 1 }
        return place - first
    }

    private mutating func number() throws(Mistake) -> String {
        let first = place
        if next == UInt8(ascii: "-") { place += 1 }
        let startsWithZero = next == UInt8(ascii: "0")
        let whole = digits()
        var isSound = whole > 0 && (whole == 1 || !startsWithZero)
        if next == UInt8(ascii: ".") {
            place += 1
            isSound = digits() > 0 && isSound
        }
        if next == UInt8(ascii: "e") || next == UInt8(ascii: "E") {
            place += 1
            if next == UInt8(ascii: "+") || next == UInt8(ascii: "-") { place += 1 }
            isSound = digits() > 0 && isSound
        }
        guard isSound else { throw Mistake(expected: "a number") }
        return String(decoding: bytes[first..<place], as: UTF8.self)
    }

    private mutating func string() throws(Mistake) -> String {
        place += 1
        var text: [UInt8] = []
        while let byte = next {
            place += 1
            switch byte {
            case UInt8(ascii: "\""): return String(decoding: text, as: UTF8.self)
            case UInt8(ascii: "\\"): text += Array(String(try escape()).utf8)
            case 0..<0x20: throw Mistake(expected: "no control character in a text")
            default: text.append(byte)
            }
        }
        throw Mistake(expected: "the end of a text")
    }

    private mutating func escape() throws(Mistake) -> Unicode.Scalar {
        let byte = next
        place += 1
        switch byte {
        case UInt8(ascii: "\""): return "\""
        case UInt8(ascii: "\\"): return "\\"
        case UInt8(ascii: "/"): return "/"
        case UInt8(ascii: "b"): return "\u{8}"
        case UInt8(ascii: "f"): return "\u{C}"
        case UInt8(ascii: "n"): return "\n"
        case UInt8(ascii: "r"): return "\r"
        case UInt8(ascii: "t"): return "\t"
        case UInt8(ascii: "u"):
            var code = try unit()
            if (0xD800..<0xDC00).contains(code), take(word: "\\u") {
                let low = try unit()
                guard (0xDC00..<0xE000).contains(low) else { throw Mistake(expected: "a whole character") }
                code = 0x10000 + (code - 0xD800) << 10 + (low - 0xDC00)
            }
            guard let scalar = Unicode.Scalar(code) else { throw Mistake(expected: "a whole character") }
            return scalar
        default: throw Mistake(expected: "a known escape after \"\\\"")
        }
    }

    /// Four digits to the base 16.
    private mutating func unit() throws(Mistake) -> UInt32 {
        let digits = bytes[place...].prefix(4)
        let isHex = digits.allSatisfy { byte in
            (0x30...0x39).contains(byte) || (0x41...0x46).contains(byte) || (0x61...0x66).contains(byte)
        }
        guard digits.count == 4, isHex, let code = UInt32(String(decoding: digits, as: UTF8.self), radix: 16) else {
            throw Mistake(expected: "four digits to the base 16 after \"\\u\"")
        }
        place += 4
        return code
    }
}
