import Text

extension ScenarioSource {
    /// A part of the scenario as it would stand in a file, with settings in it: the keys that lead to it, and below them all
    /// that is written there. Nil if there is no such part or a setting cannot be made.
    ///
    /// - Parameter key: such as `strategies.staged`.
    public func text(of key: String, setting settings: [ScenarioSetting] = []) -> String? {
        guard let root else { return nil }
        let diagnostics = Diagnostics()
        var node = resolved(root, settings, diagnostics)
        guard !diagnostics.hasErrors else { return nil }
        var rest = KeyRemainder(key)
        var lines: [String] = []
        while !rest.isEmpty {
            let entries = node.entries
            guard let (place, after) = rest.match(entries.map(\.key)) else { return nil }
            let indent = String(repeating: "  ", count: lines.count)
            node = entries[place].value
            rest = after
            if rest.isEmpty {
                lines += SourceText.lines(entries[place].key, node, indent: indent)
            } else {
                lines.append(SourceText.key(entries[place].key, indent: indent))
            }
        }
        return lines.joined(separator: "\n") + "\n"
    }
}

/// Writes trees as YAML: maps of few words in a line, others key by key.
enum SourceText {
    private static let width = 100

    static func lines(_ key: String, _ node: SourceNode, indent: String) -> [String] {
        let head = self.key(key, indent: indent)
        let flow = head + " " + inLine(node)
        guard case .map(let entries) = node.content, !entries.isEmpty,
            flow.count > width
                || entries.contains(where: { if case .scalar = $0.value.content { false } else { true } })
        else { return [flow] }
        return [head] + entries.flatMap { lines($0.key, $0.value, indent: indent + "  ") }
    }

    private static func inLine(_ node: SourceNode) -> String {
        switch node.content {
        case .scalar(let text, let isPlain): YAMLText.scalar(text, isPlain: isPlain)
        case .list(let items): "[" + items.map(inLine).joined(separator: ", ") + "]"
        case .map(let entries):
            entries.isEmpty
                ? "{}"
                : "{ "
                    + entries.map { YAMLText.scalar($0.key, isPlain: true) + ": " + inLine($0.value) }.joined(
                        separator: ", "
                    )
                    + " }"
        }
    }

    static func key(_ text: String, indent: String) -> String {
        YAMLText.key(YAMLText.scalar(text, isPlain: true), indent: indent)
    }
}
