/// Reads source nodes as the format says, and reports everything that is not so.
struct ValueReader {
    let diagnostics: Diagnostics

    /// - Parameter name: the key under which the value stands in a map of names, if it does.
    func read(_ node: SourceNode, as kind: Kind, name: String? = nil) -> Value {
        switch kind {
        case .distribution: return read(node, as: Format.distribution)
        case .list(let item, let count): return list(node, of: item, count: count, kind)
        case .map(let shape): return map(node, shape)
        case .variants(let shapes): return variants(node, shapes)
        case .selected(let shapes, let key): return selected(node, shapes, by: key, name: name)
        case .named(let entry, let what): return named(node, of: entry, what: what)
        case .either(let kinds): return either(node, kinds, kind)
        default: return scalar(node, [kind], kind)
        }
    }

    // MARK: Scalars and alternatives

    private func scalar(_ node: SourceNode, _ kinds: [Kind], _ whole: Kind) -> Value {
        guard case .scalar(let text, let isPlain) = node.content, !node.isNull else {
            var hint = ""
            if case .name(let space) = whole, !node.isNull {
                hint = "; describe it under `\(space.section)` and write its name here"
            }
            return refuse(node, "this must be \(whole.description), but is \(node.description)\(hint)")
        }
        let reader = ScalarReader(text, isPlain: isPlain)
        var problems: [ScalarProblem] = []
        for kind in kinds {
            do throws(ScalarProblem) {
                let scalar = try reader.read(kind) { diagnostics.nearest(to: $0, among: $1) }
                return Value(position: node.position, content: .scalar(scalar))
            } catch {
                problems.append(error)
            }
        }
        if var problem = problems.first(where: \.isUnderstood) ?? problems.last {
            let isWordOrMore = if case (.words, .either) = (kinds[0], whole.expanded) { true } else { false }
            if problems.count > 1 || isWordOrMore {
                if !problem.isUnderstood {
                    let wanted = whole.expectation(insteadOf: text, isPlain: isPlain)
                    problem.message = "\(quoted(text)) must be \(wanted)"
                }
                problem.suggestion = problem.suggestion ?? problems.lazy.compactMap(\.suggestion).first
            }
            diagnostics.report(problem.code, problem.message, at: node.position, suggestion: problem.suggestion)
        }
        return Value(position: node.position, content: .invalid)
    }

    private func either(_ node: SourceNode, _ kinds: [Kind], _ whole: Kind) -> Value {
        var scalars: [Kind] = []
        var list: Kind?
        var map: Kind?
        for kind in kinds.flatMap(flattened) {
            switch kind {
            case .list: list = list ?? kind
            case .map, .variants, .selected, .named: map = map ?? kind
            default: scalars.append(kind)
            }
        }
        switch node.content {
        case .list:
            if let list { return read(node, as: list) }
        case .map:
            if let map { return read(node, as: map) }
        case .scalar:
            if !scalars.isEmpty { return scalar(node, scalars, whole) }
        }
        return refuse(node, "this must be \(whole.expectation(insteadOf: nil)), but is \(node.description)")
    }

    private func flattened(_ kind: Kind) -> [Kind] {
        if case .either(let kinds) = kind.expanded { return kinds.flatMap(flattened) }
        return [kind]
    }

    private func refuse(_ node: SourceNode, _ message: String) -> Value {
        diagnostics.report(.wrongKind, message, at: node.position)
        return Value(position: node.position, content: .invalid)
    }

    // MARK: Lists

    private func list(_ node: SourceNode, of item: Kind, count: ClosedRange<Int>, _ whole: Kind) -> Value {
        guard case .list(let nodes) = node.content else {
            return refuse(node, "this must be \(whole.description), but is \(node.description)")
        }
        guard count.contains(nodes.count) else {
            let code: DiagnosticCode = nodes.count < count.lowerBound ? .tooFewItems : .tooManyItems
            let wanted =
                count.lowerBound == count.upperBound
                ? "exactly \(count.lowerBound)"
                : code == .tooFewItems ? "at least \(count.lowerBound)" : "at most \(count.upperBound)"
            diagnostics.report(code, "the list has \(nodes.count) items, but needs \(wanted)", at: node.position)
            return Value(position: node.position, content: .invalid)
        }
        return Value(position: node.position, content: .list(nodes.map { read($0, as: item) }))
    }

    // MARK: Maps

    private func named(_ node: SourceNode, of kind: Kind, what: String) -> Value {
        guard case .map(let entries) = node.content else {
            return refuse(node, "this must be a map of \(what), but is \(node.description)")
        }
        return Value(
            position: node.position,
            content: .named(
                entries.map { entry in
                    NamedValue(
                        name: entry.key,
                        position: entry.position,
                        value: read(entry.value, as: kind, name: entry.key)
                    )
                }
            )
        )
    }

    private func variants(_ node: SourceNode, _ shapes: [Outline]) -> Value {
        guard case .map(let entries) = node.content, let first = shapes.first else {
            return refuse(
                node,
                "this must be \(expected(.variants(shapes), insteadOf: node)), but is \(node.description)"
            )
        }
        var best = (shape: first, fit: Int.min)
        for shape in shapes {
            let fit = entries.reduce(0) { $0 + (shape.key($1.key) == nil ? -1 : 1) }
            if fit > best.fit { best = (shape, fit) }
        }
        return map(node, best.shape, others: shapes)
    }

