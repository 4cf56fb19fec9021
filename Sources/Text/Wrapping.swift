/// Breaks a text into lines of at most `width` characters, at spaces; `indent` begins every line but the first. A word that
/// is wider has a line of its own.
package func wrapped(_ text: String, width: Int, indent: String = "") -> [String] {
    // A break within the text, such as in a question of several lines, is a space like any other.
    wrapped(words: text.split { $0 == " " || $0.isNewline }, width: width, indent: indent)
}

/// Words, none of which is broken and each of which is made safe, in lines of at most `width` characters, one string with line feeds.
///
/// - Parameters:
///   - width: includes the indent, also in the first line, before which the caller writes it or something as wide.
///   - indent: begins every line but the first.
///   - separator: stands after every word but the last, as a comma does.
package func paragraph(_ words: [String], width: Int, indent: String, separator: String = "") -> String {
    let safe = words.map { SafeText.line($0) }
    let pieces = safe.dropLast().map { $0 + separator } + safe.suffix(1)
    return wrapped(words: pieces, width: width - indent.count).joined(separator: "\n" + indent)
}

private func wrapped(words: [some StringProtocol], width: Int, indent: String = "") -> [String] {
    var lines: [String] = []
    var line = ""
    for word in words {
        if !line.isEmpty && line.count + 1 + word.count > width {
            lines.append(line)
            line = indent + String(word)
        } else {
            line += (line.isEmpty ? "" : " ") + word
        }
    }
    return line.isEmpty ? lines : lines + [line]
}
