/// The order of Alpine's package versions, `1.2.3_rc1-r4`: numbers, a letter, suffixes, and the revision of the package.
///
/// After apk's rules: `_alpha`, `_beta`, `_pre` and `_rc` come before the version itself, `_cvs`, `_svn`, `_git`, `_hg` and
/// `_p` after it. A number after the first that begins with a zero is less than any that does not. A part of a commit behind
/// a tilde does not count.
enum AlpineOrder {
    /// The rank of the end among suffixes: some come before it, some after.
    private static let end: UInt8 = 5

    /// The suffixes with their ranks; the end lies between `rc` and `cvs`.
    private static let suffixes: [(name: String, rank: UInt8)] = [
        ("alpha", 1), ("beta", 2), ("pre", 3), ("rc", 4), ("cvs", 6), ("svn", 7), ("git", 8), ("hg", 9), ("p", 10),
    ]

    static func key(_ bytes: [UInt8]) -> [UInt8]? {
        var rest = bytes[...]
        var writer = KeyWriter()
        func digits() -> ArraySlice<UInt8>? {
            let run = rest.prefix(while: \.isDigit)
            rest = rest.dropFirst(run.count)
            return run.isEmpty ? nil : run
        }
        func pass(_ text: String) -> Bool {
            guard rest.starts(with: text.utf8) else { return false }
            rest = rest.dropFirst(text.utf8.count)
            return true
        }
        guard let first = digits() else { return nil }
        writer.putNumber(first)
        while pass(".") {
            guard let number = digits() else { return nil }
            // More runs of numbers are newer than a letter, and a letter than none.
            writer.put(2)
            putFraction(number, &writer)
        }
        if let letter = rest.first, letter >= UInt8(ascii: "a"), letter <= UInt8(ascii: "z") {
            rest.removeFirst()
            writer.put(1)
            writer.put(letter)
        }
        writer.put(0)
        while pass("_") {
            // The longest name that fits: `_pre` is not `_p`.
            let suffix = suffixes.filter { rest.starts(with: $0.name.utf8) }.max {
                $0.name.utf8.count < $1.name.utf8.count
            }
            guard let suffix else { return nil }
            rest = rest.dropFirst(suffix.name.utf8.count)
            writer.put(suffix.rank)
            writer.putNumber(digits() ?? [])
        }
        writer.put(end)
        if pass("~") {
            let hash = rest.prefix { $0.isDigit || ($0.isLetter && $0 >= UInt8(ascii: "a")) }
            guard !hash.isEmpty else { return nil }
            rest = rest.dropFirst(hash.count)
        }
        if pass("-r") {
            guard let revision = digits() else { return nil }
            writer.putNumber(revision)
        } else {
            writer.putNumber([])
        }
        return rest.isEmpty ? writer.bytes : nil
    }

    /// A number after the first: with zeros before it, it is less, the more of them the less.
    private static func putFraction(_ digits: ArraySlice<UInt8>, _ writer: inout KeyWriter) {
        let zeros = digits.prefix { $0 == UInt8(ascii: "0") }.count
        guard zeros > 0 else {
            writer.put(0xFF)
            writer.putNumber(digits)
            return
        }
        let left = 0xFFFF - min(zeros, 0xFFFF)
        writer.put(0)
        writer.put(UInt8(truncatingIfNeeded: left >> 8))
        writer.put(UInt8(truncatingIfNeeded: left))
        writer.putNumber(digits)
    }
}
