/// How a number with commas or points between its digits, as people write it in letters and tables, is written here.
enum ForeignNumber {
    /// `1,000` and `1.200` as `1000` and `1200`: a whole number in groups of three digits; nil if it is none.
    static func whole(_ text: String) -> String? {
        let sign = text.prefix { $0 == "-" || $0 == "+" }
        for mark in [",", ".", "'", " ", "\u{A0}", "\u{202F}"] as [Character] where text.contains(mark) {
            let groups = text.dropFirst(sign.count).split(separator: mark, omittingEmptySubsequences: false)
            guard groups.count > 1, let first = groups.first, (1...3).contains(first.count), first.first != "0",
                groups.dropFirst().allSatisfy({ $0.count == 3 }), groups.allSatisfy({ $0.allSatisfy(isDigit) })
            else { continue }
            return sign + groups.joined()
        }
        return nil
    }

    /// `0,8` as `0.8`, also in front of a unit, as in `1,5h` and `12,5 %`; nil if there is no such comma.
    static func decimal(_ text: String) -> String? {
        guard let comma = text.firstIndex(of: ","), comma > text.startIndex,
            isDigit(text[text.index(before: comma)]), text[text.index(after: comma)...].first.map(isDigit) ?? false,
            !text[text.index(after: comma)...].contains(where: { $0 == "," || $0 == "." }),
            !text[..<comma].contains(".")
        else { return nil }
        return text[..<comma] + "." + text[text.index(after: comma)...]
    }

    /// A number that may have a fraction: `1,000` is taken for a thousand, `0,8` and `1,5` for fractions.
    static func any(_ text: String) -> String? { text.contains(",") ? whole(text) ?? decimal(text) : nil }

    private static func isDigit(_ character: Character) -> Bool { character.isASCII && character.isNumber }
}
