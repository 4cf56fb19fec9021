import Text

/// Names with what there is to say of each, side by side.
struct NamedLines {
    private let items: [(name: String, words: String)]
    private let width: Int

    init(_ items: [(name: String, words: String)], width: Int) {
        self.items = items.map { (SafeText.line($0.name), SafeText.line($0.words)) }
        self.width = width
    }

    /// One name a line, and what does not fit behind it below; ends with a line break.
    var text: String {
        let column = (items.map(\.name.columns).max() ?? 0) + 2
        var lines: [String] = []
        for item in items {
            // Words that have no room beside their name stand below it.
            guard width - column >= 20 else {
                lines += wrapped(item.name, width: width) + wrapped(item.words, width: width - 2).map { "  " + $0 }
                continue
            }
            let words = wrapped(item.words, width: width - column)
            for (number, line) in (words.isEmpty ? [""] : words).enumerated() {
                let head = number == 0 ? item.name : ""
                lines.append(line.isEmpty ? head : head + String(repeating: " ", count: column - head.columns) + line)
            }
        }
        return lines.map { $0 + "\n" }.joined()
    }
}
