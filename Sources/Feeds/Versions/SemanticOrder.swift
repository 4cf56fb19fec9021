/// The order of Semantic Versioning 2.0.0, section 11. A `v` before the version is passed over; build metadata does not count.
enum SemanticOrder {
    private enum Mark {
        static let end: UInt8 = 0
        static let number: UInt8 = 1
        static let text: UInt8 = 2
        /// No pre-release, which comes after every one.
        static let release: UInt8 = 3
    }

    static func key(_ bytes: [UInt8]) -> [UInt8]? {
        var rest = bytes.first == UInt8(ascii: "v") ? bytes.dropFirst() : bytes[...]
        if let plus = rest.firstIndex(of: UInt8(ascii: "+")) {
            guard identifiers(rest[(plus + 1)...]) != nil else { return nil }
            rest = rest[..<plus]
        }
        let hyphen = rest.firstIndex(of: UInt8(ascii: "-"))
        let core = (hyphen.map { rest[..<$0] } ?? rest).split(
            separator: UInt8(ascii: "."),
            omittingEmptySubsequences: false
        )
        guard core.count == 3, core.allSatisfy({ !$0.isEmpty && $0.allSatisfy(\.isDigit) }) else { return nil }
        var writer = KeyWriter()
        for number in core { writer.putNumber(number) }
        guard let hyphen else {
            writer.put(Mark.release)
            return writer.bytes
        }
        guard let parts = identifiers(rest[(hyphen + 1)...]) else { return nil }
        for part in parts {
            if part.allSatisfy(\.isDigit) {
                writer.put(Mark.number)
                writer.putNumber(part)
            } else {
                writer.put(Mark.text)
                writer.putText(part)
            }
        }
        writer.put(Mark.end)
        return writer.bytes
    }

    private static func identifiers(_ text: ArraySlice<UInt8>) -> [ArraySlice<UInt8>]? {
        let parts = text.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
        let isSound = parts.allSatisfy { part in
            !part.isEmpty && part.allSatisfy { $0.isDigit || $0.isLetter || $0 == UInt8(ascii: "-") }
        }
        return isSound ? parts : nil
    }
}
