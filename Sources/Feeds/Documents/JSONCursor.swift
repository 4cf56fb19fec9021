import Text

/// Reads a JSON document from its beginning to its end, and makes something only of what is asked for. All else is passed over, but
/// must be JSON by RFC 8259, too.
///
/// Documents of megabytes cost what is kept of them and no more. An object that is looked into must not have a key twice.
struct JSONCursor {
    struct Problem: Error {
        let code: InputError.Code
        let message: String
        /// In bytes from the beginning.
        let offset: Int
    }

    private static let deepest = 64

    private let bytes: [UInt8]
    /// The place at which it reads, in bytes from the beginning.
    private(set) var place = 0
    private var depth = 0

    /// - Parameter bytes: a text without a byte-order mark.
    init(_ bytes: [UInt8]) { self.bytes = bytes }

    // MARK: What is asked for

    /// Hands over each member of an object; `body` must read or skip its value. What is no object is refused.
    mutating func object(
        _ what: String,
        _ body: (inout JSONCursor, _ key: String) throws(Problem) -> Void
    ) throws(Problem) {
        guard pass("{") else { throw wrong("\(what) is to be an object") }
        try enter()
        defer { depth -= 1 }
        if pass("}") { return }
        var keys: Set<String> = []
        while true {
            skipBlanks()
            let start = place
            let key = try readText()
            guard keys.insert(key).inserted else {
                throw Problem(
                    code: .duplicateKey,
                    message: "the key \(FeedText.excerpt(key)) stands twice in this object",
                    offset: start
                )
            }
            guard pass(":") else { throw broken("expected : after a key") }
            skipBlanks()
            try body(&self, key)
            if pass("}") { return }
            guard pass(",") else { throw broken("expected , or } in an object") }
        }
    }

    /// Hands over each item of a list; `body` must read or skip it. What is no list is refused.
    mutating func list(_ what: String, _ body: (inout JSONCursor) throws(Problem) -> Void) throws(Problem) {
        guard pass("[") else { throw wrong("\(what) is to be a list") }
        try enter()
        defer { depth -= 1 }
        if pass("]") { return }
        while true {
            skipBlanks()
            try body(&self)
            if pass("]") { return }
            guard pass(",") else { throw broken("expected , or ] in a list") }
        }
    }

    /// A text; what is none is refused.
    mutating func text(_ what: String) throws(Problem) -> String {
        skipBlanks()
        guard next == UInt8(ascii: "\"") else { throw wrong("\(what) is to be a text") }
        return try readText()
    }

    /// A text; what is none, such as `null`, is passed over.
    mutating func textIfAny() throws(Problem) -> String? {
        skipBlanks()
        guard next == UInt8(ascii: "\"") else {
            try skip()
            return nil
        }
        return try readText()
    }

    /// The day of a time such as `2024-09-03T00:00:00Z`; nil if there is none, or one outside the years of scenarios, which some feeds
    /// write for "unknown". A text that is not a time is refused.
    mutating func dayIfAny() throws(Problem) -> CalendarDate? {
        skipBlanks()
        let offset = place
        guard let text = try textIfAny() else { return nil }
        guard let day = CalendarDate(iso: text.prefix(10)) else {
            throw wrong(
                "\(FeedText.excerpt(text)) is not a date; expected one such as 2024-09-03T00:00:00Z",
                at: offset
            )
        }
        return day.isOfScenarios ? day : nil
    }

    /// A version of a format, as digits and points; what is none is refused.
    mutating func formatVersion(_ what: String) throws(Problem) -> String {
        let offset = place
        let text = try text(what)
        guard text.count <= 20, !text.isEmpty, text.allSatisfy({ $0 == "." || $0.isASCII && $0.isNumber }) else {
            throw wrong("\(what) is \(FeedText.excerpt(text)); expected one such as 1.5", at: offset)
        }
        return text
    }

    /// The texts of a list; what is no text in it, or no list, is passed over.
    mutating func texts() throws(Problem) -> [String] {
        skipBlanks()
        guard isList else {
            try skip()
            return []
        }
        var texts: [String] = []
        try list("this") { cursor throws(Problem) in
            if let text = try cursor.textIfAny() { texts.append(text) }
        }
        return texts
    }

    /// A number; what is none is passed over.
    mutating func numberIfAny() throws(Problem) -> Double? {
        skipBlanks()
        let start = place
        try skip()
        return Double(String(decoding: bytes[start..<place], as: UTF8.self))
    }

