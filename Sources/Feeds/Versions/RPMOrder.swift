/// The order of RPM's versions `[epoch:]version[-release]`.
///
/// After the description in rpm's manual (rpm-version(7)) and its `rpmvercmp`: a version is cut into runs of digits and of
/// letters, all else only separates; runs are compared in turn. A run of digits is newer than one of letters, a number is
/// compared by its value, letters byte by byte. What has more runs is newer, but `~` comes before everything, even the end,
/// and `^` after the end and before everything else.
enum RPMOrder {
    private enum Mark {
        static let tilde: UInt8 = 0
        static let end: UInt8 = 1
        static let caret: UInt8 = 2
        static let letters: UInt8 = 3
        static let digits: UInt8 = 4
    }

    static func key(_ bytes: [UInt8]) -> [UInt8]? {
        guard bytes.allSatisfy({ $0 > 0x20 && $0 < 0x7F }) else { return nil }
        var rest = bytes[...]
        var writer = KeyWriter()
        if let colon = rest.firstIndex(of: UInt8(ascii: ":")) {
            let epoch = rest[..<colon]
            guard epoch.allSatisfy(\.isDigit) else { return nil }
            writer.putNumber(epoch)
            rest = rest[(colon + 1)...]
        } else {
            writer.putNumber([])
        }
        let hyphen = rest.lastIndex(of: UInt8(ascii: "-"))
        let version = hyphen.map { rest[..<$0] } ?? rest
        guard version.contains(where: { $0.isDigit || $0.isLetter }) else { return nil }
        putRuns(version, &writer)
        putRuns(hyphen.map { rest[($0 + 1)...] } ?? [], &writer)
        return writer.bytes
    }

    private static func putRuns(_ text: ArraySlice<UInt8>, _ writer: inout KeyWriter) {
        var rest = text
        while let first = rest.first {
            switch first {
            case UInt8(ascii: "~"):
                writer.put(Mark.tilde)
                rest.removeFirst()
            case UInt8(ascii: "^"):
                writer.put(Mark.caret)
                rest.removeFirst()
            case _ where first.isDigit:
                let run = rest.prefix(while: \.isDigit)
                writer.put(Mark.digits)
                writer.putNumber(run)
                rest = rest.dropFirst(run.count)
            case _ where first.isLetter:
                let run = rest.prefix(while: \.isLetter)
                writer.put(Mark.letters)
                writer.putText(run)
                rest = rest.dropFirst(run.count)
            default: rest.removeFirst()
            }
        }
        writer.put(Mark.end)
    }
}
