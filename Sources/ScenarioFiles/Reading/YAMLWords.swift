/// What the library says of a text that is not YAML, in words for somebody who wrote a scenario and not a parser.
enum YAMLWords {
    /// - Parameters:
    ///   - problem: what libyaml says is wrong.
    ///   - line: where what it was reading begins; nil where it says nothing of that.
    static func message(_ problem: String, began line: Int?) -> String? {
        let begun = line.map { " that begins in line \($0)" } ?? ""
        return switch problem {
        case "did not find expected '-' indicator":
            "this line is in the list\(begun), but does not begin with `-` in the column of the other entries"
        case "did not find expected key":
            "this line is in the map\(begun), but is not a `key: value` in the column of the other keys"
        case "mapping values are not allowed in this context":
            "a `key:` cannot stand here: the keys of a map begin in one column, and a text with a colon and a blank in it needs quotes"
        case "block sequence entries are not allowed in this context":
            "an entry with `-` cannot stand here: each entry of a list begins its own line"
        case "found a tab character that violates indentation",
            "found a tab character where an indentation space is expected":
            "a tab; lines are indented with blanks"
        case "found character that cannot start any token":
            "a value cannot begin with this character; put the value in quotes"
        case "did not find expected ',' or ']'": "expected `,` or `]`: the list in brackets\(begun) is not closed"
        case "did not find expected ',' or '}'": "expected `,` or `}`: the map in braces\(begun) is not closed"
        case "found unexpected end of stream":
            "the file ends within the quoted text\(begun); the closing quote is missing"
        case "could not find expected ':'": "the text\(begun) is not a `key: value`: a colon and a blank are missing"
        case "found unknown escape character":
            "in double quotes `\\` begins an escape, and there is none with this character; write `\\\\`, or take single quotes"
        default: nil
        }
    }
}
