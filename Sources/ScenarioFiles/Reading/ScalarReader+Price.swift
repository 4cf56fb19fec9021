import PatchModel

extension ScalarReader {
    /// An amount of money as a plain number.
    func price() throws(ScalarProblem) -> Double {
        guard isPlain, let number = decimalNumber(text) else {
            let digits = text.drop { !$0.isNumber && $0 != "-" && $0 != "." }
            throw ScalarProblem(
                code: .badPrice,
                message: "\(shown) is not a price: write the number alone, the currency stands under `currency`",
                suggestion: leadingNumber(digits).map { String($0.digits) }
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
}
