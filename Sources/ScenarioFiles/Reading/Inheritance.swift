import PatchModel

/// Lets strategies be made of others: puts what a strategy `extends` in its place, so that nobody else needs to know that it was
/// written in parts.
///
/// Maps are merged key by key, lists and scalars replace what was there, and nothing (`null`) takes a key away. A name is that of
/// another strategy of the scenario, or of a preset; a strategy that extends its own name means the preset.
struct Inheritance {
    /// The key that names what a strategy is made of.
    static let key = "extends"
    private static let section = "strategies"

    let diagnostics: Diagnostics

    /// The tree with whole strategies.
    func resolved(in root: SourceNode) -> SourceNode {
        guard case .map(var entries) = root.content,
            let place = entries.firstIndex(where: { $0.key == Self.section }),
            case .map(let strategies) = entries[place].value.content,
            strategies.contains(where: { $0.value.entry(Self.key) != nil || Self.presetForKind($0) != nil })
        else { return root }
        let known = Dictionary(strategies.map { ($0.key, $0) }) { first, _ in first }
        entries[place].value.content = .map(
            strategies.map { entry in
                var entry = entry
                entry.value = whole(entry, among: known, from: []) ?? entry.value.standIn
                return entry
            }
        )
        return SourceNode(position: root.position, content: .map(entries))
    }

    /// The preset that somebody took for a kind, by name, and where; nil if there is none.
    private static func presetForKind(_ entry: SourceEntry) -> (preset: String, position: Position)? {
        guard case .map = entry.value.content, entry.value.entry(key) == nil else { return nil }
        guard let kind = entry.value.entry("kind") else {
            // The name alone tells the kind of a strategy, but not that it is a preset.
            return isPreset(entry.key) ? (entry.key, entry.value.position) : nil
        }
        guard case .scalar(let name, _) = kind.value.content, isPreset(name) else { return nil }
        return (name, kind.value.position)
    }

    private static func isPreset(_ name: String) -> Bool {
        !Format.kinds.contains(name) && StrategyPreset.named(name) != nil
    }

    /// The whole strategy; nil if it cannot be made, which has been reported.
    ///
    /// - Parameter path: the strategies that led here, the first one first.
    private func whole(_ entry: SourceEntry, among known: [String: SourceEntry], from path: [String]) -> SourceNode? {
        guard let link = entry.value.entry(Self.key) else {
            guard let (preset, position) = Self.presetForKind(entry) else { return entry.value }
            diagnostics.report(
                .unknownWord,
                "\(quoted(preset)) is a preset and no `kind` of strategy; a strategy is based on it with `\(Self.key)`",
                at: position,
                suggestion: "\(Self.key): \(preset)"
            )
            return nil
        }
        let rest = entry.value.without(Self.key)
        guard case .scalar(let name, _) = link.value.content, !link.value.isNull else {
            diagnostics.report(
                .wrongKind,
                "this must be the name of a strategy or of a preset, but is \(link.value.description)",
                at: link.value.position
            )
            return nil
        }
        let way = path + [entry.key]
        if let other = known[name], name != entry.key {
            guard !way.contains(name) else {
                let circle = (way.drop { $0 != name } + [name]).map(quoted).joined(separator: " -> ")
                diagnostics.report(
                    .cyclicExtends,
                    "the strategy is made of itself: \(circle)",
                    at: link.value.position
                )
                return nil
            }
            guard way.count < YAMLReader.maximumDepth else {
                diagnostics.report(
                    .tooDeep,
                    "the strategy is made of more than \(YAMLReader.maximumDepth) others",
                    at: link.value.position
                )
                return nil
            }
            guard let base = whole(other, among: known, from: way) else { return nil }
            return base.kind(named: name).overridden(by: rest)
        }
        guard let preset = StrategyPreset.named(name) else {
            let others = known.keys.filter { $0 != entry.key } + StrategyPreset.all.map(\.name)
            diagnostics.report(
                .unknownStrategy,
                "there is no strategy and no preset \(quoted(name))",
                at: link.value.position,
                suggestion: diagnostics.nearest(to: name, among: others.sorted())
            )
            return nil
        }
        return preset.tree.overridden(by: rest)
    }
}

extension SourceNode {
    /// The entry of a map under a key; nil if there is none.
    func entry(_ key: String) -> SourceEntry? {
        guard case .map(let entries) = content else { return nil }
        return entries.first { $0.key == key }
    }

    /// A strategy in the place of one that cannot be made, so that nothing more is said of it.
    fileprivate var standIn: SourceNode {
        SourceNode(position: position, content: .map([])).kind(named: Format.kinds[0])
    }

    fileprivate func without(_ key: String) -> SourceNode {
        guard case .map(let entries) = content else { return self }
        return SourceNode(position: position, content: .map(entries.filter { $0.key != key }))
    }

    /// The same with its kind written down, where only its name tells it.
    fileprivate func kind(named name: String) -> SourceNode {
        guard case .map(let entries) = content, entry("kind") == nil, Format.kinds.contains(name) else { return self }
        let kind = SourceNode(position: position, content: .scalar(name, isPlain: true))
        return SourceNode(
            position: position,
            content: .map([SourceEntry(key: "kind", position: position, value: kind)] + entries)
        )
    }

    /// This map with what another one says instead.
    fileprivate func overridden(by other: SourceNode) -> SourceNode {
        guard case .map(var entries) = content, case .map(let changes) = other.content else { return other }
        for change in changes {
            guard let place = entries.firstIndex(where: { $0.key == change.key }) else {
                if !change.value.isNull { entries.append(change) }
                continue
            }
            if change.value.isNull {
                entries.remove(at: place)
            } else {
                entries[place] = SourceEntry(
                    key: change.key,
                    position: change.position,
                    value: entries[place].value.overridden(by: change.value)
                )
            }
        }
        return SourceNode(position: other.position, content: .map(entries))
    }
}
