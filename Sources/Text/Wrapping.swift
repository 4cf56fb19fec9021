/// Breaks a text into lines of at most `width` columns, at spaces; `indent` begins every line but the first. A word that is
/// wider is broken.
package func wrapped(_ text: String, width: Int, indent: String = "") -> [String] {
    // A break within the text, such as in a question of several lines, is a space like any other.
    let room = max(1, width - indent.columns)
    var words: [Substring] = []
    var continuations: Set<Int> = []
    for word in text.split(whereSeparator: { $0 == " " || $0.isNewline }) {
        let parts = broken(word, to: room)
        continuations.formUnion(words.count + 1..<words.count + max(1, parts.count))
        words += parts
    }
    return wrapped(words: words, width: width, indent: indent, continuations: continuations)
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

/// The word in parts of at most `width` columns.
private func broken(_ word: Substring, to width: Int) -> [Substring] {
    var parts: [Substring] = []
    var rest = word
    while rest.columns > width {
        let part = rest.prefix(columns: width)
        // A character that is wider than the line stands alone.
        let end = part.isEmpty ? rest.index(after: rest.startIndex) : part.endIndex
        parts.append(rest[..<end])
        rest = rest[end...]
    }
    return rest.isEmpty ? parts : parts + [rest]
}

/// - Parameter continuations: places of words that go on with the one before, on a line of their own.
private func wrapped(
    words: [some StringProtocol],
    width: Int,
    indent: String = "",
    continuations: Set<Int> = []
) -> [String] {
    var lines: [String] = []
    var line = ""
    var used = 0
    for (place, word) in words.enumerated() {
        let columns = word.columns
        if !line.isEmpty && (continuations.contains(place) || used + 1 + columns > width) {
            lines.append(line)
            line = indent + String(word)
            used = indent.columns + columns
        } else {
            used += (line.isEmpty ? 0 : 1) + columns
            line += (line.isEmpty ? "" : " ") + word
        }
    }
    return line.isEmpty ? lines : lines + [line]
}
