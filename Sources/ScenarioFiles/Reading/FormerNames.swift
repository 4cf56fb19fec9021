/// Puts the present names of keys and words in the place of those that they had in earlier versions, so that nobody else needs
/// to know these.
struct FormerNames {
    let diagnostics: Diagnostics

    /// The tree with present names. Each former one is reported.
    func replaced(in node: SourceNode, as kind: Kind) -> SourceNode {
        var result = node
        let choices = kind.choices
        switch node.content {
        case .scalar(let text, let isPlain):
            if let word = choices.flatMap(\.words).first(where: { $0.formerName == text }) {
                report(text, word.name, at: node.position)
                result.content = .scalar(word.name, isPlain: isPlain)
            }
        case .list(let items):
            guard let item = choices.lazy.compactMap(\.item).first else { return node }
            result.content = .list(items.map { replaced(in: $0, as: item) })
        case .map(let entries):
            if case .named(let entry, _) = choices.first(where: \.isMap) {
                result.content = .map(entries.map { with($0, $0.key, entry) })
            } else {
                let keys = choices.flatMap(\.outlines).flatMap(\.keys)
                result.content = .map(entries.map { replaced(in: $0, among: keys, beside: entries) })
            }
        }
        return result
    }

    private func replaced(in entry: SourceEntry, among keys: [Key], beside others: [SourceEntry]) -> SourceEntry {
        if let key = keys.first(where: { $0.name == entry.key }) { return with(entry, key.name, key.kind) }
        guard let key = keys.first(where: { $0.formerName == entry.key }),
            !others.contains(where: { $0.key == key.name })
        else { return entry }
        report(entry.key, key.name, at: entry.position)
        return with(entry, key.name, key.kind)
    }

    private func with(_ entry: SourceEntry, _ name: String, _ kind: Kind) -> SourceEntry {
        SourceEntry(key: name, position: entry.position, value: replaced(in: entry.value, as: kind))
    }

    func report(_ former: String, _ present: String, at position: Position) {
        diagnostics.report(
            .renamed,
            "\(quoted(former)) is called `\(present)` now, and will not be understood by the next version",
            at: position
        )
    }
}

extension Kind {
    fileprivate var words: [Word] { if case .words(let words) = self { words } else { [] } }

    fileprivate var item: Kind? { if case .list(let item, _) = self { item } else { nil } }

    /// The shapes that a map of this kind may have; none for a map of names.
    fileprivate var outlines: [Outline] {
        switch self {
        case .map(let outline): [outline]
        case .variants(let outlines), .selected(let outlines, _): outlines
        default: []
        }
    }
}
