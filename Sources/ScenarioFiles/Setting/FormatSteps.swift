// How the format and the tree are walked together, by those who set values and by those who list them.

extension Kind {
    /// What the value may be, alternatives of alternatives included.
    var choices: [Kind] {
        if case .either(let kinds) = expanded { return kinds.flatMap(\.choices) }
        return [self]
    }

    var isList: Bool { if case .list = self { true } else { false } }

    var isMap: Bool {
        switch self {
        case .map, .variants, .selected, .named: true
        default: false
        }
    }

    /// The shape that a map of this kind has; nil if it cannot be told, or for a map of names.
    ///
    /// - Parameters:
    ///   - entries: what is in the map.
    ///   - name: its own name in a map of names.
    ///   - key: a key that is to be written into it; shapes that have it come first.
    func shape(for entries: [SourceEntry], named name: String?, towards key: String) -> Outline? {
        switch self {
        case .map(let shape): return shape
        case .variants(let shapes):
            let fits = shapes.map { shape in
                entries.reduce(shape.key(key) == nil ? 0 : 1) { $0 + (shape.key($1.key) == nil ? -1 : 1) }
            }
            return zip(shapes, fits).max { $0.1 < $1.1 }?.0
        case .selected(let shapes, let selector):
            let chosen = entries.first { $0.key == selector }?.value.scalarText ?? name
            return shapes.first { $0.id == chosen }
        default: return nil
        }
    }
}

extension Outline {
    /// What must be written out with a key that is left out so far: a staged rollout without `rings` has a gate, and keeps it
    /// when its rings are spelt out.
    func companions(of key: Key, in entries: [SourceEntry], at position: Position) -> [SourceEntry] {
        guard id == Format.staged.id, key.name == "rings", !entries.contains(where: { $0.key == "gate" }) else {
            return []
        }
        return [
            SourceEntry(key: "gate", position: position, value: SourceNode(position: position, content: .map([])))
        ]
    }
}

extension Key {
    /// What a key means that is left out, as if it were written; nil where nothing that could be written means the same.
    func standardNode(in shape: Outline, _ entries: [SourceEntry], at position: Position) -> SourceNode? {
        if shape.id == Format.staged.id, name == "gate", !entries.contains(where: { $0.key == "rings" }) {
            return SourceNode(position: position, content: .map([]))
        }
        guard case .standard(let text) = presence else { return nil }
        return ValueReader.node(ofStandard: text, at: position)
    }
}

extension SourceNode {
    /// The entries of a map; none of anything else.
    var entries: [SourceEntry] { if case .map(let entries) = content { entries } else { [] } }

    /// Where a list or a map may stand, what stands there says which.
    var isList: Bool { if case .list = content { true } else { false } }

    /// The entries of a list, or this as the only one.
    var items: [SourceNode] { if case .list(let items) = content { items } else { [self] } }

    var scalarText: String? { if case .scalar(let text, _) = content, !isNull { text } else { nil } }

    /// The name under which a group, a ring or a regression is known.
    var ownName: String? {
        entries.first { $0.key == "group" || $0.key == "name" }?.value.scalarText
    }

    /// The entries of what is to become a map of that kind: a ring that is a mere share is spelt out; any other scalar gives
    /// way to the map.
    func entriesAsMap(of kind: Kind) -> [SourceEntry] {
        guard let text = scalarText, case .map(let shape) = kind, shape.id == Format.ring.id else { return entries }
        let isRest = text == "rest"
        let value = SourceNode(position: position, content: .scalar(isRest ? "true" : text, isPlain: true))
        return [SourceEntry(key: isRest ? "rest" : "share", position: position, value: value)]
    }
}
