import SafeText

/// Spells values as YAML, quoted where a plain spelling would be read as something else.
enum YAMLText {
    /// A text as a scalar that is safe in block and in flow context.
    static func scalar(_ text: some StringProtocol) -> String {
        needsQuotes(text) ? YAMLSpelling.quoted(text) : String(text)
    }

    /// The key of a block map with its colon, of whatever length.
    static func key(_ text: String, indent: Int) -> String {
        YAMLSpelling.key(scalar(text), indent: String(repeating: " ", count: indent))
    }

    /// A flow list, broken into lines no longer than the page; all of them are indented further than the key, as YAML
    /// demands of flow content.
    ///
    /// - Parameters:
    ///   - items: the texts; each is spelled as a scalar.
    ///   - indent: how far continuation lines are indented.
    ///   - column: how many characters of the first line are taken already.
    static func list(_ items: [String], indent: Int, column: Int) -> String {
        let spelled = items.map { scalar($0) }
        let oneLine = "[" + spelled.joined(separator: ", ") + "]"
        if column + oneLine.count <= pageWidth { return oneLine }
        let margin = String(repeating: " ", count: indent + 2)
        let body = wrapped(spelled, width: pageWidth, indent: margin, separator: ",")
        return "[\n\(margin)\(body)]"
    }

    static let pageWidth = 110

    private static func needsQuotes(_ text: some StringProtocol) -> Bool {
        guard let first = text.unicodeScalars.first, let last = text.unicodeScalars.last else { return true }
        guard (first.properties.isAlphabetic || ("0"..."9").contains(first)) && first.isASCII, last != " ", last != ":"
        else { return true }
        // A space must not be followed by a comment, a colon not by anything, and flow brackets not occur at all.
        let special: Set<Unicode.Scalar> = [
            ":", "#", "[", "]", "{", "}", ",", "\"", "'", "`", "\\", "&", "*", "!", "|", "%", "@",
        ]
        if text.unicodeScalars.contains(where: { special.contains($0) || $0.value < 32 || $0.value > 126 }) {
            return true
        }
        let word = text.lowercased()
        if ["true", "false", "yes", "no", "on", "off", "null", "y", "n", "nan", "inf"].contains(word) { return true }
        // Numbers, in any of their spellings, and dates.
        if !text.contains(" ") && (Double(word.filter { $0 != "_" }) != nil || CalendarDate(iso: text) != nil) {
            return true
        }
        return word.hasPrefix("0x") || word.hasPrefix("0o")
    }
}
