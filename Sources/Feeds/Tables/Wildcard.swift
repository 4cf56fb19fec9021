/// A pattern in which `*` stands for any text, also for none. Capitals and small letters differ.
struct Wildcard: Sendable {
    /// What stands between the asterisks.
    private let parts: [[UInt8]]

    init(_ pattern: String) {
        parts = Array(pattern.utf8).split(separator: UInt8(ascii: "*"), omittingEmptySubsequences: false).map {
            Array($0)
        }
    }

    func matches(_ text: String) -> Bool {
        var text = text
        return text.withUTF8 { matches($0) }
    }

    private func matches(_ text: UnsafeBufferPointer<UInt8>) -> Bool {
        guard let first = parts.first, let last = parts.last else { return false }
        guard parts.count > 1 else { return text.elementsEqual(first) }
        guard text.count >= first.count + last.count, text.starts(with: first),
            text[(text.count - last.count)...].elementsEqual(last)
        else { return false }
        // Each part as early as it can be: what is left for the others is then the most.
        var place = first.count
        let end = text.count - last.count
        for part in parts[1..<(parts.count - 1)] where !part.isEmpty {
            guard let found = Self.find(part, in: text, from: place, to: end) else { return false }
            place = found + part.count
        }
        return true
    }

    private static func find(_ part: [UInt8], in text: UnsafeBufferPointer<UInt8>, from start: Int, to end: Int) -> Int?
    {
        var place = start
        while place + part.count <= end {
            var index = 0
            while index < part.count, text[place + index] == part[index] { index += 1 }
            if index == part.count { return place }
            place += 1
        }
        return nil
    }
}
