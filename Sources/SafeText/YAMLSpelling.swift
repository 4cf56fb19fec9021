/// How texts from outside are written in YAML, so that they are read again as what they were.
public enum YAMLSpelling {
    /// The characters within which a reader looks for the colon of `key: value` (YAML 1.2, section 8.2.2, "implicit keys").
    private static let longestKey = 1024

    /// The text in quotation marks and on one line; what could deceive is spelt out, as YAML does it.
    public static func quoted(_ text: some StringProtocol) -> String {
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
                let digits = String(scalar.value, radix: 16)
                let (mark, count) = scalar.value < 0x100 ? ("x", 2) : scalar.value < 0x10000 ? ("u", 4) : ("U", 8)
                result += "\\" + mark + String(repeating: "0", count: count - digits.count) + digits
            }
        }
        return result + "\""
    }

    /// A key of a block map with the colon after it. A key that is too long for `key:` gets a question mark before it, and
    /// the colon stands on the next line.
    ///
    /// - Parameters:
    ///   - spelled: the key as a scalar, in quotation marks where it needs them.
    ///   - indent: the blanks before it.
    public static func key(_ spelled: String, indent: String) -> String {
        spelled.unicodeScalars.count <= longestKey ? "\(indent)\(spelled):" : "\(indent)? \(spelled)\n\(indent):"
    }
}
