/// The warnings that a scenario does not want to be given.
struct Allowances: Sendable {
    /// Codes, as `lint.allow` has them.
    var everywhere: Set<String> = []
    /// Codes by file and line, as comments `# patchlab: allow CODE` have them.
    private(set) var byLine: [String: [Int: Set<String>]] = [:]

    private static let sign = Array("# patchlab: allow".utf8)

    /// Takes down the comments of a file; reports codes that do not exist.
    mutating func read(_ text: String, file: String, _ diagnostics: Diagnostics) {
        // Most files have none, and may be long.
        guard text.contains("# patchlab: allow") else { return }
        for (place, line) in text.split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
            guard let (start, rest) = Self.comment(in: Array(line.utf8)) else { continue }
            for code in Self.codes(in: String(decoding: rest, as: UTF8.self)) {
                if WarningNames.all.contains(code) {
                    byLine[file, default: [:]][place + 1, default: []].insert(code)
                    continue
                }
                let before = String(decoding: line.utf8.prefix(start), as: UTF8.self)
                diagnostics.report(
                    .unknownCode,
                    "there is no warning \(quoted(code))",
                    at: Position(file: file, line: place + 1, column: before.unicodeScalars.count + 1),
                    suggestion: diagnostics.nearest(to: code, among: WarningNames.all)
                )
            }
        }
    }

    /// Words separated by commas; what follows behind the last one is an explanation for people.
    private static func codes(in text: String) -> [String] {
        var found: [String] = []
        for part in text.split(separator: ",", omittingEmptySubsequences: false) {
            let words = part.split(whereSeparator: \.isWhitespace)
            guard let code = words.first else { break }
            found.append(String(code))
            if words.count > 1 { break }
        }
        return found
    }

    /// Where the comment begins in a line, and what follows its words; nil if there is none outside quotation marks.
    private static func comment(in line: [UInt8]) -> (start: Int, rest: ArraySlice<UInt8>)? {
        var quote: UInt8?
        for (place, byte) in line.enumerated() {
            if let open = quote {
                if byte == open { quote = nil }
            } else if byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "'") {
                quote = byte
            } else if byte == UInt8(ascii: "#"), place == 0 || [0x20, 0x09].contains(line[place - 1]) {
                let end = place + sign.count
                guard line.count > end, line[place..<end].elementsEqual(sign), [0x20, 0x09].contains(line[end]) else {
                    continue
                }
                return (place, line[end...])
            }
        }
        return nil
    }

    /// Whether a code is silenced at a place; line 0 is none.
    func allows(_ code: String, file: String, line: Int) -> Bool {
        everywhere.contains(code) || byLine[file]?[line]?.contains(code) ?? false
    }

    /// Both together.
    func adding(_ other: Allowances) -> Allowances {
        var result = self
        result.everywhere.formUnion(other.everywhere)
        result.byLine.merge(other.byLine) { first, _ in first }
        return result
    }
}
