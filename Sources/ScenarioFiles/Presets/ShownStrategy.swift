import Text

/// A strategy as it is, with everything that it was made of in its place, line by line.
public struct ShownStrategy: Sendable {
    /// A key with its value.
    public struct Line: Sendable, Hashable {
        public var text: String
        /// Where the value comes from, if it comes from a preset.
        public var mark: PresetMark?
        /// Nobody wrote the value: it is what PatchLab takes then.
        public var isDefault = false
    }

    public private(set) var lines: [Line] = []

    /// A preset as it is.
    public init(_ preset: StrategyPreset) { self.init(preset.tree, named: preset.name) }

    private init(_ tree: SourceNode, named name: String) {
        let kind = tree.entry("kind").flatMap { Self.text($0.value) } ?? name
        let outlines = Format.strategy.kind.shapes
        guard let outline = outlines.first(where: { $0.id == kind }) else { return }
        lines.append(Line(text: "\(YAMLText.text(name)):"))
        show(tree, outline, "  ")
    }

    /// The strategy of that name of a scenario; nil if there is none.
    init?(_ name: String, in root: SourceNode) {
        guard let entry = root.entry("strategies")?.value.entry(name) else { return nil }
        self.init(entry.value, named: name)
    }

    private mutating func show(_ node: SourceNode, _ outline: Outline, _ indent: String) {
        for key in outline.keys where key.name != Inheritance.key {
            if let entry = node.entry(key.name) {
                show(entry.value, key, indent)
            } else if case .standard(let text) = key.presence, !isReplaced(key.name, in: node) {
                let written = text.hasPrefix(">") ? YAMLText.quoted(text) : text
                lines.append(Line(text: "\(indent)\(key.name): \(written)", isDefault: true))
            }
        }
    }

    /// Rings by their pace stand in the place of the others.
    private func isReplaced(_ key: String, in node: SourceNode) -> Bool { key == "rings" && node.entry("pace") != nil }

    private mutating func show(_ node: SourceNode, _ key: Key, _ indent: String) {
        let head = "\(indent)\(key.name):"
        switch node.content {
        case .map(let entries):
            let fitting = key.kind.shapes.first { outline in entries.allSatisfy { outline.key($0.key) != nil } }
            lines.append(Line(text: head))
            if let fitting {
                show(node, fitting, indent + "  ")
            } else {
                for entry in entries {
                    lines.append(
                        Line(text: "\(indent)  \(entry.key): \(Self.flow(entry.value))", mark: mark(entry.value))
                    )
                }
            }
        case .list(let items) where items.contains { if case .map = $0.content { true } else { false } }:
            lines.append(Line(text: head))
            for item in items { lines.append(Line(text: "\(indent)  - \(Self.flow(item))", mark: mark(item))) }
        default: lines.append(Line(text: "\(head) \(Self.flow(node))", mark: mark(node)))
        }
    }

    /// Where the first value of a piece comes from.
    private func mark(_ node: SourceNode) -> PresetMark? {
        guard let name = StrategyPreset.name(ofFile: node.position.file), let preset = StrategyPreset.named(name) else {
            return nil
        }
        if let mark = preset.marks[node.position.line] { return mark }
        switch node.content {
        case .scalar: return nil
        case .list(let items): return items.lazy.compactMap { mark($0) }.first
        case .map(let entries): return entries.lazy.compactMap { mark($0.value) }.first
        }
    }

    private static func text(_ node: SourceNode) -> String? {
        if case .scalar(let text, _) = node.content { text } else { nil }
    }

    /// A piece on one line.
    private static func flow(_ node: SourceNode) -> String {
        switch node.content {
        case .scalar(let text, let isPlain): YAMLText.scalar(text, isPlain: isPlain)
        case .list(let items): "[" + items.map(flow).joined(separator: ", ") + "]"
        case .map(let entries):
            "{ " + entries.map { "\($0.key): \(flow($0.value))" }.joined(separator: ", ") + " }"
        }
    }
}

extension Kind {
    /// The shapes that a map of this kind may have.
    fileprivate var shapes: [Outline] {
        choices.flatMap { kind -> [Outline] in
            switch kind {
            case .map(let outline): [outline]
            case .variants(let outlines), .selected(let outlines, _): outlines
            default: []
            }
        }
    }
}

extension ScenarioSource {
    /// A strategy of the scenario as it is; nil if there is none of that name.
    public func shownStrategy(_ name: String) -> ShownStrategy? { root.flatMap { ShownStrategy(name, in: $0) } }
}
