/// Walks a JSON document without making anything of it, to the list of rows and along it. What lies between brackets is
/// balanced; whether it is JSON in all else, whoever reads a row finds out.
struct JSONScanner {
    struct Problem: Error {
        var message: String
        /// In bytes from the beginning.
        var offset: Int
    }

    private static let deepest = 64

    private let bytes: [UInt8]
    private var place = 0
    private var isFirst = true
    /// Brackets that are open around the list.
    private var around: [UInt8] = []
    /// The line of the item found last, and the place up to which lines were counted.
    private(set) var line = 1
    private var counted = 0

    init(_ bytes: [UInt8]) { self.bytes = bytes }

    private var next: UInt8? { place < bytes.count ? bytes[place] : nil }

    private func problem(_ message: String) -> Problem { Problem(message: message, offset: place) }

    private mutating func skipBlanks() {
        while let byte = next, byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09 { place += 1 }
    }

    private mutating func pass(_ character: Unicode.Scalar) -> Bool {
        skipBlanks()
        guard next == UInt8(ascii: character) else { return false }
        place += 1
        return true
    }

    /// Goes into the list at `path`, such as `content[]`, `data.items[]` or `[]`; false if there is none.
    mutating func enter(_ path: String) throws(Problem) -> Bool {
        let names = path.hasSuffix("[]") ? path.dropLast(2) : path[...]
        for name in names.split(separator: ".") {
            guard try enterMember(String(name)) else { return false }
        }
        guard pass("[") else { return false }
        around.append(UInt8(ascii: "]"))
        return true
    }

    private mutating func enterMember(_ name: String) throws(Problem) -> Bool {
        guard pass("{") else { return false }
        around.append(UInt8(ascii: "}"))
        if pass("}") { return false }
        while true {
            skipBlanks()
            let start = place
            try skipText()
            let isWanted = bytes[(start + 1)..<(place - 1)].elementsEqual(name.utf8)
            guard pass(":") else { throw problem("expected : after a key") }
            if isWanted { return true }
            try skipValue()
            if pass("}") { return false }
            guard pass(",") else { throw problem("expected , or } in an object") }
        }
    }

    /// Where the next item of the list lies; nil after the last one, with which the rest of the document must close.
    mutating func nextItem() throws(Problem) -> Range<Int>? {
        if pass("]") {
            around.removeLast()
            try close()
            return nil
        }
        if !isFirst, !pass(",") { throw problem("expected , or ] in a list") }
        isFirst = false
        skipBlanks()
        let start = place
        for byte in bytes[counted..<start] where byte == UInt8(ascii: "\n") { line += 1 }
        counted = start
        try skipValue()
        return start..<place
    }

    /// The whole document, from its beginning.
    mutating func skipDocument() throws(Problem) {
        try skipValue()
        try close()
    }

    /// The document behind the list.
    private mutating func close() throws(Problem) {
        while let bracket = around.popLast() {
            while !pass(Unicode.Scalar(bracket)) {
                guard pass(",") else { throw problem("expected , or } in an object") }
                skipBlanks()
                try skipText()
                guard pass(":") else { throw problem("expected : after a key") }
                try skipValue()
            }
        }
        skipBlanks()
        if next != nil { throw problem("something follows the end of the document") }
    }

    private mutating func skipText() throws(Problem) {
        guard next == UInt8(ascii: "\"") else { throw problem("expected a key in quotation marks") }
        let start = place
        place += 1
        while let byte = next, byte != UInt8(ascii: "\"") { place += byte == UInt8(ascii: "\\") ? 2 : 1 }
        guard place < bytes.count else {
            place = start
            throw problem("this text has no closing quotation mark")
        }
        place += 1
    }

    private mutating func skipValue() throws(Problem) {
        var open: [UInt8] = []
        skipBlanks()
        let start = place
        repeat {
            skipBlanks()
            guard let byte = next else {
                place = start
                throw problem("the document ends within this value")
            }
            switch byte {
            case UInt8(ascii: "{"), UInt8(ascii: "["):
                open.append(byte == UInt8(ascii: "{") ? UInt8(ascii: "}") : UInt8(ascii: "]"))
                guard open.count + around.count <= Self.deepest else {
                    throw problem("lists and objects are nested more than \(Self.deepest) deep")
                }
                place += 1
            case UInt8(ascii: "}"), UInt8(ascii: "]"):
                guard open.popLast() == byte else { throw problem("this bracket closes nothing") }
                place += 1
            case UInt8(ascii: "\""): try skipText()
            case UInt8(ascii: ","), UInt8(ascii: ":"):
                if open.isEmpty { throw problem("expected a value") }
                place += 1
            default:
                while let byte = next, !" \t\r\n,:[]{}\"".utf8.contains(byte) { place += 1 }
            }
        } while !open.isEmpty
    }
}
