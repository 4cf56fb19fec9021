/// How texts from outside are written in YAML, so that they are read again as what they were.
package enum YAMLText {
    /// The characters within which a reader looks for the colon of `key: value` (YAML 1.2, section 8.2.2, "implicit keys").
    private static let longestKey = 1024

    /// The characters of a line, which lists are broken to.
    package static let pageWidth = 110

    /// The text in quotation marks and on one line; what could deceive is spelt out, as YAML does it.
    package static func quoted(_ text: some StringProtocol) -> String {
        var result = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"": result += "\\\""
            case "\\": result += "\\\\"
            case "\n": result += "\\n"
            case "\t": result += "\\t"
            default:
                guard !SafeText.isHarmless(scalar) else {
                    result.unicodeScalars.append(scalar)
                    continue
                }
                let (mark, width) = scalar.value < 0x100 ? ("x", 2) : scalar.value < 0x10000 ? ("u", 4) : ("U", 8)
                result += "\\" + mark + digits(scalar.value, radix: 16, width: width)
            }
        }
        return result + "\""
    }

    /// A text as a scalar that is a text to every reader, in block and in flow context: in quotation marks where it would be
    /// something else without them.
    package static func text(_ text: some StringProtocol) -> String {
        isPlainText(text) ? String(text) : quoted(text)
    }

    /// A scalar that was read, as it would be read again.
    ///
    /// - Parameter isPlain: whether it stood without quotation marks, so that it may have been a number or a truth value.
    package static func scalar(_ text: String, isPlain: Bool) -> String {
        // A minus sign before a digit begins a number or a duration.
        let isNegative = text.first == "-" && text.dropFirst().first?.isNumber ?? false
        let isSafe =
            isPlain && !text.isEmpty && text.first != " " && text.last != " "
            && (isNegative || !"!&*-?|>@`'\"#%{}[],:".contains(text.first ?? " "))
            && !text.contains(": ") && !text.contains(" #") && !text.contains(where: { "{}[],\"\\".contains($0) })
            && text.last != ":" && text.unicodeScalars.allSatisfy(SafeText.isHarmless)
        return isSafe ? text : quoted(text)
    }

    /// A key of a block map with the colon after it. A key that is too long for `key:` gets a question mark before it, and
    /// the colon stands on the next line.
    ///
    /// - Parameters:
    ///   - spelled: the key as a scalar, in quotation marks where it needs them.
    ///   - indent: the blanks before it.
    package static func key(_ spelled: String, indent: String) -> String {
        spelled.unicodeScalars.count <= longestKey ? "\(indent)\(spelled):" : "\(indent)? \(spelled)\n\(indent):"
    }

    /// A flow list of texts, broken into lines no longer than the page; all of them are indented further than the key, as YAML
    /// demands of flow content.
    ///
    /// - Parameters:
    ///   - indent: how far the key is indented.
    ///   - column: how many characters of the first line are taken already.
    package static func list(_ items: [String], indent: Int, column: Int) -> String {
        let spelled = items.map { text($0) }
        let oneLine = "[" + spelled.joined(separator: ", ") + "]"
        if column + oneLine.count <= pageWidth { return oneLine }
        let margin = String(repeating: " ", count: indent + 2)
        return "[\n\(margin)\(paragraph(spelled, width: pageWidth, indent: margin, separator: ","))]"
    }

    private static func isPlainText(_ text: some StringProtocol) -> Bool {
        guard let first = text.unicodeScalars.first, let last = text.unicodeScalars.last else { return false }
        guard (first.properties.isAlphabetic || ("0"..."9").contains(first)) && first.isASCII, last != " ", last != ":"
        else { return false }
        // A space must not be followed by a comment, a colon not by anything, and flow brackets not occur at all.
        let special: Set<Unicode.Scalar> = [
            ":", "#", "[", "]", "{", "}", ",", "\"", "'", "`", "\\", "&", "*", "!", "|", "%", "@",
        ]
        guard !text.unicodeScalars.contains(where: { special.contains($0) || $0.value < 32 || $0.value > 126 }) else {
            return false
        }
        let word = text.lowercased()
        if ["true", "false", "yes", "no", "on", "off", "null", "y", "n", "nan", "inf"].contains(word) { return false }
        // Numbers, in any of their spellings, and dates.
        if !text.contains(" ") && (Double(word.filter { $0 != "_" }) != nil || CalendarDate(iso: text) != nil) {
            return false
        }
        return !word.hasPrefix("0x") && !word.hasPrefix("0o")
    }
}
