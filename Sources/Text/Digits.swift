/// A whole number, not negative, with zeros before it up to a width.
func digits(_ number: some BinaryInteger, radix: Int = 10, width: Int) -> String {
    let text = String(number, radix: radix)
    return String(repeating: "0", count: max(0, width - text.utf8.count)) + text
}