    /// Whether an object, or a list, comes next.
    var isObject: Bool { next == UInt8(ascii: "{") }
    var isList: Bool { next == UInt8(ascii: "[") }

    /// Makes sure that nothing follows.
    mutating func end() throws(Problem) {
        skipBlanks()
        if place < bytes.count { throw broken("something follows the end of the document") }
    }

    /// A value that cannot be meant.
    func wrong(_ message: String, at offset: Int? = nil, code: InputError.Code = .badValue) -> Problem {
        guard next == nil, offset == nil else { return Problem(code: code, message: message, offset: offset ?? place) }
        return Problem(code: .badJSON, message: "the document ends too early", offset: place)
    }

    // MARK: Reading

    private var next: UInt8? { place < bytes.count ? bytes[place] : nil }

    private func broken(_ message: String) -> Problem {
        Problem(code: .badJSON, message: place < bytes.count ? message : "the document ends too early", offset: place)
    }

    private mutating func enter() throws(Problem) {
        depth += 1
        guard depth <= Self.deepest else {
            place -= 1
            throw broken("lists and objects are nested more than \(Self.deepest) deep")
        }
    }

    private mutating func skipBlanks() {
        while let byte = next, byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09 { place += 1 }
    }

    private mutating func pass(_ character: Unicode.Scalar) -> Bool {
        skipBlanks()
        guard next == UInt8(ascii: character) else { return false }
        place += 1
        return true
    }

    /// Passes over the text that comes next, and tells whether something in it is escaped.
    private mutating func skipText() throws(Problem) -> Bool {
        guard next == UInt8(ascii: "\"") else { throw broken("expected a text in quotation marks") }
        let start = place
        var isEscaped = false
        place += 1
        while let byte = next {
            switch byte {
            case UInt8(ascii: "\""):
                place += 1
                return isEscaped
            case UInt8(ascii: "\\"):
                isEscaped = true
                place += 2
            case 0..<0x20: throw broken("a control character stands in a text; it is to be written as an escape")
            default: place += 1
            }
        }
        throw Problem(code: .badJSON, message: "this text has no closing quotation mark", offset: start)
    }

    private mutating func readText() throws(Problem) -> String {
        let start = place
        guard try skipText() else {
            guard let text = String(validating: bytes[(start + 1)..<(place - 1)], as: UTF8.self) else {
                throw Problem(code: .wrongFormat, message: "this text is not UTF-8", offset: start)
            }
            return text
        }
        do throws(JSONReader.Problem) {
            let value = try JSONReader.read(String(decoding: bytes[start..<place], as: UTF8.self))
            if case .string(let text) = value { return text }
        } catch {
            throw Problem(code: .badJSON, message: "this text has an escape that JSON does not know", offset: start)
        }
        throw Problem(code: .badJSON, message: "expected a text", offset: start)
    }

    /// Passes over a value.
    mutating func skip() throws(Problem) {
        skipBlanks()
        switch next {
        case UInt8(ascii: "\""): _ = try skipText()
        case UInt8(ascii: "{"), UInt8(ascii: "["): try skipBrackets()
        default: try skipWord()
        }
    }

    private mutating func skipBrackets() throws(Problem) {
        let isObject = next == UInt8(ascii: "{")
        let close: Unicode.Scalar = isObject ? "}" : "]"
        place += 1
        try enter()
        defer { depth -= 1 }
        if pass(close) { return }
        while true {
            if isObject {
                skipBlanks()
                _ = try skipText()
                guard pass(":") else { throw broken("expected : after a key") }
            }
            try skip()
            if pass(close) { return }
            guard pass(",") else { throw broken("expected , or \(close) here") }
        }
    }

    /// A number, a truth value or nothing.
    private mutating func skipWord() throws(Problem) {
        let start = place
        while let byte = next, byte.isDigit || byte.isLetter || "+-.".utf8.contains(byte) { place += 1 }
        let word = String(decoding: bytes[start..<place], as: UTF8.self)
        if ["null", "true", "false"].contains(word) || (!word.isEmpty && Self.isNumber(word)) { return }
        place = start
        throw broken("expected a value")
    }

    private static func isNumber(_ word: String) -> Bool {
        if word.utf8.allSatisfy(\.isDigit) { return word == "0" || word.utf8.first != UInt8(ascii: "0") }
        return word.wholeMatch(of: /-?(0|[1-9][0-9]*)(\.[0-9]+)?([eE][+-]?[0-9]+)?/) != nil
    }
}
