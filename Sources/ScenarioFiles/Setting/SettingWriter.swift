/// Puts a setting into the tree of a scenario.
///
/// The way down follows the format, so that a key which the file leaves out can be set as well as one that stands there:
/// what has a standard value is written out first, and maps that are missing are made.
struct SettingWriter {
    /// Why a key leads nowhere.
    struct Problem: Error {
        var message: String
    }

    private let setting: ScenarioSetting
    private let diagnostics: Diagnostics

    init(_ setting: ScenarioSetting, diagnostics: Diagnostics) {
        self.setting = setting
        self.diagnostics = diagnostics
    }

    /// The tree with the setting in it; the tree as it is, if that cannot be, which is reported.
    func written(into root: SourceNode) -> SourceNode {
        let position = Position(file: root.position.file, setting: setting.name)
        guard let value = value(at: position) else { return root }
        do throws(Problem) {
            if let first = ["patchlab", "imports"].first(where: { $0 == KeyRemainder(setting.key).word }) {
                throw Problem(message: "`\(first)` cannot be set: it is about files, not about the scenario")
            }
            return try written(
                value,
                into: root,
                .map(Format.scenario.outline),
                nil,
                KeyRemainder(setting.key),
                path: ""
            )
        } catch {
            diagnostics.report(
                .unknownKey,
                error.message,
                at: position,
                suggestion: ScenarioKey.nearest(to: setting.key, in: root)
            )
            return root
        }
    }

    // MARK: The value

    /// Lists, maps and texts in quotation marks are YAML; anything else is taken as it stands, so that `> 2%`, which would
    /// be something else in YAML, needs no quotation marks.
    private func value(at position: Position) -> SourceNode? {
        let text = setting.value.trimmingBlanks()
        guard let first = text.first, "[{\"'".contains(first) else {
            return SourceNode(position: position, content: .scalar(text, isPlain: true))
        }
        let found = Diagnostics()
        var count = 0
        let node = YAMLReader.read(text, file: position.file, counted: &count, diagnostics: found)
        for problem in found.sorted {
            var place = position
            (place.line, place.column, place.isInSetting) = (problem.line, problem.column, true)
            // A value has mostly one line.
            let message = problem.message.replacing(" that begins in line 1)", with: ")")
            diagnostics.report(problem.code, message, at: place, suggestion: problem.suggestion)
        }
        return node.map { moved($0, to: position) }
    }

    /// The node with what is in it as part of the setting, each at its own place in the value.
    private func moved(_ node: SourceNode, to setting: Position) -> SourceNode {
        let position = within(setting, node.position)
        return switch node.content {
        case .scalar: SourceNode(position: position, content: node.content)
        case .list(let items): SourceNode(position: position, content: .list(items.map { moved($0, to: setting) }))
        case .map(let entries):
            SourceNode(
                position: position,
                content: .map(
                    entries.map {
                        SourceEntry(
                            key: $0.key,
                            position: within(setting, $0.position),
                            value: moved($0.value, to: setting)
                        )
                    }
                )
            )
        }
    }

    private func within(_ setting: Position, _ place: Position) -> Position {
        var position = setting
        (position.line, position.column, position.isInSetting) = (place.line, place.column, true)
        return position
    }

    // MARK: The way down

    /// - Parameters:
    ///   - node: what stands there; nil: nothing.
    ///   - name: the key of `node` in a map of names, if it is in one.
    ///   - path: the way so far, for messages.
    private func written(
        _ value: SourceNode,
        into node: SourceNode?,
        _ kind: Kind,
        _ name: String?,
        _ rest: KeyRemainder,
        path: String
    ) throws(Problem) -> SourceNode {
        guard !rest.isEmpty else { return value }
        let kinds = kind.choices
        if let list = kinds.first(where: \.isList), case .list(let item, _) = list,
            rest.isBracketed || node?.isList == true || !kinds.contains(where: \.isMap)
        {
            return try written(value, intoItem: node, item, rest, path: path)
        }
        guard let map = kinds.first(where: \.isMap) else {
            throw Problem(message: "\(place(path)) is \(kind.description), which has nothing in it")
        }
        if case .named(let entry, let what) = map {
            let entries = node?.entries ?? []
            guard let (index, after) = rest.match(entries.map(\.key)) else {
                throw Problem(message: "there is no \(quoted(rest.word)) among the \(what) of the scenario")
            }
            var result = entries
            let next = path + "." + entries[index].key
            result[index].value = try written(
                value,
                into: entries[index].value,
                entry,
                entries[index].key,
                after,
                path: next
            )
            return SourceNode(position: node?.position ?? value.position, content: .map(result))
        }
        let entries = node?.entriesAsMap(of: map) ?? []
        guard !rest.isBracketed, let shape = map.shape(for: entries, named: name, towards: rest.word),
            let key = shape.key(rest.word) ?? shape.keys.first(where: { $0.formerName == rest.word })
        else {
            let known = map.shape(for: entries, named: name, towards: "")?.keys.map(\.name) ?? []
            let hint = known.isEmpty ? "" : "; it has \(known.sorted().joined(separator: ", "))"
            throw Problem(message: "there is no \(quoted(rest.word)) in \(place(path))\(hint)")
        }
        if key.name != rest.word {
            FormerNames(diagnostics: diagnostics).report(rest.word, key.name, at: value.position)
        }
        var result = entries
        let next = path + "." + key.name
        if let index = entries.firstIndex(where: { $0.key == key.name }) {
            result[index].value = try written(
                value,
                into: entries[index].value,
                key.kind,
                nil,
                rest.afterWord,
                path: next
            )
        } else {
            let standard = key.standardNode(in: shape, entries, at: value.position)
            let new = try written(value, into: standard, key.kind, nil, rest.afterWord, path: next)
            result += shape.companions(of: key, in: entries, at: value.position)
            result.append(SourceEntry(key: key.name, position: value.position, value: new))
        }
        return SourceNode(position: node?.position ?? value.position, content: .map(result))
    }

    private func written(
        _ value: SourceNode,
        intoItem node: SourceNode?,
        _ item: Kind,
        _ rest: KeyRemainder,
        path: String
    ) throws(Problem) -> SourceNode {
        guard let node, !node.isNull else {
            throw Problem(message: "\(place(path)) is not in the scenario, so it has no entries to set")
        }
        var items = node.items
        let index: Int
        let after: KeyRemainder
        if rest.isBracketed, let number = Int(rest.word) {
            guard items.indices.contains(number) else {
                let range = items.isEmpty ? "none" : items.count == 1 ? "only [0]" : "[0] to [\(items.count - 1)]"
                throw Problem(message: "there is no entry [\(number)] in \(place(path)); there is \(range)")
            }
            (index, after) = (number, rest.afterWord)
        } else {
            let names = items.map { $0.ownName ?? "" }
            guard let found = rest.match(names) else {
                let known = names.filter { !$0.isEmpty }
                let hint = known.isEmpty ? "entries are counted: [0], [1], ..." : "there is \(alternatives(known))"
                throw Problem(message: "there is no entry \(quoted(rest.word)) in \(place(path)); \(hint)")
            }
            (index, after) = (found.place, found.rest)
        }
        items[index] = try written(value, into: items[index], item, nil, after, path: "\(path)[\(index)]")
        return SourceNode(position: node.position, content: .list(items))
    }

    private func place(_ path: String) -> String { path.isEmpty ? "a scenario" : "`\(path.dropFirst())`" }
}
