import Text
import Warnings

/// What stands at the head of an output: the answer in a sentence, and at most four labelled lines about it.
struct AnswerBlock {
    var sentence: String
    var lines: [AnswerText.Line] = []

    /// - Parameter width: no line is wider.
    func styled(width: Int) -> [StyledLine] {
        // What is told of stands in one column, unless the labels would leave it no room.
        let widest = (lines.map(\.label.columns).max() ?? 0) + 4
        let column = widest <= width / 2 ? widest : 4
        return wrapped(sentence, width: width, indent: "    ").map { StyledLine($0, .strong) }
            + lines.flatMap { line in self.styled(line, column, width).map { StyledLine($0) } }
    }

    private func styled(_ line: AnswerText.Line, _ column: Int, _ width: Int) -> [String] {
        let indent = String(repeating: " ", count: column)
        let texts = wrapped(line.text, width: width - column).map { indent + $0 }
        let head = "  " + line.label
        guard head.columns < column, let first = texts.first else {
            return wrapped(head, width: width - 2, indent: "  ").map { $0.hasPrefix("  ") ? $0 : "  " + $0 } + texts
        }
        return [padded(head, to: column) + first.dropFirst(column)] + texts.dropFirst()
    }
}

/// Warnings below a table, each marked so that it is seen without colour, too.
struct WarningLines {
    /// So many are given, unless everything is asked for.
    private static let most = 3

    private let warnings: [Warning]
    private let isFull: Bool

    /// - Parameter warnings: the most harmful first; notes, and what an answer says itself, are left out.
    init(_ warnings: [Warning], isFull: Bool) {
        self.warnings = warnings.filter { $0.severity == .warning && !$0.isSaidByAnswer }
        self.isFull = isFull
    }

    /// Begins with an empty line; no lines where there is nothing to warn of.
    func styled(width: Int) -> [StyledLine] {
        guard !warnings.isEmpty else { return [] }
        let shown = isFull ? warnings[...] : warnings.prefix(Self.most)
        var texts = shown.map { "\(SafeText.line($0.message)) [\($0.code)]" }
        if shown.count < warnings.count {
            texts.append("and \(Figure.count(warnings.count - shown.count, "other warning", "other warnings")): --full")
        }
        return [StyledLine()]
            + texts.flatMap { text in
                wrapped("! " + text, width: width, indent: "  ").enumerated().map { number, line in
                    guard number == 0 else { return StyledLine(line) }
                    var styled = StyledLine("!", .warning)
                    styled.append(String(line.dropFirst()))
                    return styled
                }
            }
    }
}

extension [StyledLine] {
    /// The lines without styles, made safe, ending with a line break.
    var plainText: String { map { SafeText.line($0.text) }.joined(separator: "\n") + "\n" }
}

/// The narrowest terminal that texts are made for, in columns.
package let narrowestTerminal = 20

/// Lines without a style.
func plainLines(_ lines: [String]) -> [StyledLine] { lines.map { StyledLine($0) } }

/// A text in lines of the width, in the background: what is at the end of an output.
func closingLines(_ sentences: [String], more: [String], width: Int) -> [StyledLine] {
    let told = sentences.filter { !$0.isEmpty }.flatMap { wrapped($0, width: width) }
    let line = more.joined(separator: "  ")
    let last = more.isEmpty ? [] : line.columns <= width ? [line] : wrapped(line, width: width)
    return [StyledLine()] + (told + last).map { StyledLine($0, .dim) }
}
