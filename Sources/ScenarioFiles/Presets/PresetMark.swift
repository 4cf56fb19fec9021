import Text

/// Where a value of a preset comes from. It stands as a comment behind the value: the letter, or the word, and then anything.
public enum PresetMark: String, Sendable, Hashable, CaseIterable {
    /// The tool does so unless told otherwise.
    case standard = "D"
    /// The tool's documentation suggests it.
    case suggested = "S"
    /// It is an example of the tool's documentation.
    case example = "E"
    /// Nobody says so: it was chosen for the preset.
    case chosen

    /// What it means, in a few words.
    public var meaning: String {
        switch self {
        case .standard: "default of the tool"
        case .suggested: "suggested by its documentation"
        case .example: "example of its documentation"
        case .chosen: "chosen for the preset"
        }
    }

    /// By line, from 1, the marks of a file.
    static func marks(in text: String) -> [Int: PresetMark] {
        var marks: [Int: PresetMark] = [:]
        for (number, line) in text.split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
            guard let begin = line.firstRange(of: " # ") else { continue }
            let word = line[begin.upperBound...].prefix { $0.isLetter }
            if let mark = PresetMark(rawValue: String(word)) { marks[number + 1] = mark }
        }
        return marks
    }
}

extension StrategyPreset {
    /// The lines of values behind which nothing says where they come from.
    var unmarkedLines: [Int] {
        func lines(_ node: SourceNode) -> [Int] {
            switch node.content {
            case .scalar: [node.position.line]
            case .list(let items): items.flatMap(lines)
            case .map(let entries): entries.isEmpty ? [node.position.line] : entries.flatMap { lines($0.value) }
            }
        }
        return Set(lines(tree)).filter { marks[$0] == nil }.sorted()
    }
}
