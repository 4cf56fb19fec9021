import PatchModel

extension ScalarReader {
    /// An amount of money as a plain number.
    func price() throws(ScalarProblem) -> Double {
        guard isPlain, let number = decimalNumber(text) else {
            let digits = text.drop { !$0.isNumber && $0 != "-" && $0 != "." }
            throw ScalarProblem(
                code: .badPrice,
                message: "\(shown) is not a price: write the number alone, the currency stands under `currency`",
                suggestion: Self.number(in: String(digits))
            )
        }
        guard number >= 0, number <= Prices.maximum else {
            throw ScalarProblem(
                code: .badPrice,
                message: "\(shown) must lie between 0 and \(Format.highestPrice)",
                isUnderstood: true
            )
        }
        return number
    }

    /// The number at the beginning of a text, written as here.
    private static func number(in text: String) -> String? {
        let written = text.prefix { $0.isASCII && ($0.isNumber || ",.'-".contains($0)) }
        return ForeignNumber.any(String(written)) ?? leadingNumber(text[...]).map { String($0.digits) }
    }
}