    private func selected(_ node: SourceNode, _ shapes: [Outline], by key: String, name: String?) -> Value {
        guard case .map(let entries) = node.content else {
            let hint = node.isNull ? "; write {} to leave everything at its default" : ""
            return refuse(node, "this must be a map, but is \(node.description)\(hint)")
        }
        let words = shapes.map { Word($0.id) }
        if let entry = entries.first(where: { $0.key == key }) {
            guard let word = read(entry.value, as: .words(words)).word,
                let shape = shapes.first(where: { $0.id == word })
            else { return Value(position: node.position, content: .invalid) }
            return map(node, shape)
        }
        guard let shape = shapes.first(where: { $0.id == name }) else {
            diagnostics.report(
                .missingKey,
                "\(quoted(name ?? "")) needs `\(key)`: \(Kind.words(words).description)",
                at: node.position,
                suggestion: name.flatMap { diagnostics.nearest(to: $0, among: words.map(\.name)) }.map {
                    "\(key): \($0)"
                }
            )
            return Value(position: node.position, content: .invalid)
        }
        return map(node, shape)
    }

    /// - Parameter others: shapes among whose keys a suggestion may be found too.
    func map(_ node: SourceNode, _ shape: Outline, others: [Outline] = []) -> Value {
        guard case .map(let entries) = node.content else {
            let hint = node.isNull ? "; write {} to leave everything at its default" : ""
            return refuse(
                node,
                "this must be \(expected(.map(shape), insteadOf: node)), but is \(node.description)\(hint)"
            )
        }
        var result = MapValue(outline: shape, position: node.position, values: [:], written: [])
        var misspelt: Set<String> = []
        for entry in entries {
            guard let key = shape.key(entry.key) else {
                if let meant = reportUnknown(entry, shape, others) { misspelt.insert(meant) }
                continue
            }
            result.values[key.name] = read(entry.value, as: key.kind)
            result.written.insert(key.name)
        }
        checkGroups(of: shape, in: result, misspelt)
        for key in shape.keys where !result.written.contains(key.name) {
            switch key.presence {
            case .optional: break
            case .standard(let text):
                result.values[key.name] = read(Self.node(ofStandard: text, at: node.position), as: key.kind)
            case .required where misspelt.contains(key.name): break
            case .required:
                let example = key.example.map { ", such as `\(key.name): \($0)`" } ?? ""
                diagnostics.report(
                    .missingKey,
                    "the key `\(key.name)` is missing: \(key.kind.description)\(example)",
                    at: node.position
                )
            }
        }
        return Value(position: node.position, content: .map(result))
    }

    /// What a map is called where something else stands, or nothing does.
    private func expected(_ kind: Kind, insteadOf node: SourceNode) -> String {
        switch node.content {
        case .scalar(let text, let isPlain) where !node.isNull: kind.expectation(insteadOf: text, isPlain: isPlain)
        case .scalar: kind.description
        default: kind.expectation(insteadOf: nil)
        }
    }

    /// The key that was probably meant; where none is near, the message names those that there are.
    private func reportUnknown(_ entry: SourceEntry, _ shape: Outline, _ others: [Outline]) -> String? {
        let names = ([shape] + others).flatMap { $0.keys.map(\.name) }
        let meant = diagnostics.nearest(to: entry.key, among: names)
        let known = meant == nil && !names.isEmpty ? "; it has \(Set(names).sorted().joined(separator: ", "))" : ""
        let hint = entry.key == "<<" ? "; YAML's merge key is not supported" : known
        diagnostics.report(
            .unknownKey,
            "there is no key \(quoted(entry.key)) in `\(shape.id)`\(hint)",
            at: entry.position,
            suggestion: meant
        )
        return meant
    }

    private func checkGroups(of shape: Outline, in map: MapValue, _ misspelt: Set<String>) {
        for group in shape.exactlyOne + shape.atMostOne {
            let given = group.filter(map.written.contains)
            guard given.count > 1 else { continue }
            let names = alternatives(given.map { "`\($0)`" }).replacing(" or ", with: " and ")
            diagnostics.report(.conflictingKeys, "\(names) exclude each other", at: map.position(of: given[1]))
        }
        for group in shape.exactlyOne where !group.contains(where: map.written.union(misspelt).contains) {
            diagnostics.report(
                .missingKey,
                "the map needs one of the keys \(alternatives(group.map { "`\($0)`" }))",
                at: map.position
            )
        }
    }

    /// A standard value as if it stood in the file: a scalar, an empty map, or a list of scalars.
    static func node(ofStandard text: String, at position: Position) -> SourceNode {
        func scalar(_ text: String) -> SourceNode {
            SourceNode(position: position, content: .scalar(text, isPlain: true))
        }
        switch text {
        case "{}": return SourceNode(position: position, content: .map([]))
        case "\"\"": return SourceNode(position: position, content: .scalar("", isPlain: false))
        default: break
        }
        guard text.hasPrefix("["), text.hasSuffix("]") else { return scalar(text) }
        let items = text.dropFirst().dropLast().split(separator: ",").map { scalar($0.trimmingBlanks()) }
        return SourceNode(position: position, content: .list(items))
    }
}
