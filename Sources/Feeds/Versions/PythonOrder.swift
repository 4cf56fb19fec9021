/// The order of PEP 440: `[N!]N(.N)*[{a|b|rc}N][.postN][.devN][+local]` in all the spellings that it allows.
enum PythonOrder {
    private enum Mark {
        /// Nothing there, where that comes first.
        static let least: UInt8 = 0
        static let most: UInt8 = 0xFF
    }

    static func key(_ text: String) -> [UInt8]? {
        var reader = Reader(rest: Array(text.lowercased().utf8)[...])
        _ = reader.pass("v")
        var writer = KeyWriter()
        var numbers: [ArraySlice<UInt8>] = []
        guard let first = reader.digits() else { return nil }
        if reader.pass("!") {
            writer.putNumber(first)
            guard let number = reader.digits() else { return nil }
            numbers = [number]
        } else {
            writer.putNumber([])
            numbers = [first]
        }
        while let number = reader.numberBehindPoint() { numbers.append(number) }
        // Zeros at the end do not count: 1.0 is 1.
        while let last = numbers.last, last.allSatisfy({ $0 == UInt8(ascii: "0") }), numbers.count > 1 {
            numbers.removeLast()
        }
        for number in numbers {
            writer.put(1)
            writer.putNumber(number)
        }
        writer.put(0)

        let pre = reader.labelled([
            ("alpha", 1), ("beta", 2), ("preview", 3), ("pre", 3), ("rc", 3), ("a", 1), ("b", 2), ("c", 3),
        ])
        var post = reader.labelled([("post", 1), ("rev", 1), ("r", 1)])
        // `1.0-1` is `1.0.post1`.
        if post == nil, let number = reader.numberBehindHyphen() { post = (1, number) }
        let development = reader.labelled([("dev", 1)])

        if let pre {
            writer.put(pre.rank)
            writer.putNumber(pre.number)
        } else {
            // A development release of the version itself comes before its first alpha.
            writer.put(post == nil && development != nil ? Mark.least : Mark.most)
        }
        writer.put(post == nil ? 0 : 1)
        if let post { writer.putNumber(post.number) }
        writer.put(development == nil ? Mark.most : 0)
        if let development { writer.putNumber(development.number) }
        guard reader.pass("+") else {
            writer.put(Mark.least)
            return reader.rest.isEmpty ? writer.bytes : nil
        }
        let parts = reader.rest.split(omittingEmptySubsequences: false) { ".-_".utf8.contains($0) }
        for part in parts {
            guard !part.isEmpty, part.allSatisfy({ $0.isDigit || $0.isLetter }) else { return nil }
            if part.allSatisfy(\.isDigit) {
                writer.put(2)
                writer.putNumber(part)
            } else {
                writer.put(1)
                writer.putText(part)
            }
        }
        writer.put(Mark.least)
        return writer.bytes
    }

    private struct Reader {
        var rest: ArraySlice<UInt8>

        mutating func pass(_ text: String) -> Bool {
            guard rest.starts(with: text.utf8) else { return false }
            rest = rest.dropFirst(text.utf8.count)
            return true
        }

        mutating func digits() -> ArraySlice<UInt8>? {
            let run = rest.prefix(while: \.isDigit)
            rest = rest.dropFirst(run.count)
            return run.isEmpty ? nil : run
        }

        private mutating func number(behind mark: String) -> ArraySlice<UInt8>? {
            let before = rest
            guard pass(mark), let number = digits() else {
                rest = before
                return nil
            }
            return number
        }

        mutating func numberBehindPoint() -> ArraySlice<UInt8>? { number(behind: ".") }
        mutating func numberBehindHyphen() -> ArraySlice<UInt8>? { number(behind: "-") }

        private mutating func passMark() {
            if let byte = rest.first, ".-_".utf8.contains(byte) { rest.removeFirst() }
        }

        /// A word and the number behind it, zero if there is none; each may have a point, hyphen or underscore before it.
        mutating func labelled(_ labels: [(name: String, rank: UInt8)]) -> (rank: UInt8, number: ArraySlice<UInt8>)? {
            let before = rest
            passMark()
            guard let label = labels.first(where: { rest.starts(with: $0.name.utf8) }) else {
                rest = before
                return nil
            }
            rest = rest.dropFirst(label.name.utf8.count)
            let afterLabel = rest
            passMark()
            if let number = digits() { return (label.rank, number) }
            rest = afterLabel
            return (label.rank, [])
        }
    }
}
