import Yams

/// Reads one YAML document into `SourceNode`s, with bounds on everything that a hostile document could blow up.
///
/// The YAML library resolves aliases itself, sharing what they stand for; but it also hashes the keys of maps, through
/// all that is shared, and that takes exponential time on a crafted document. Therefore it never sees an alias: every
/// asterisk is replaced by a private character before (which leaves all positions as they are), and an unquoted scalar
/// that begins with that character is an alias, resolved here under a budget. In the same way, a key that occurs twice is
/// disguised, so that all duplicates can be reported and not only the first.
struct YAMLReader {
    /// Nesting of maps and lists; scenarios need about a dozen.
    static let maximumDepth = 64
    /// Values that aliases may add to a document.
    static let maximumAliasedNodes = 100_000
    /// Values of a scenario's documents together, in a cautious estimate.
    static let maximumNodes = 2_000_000
    /// Duplicate keys reported for one document.
    private static let maximumDuplicates = 16

    private let file: String
    private let diagnostics: Diagnostics
    private var anchors: [String: (node: SourceNode, size: Int, depth: Int)] = [:]
    private var aliasedNodes = 0
    /// Private characters in the text given to the library, and what they stand for.
    private var disguises: [Unicode.Scalar: Unicode.Scalar] = [:]
    private var asterisk: Unicode.Scalar = "*"
    private var isRefused = false

    /// The document in `text`, or nil when it cannot be read at all; says why.
    ///
    /// - Parameter count: the values of the documents read before, to which those of this one are added.
    static func read(_ text: String, file: String, counted count: inout Int, diagnostics: Diagnostics) -> SourceNode? {
        if let position = tooManyNodes(text, &count, file: file) {
            diagnostics.report(.tooLarge, "up to here there are more than \(maximumNodes) values", at: position)
            return nil
        }
        var reader = YAMLReader(file: file, diagnostics: diagnostics)
        return reader.compose(text.withoutByteOrderMark)
    }

    private init(file: String, diagnostics: Diagnostics) {
        self.file = file
        self.diagnostics = diagnostics
    }

    private mutating func compose(_ original: String) -> SourceNode? {
        var unused = unusedPrivateCharacters(original)
        var text = original
        if text.utf8.contains(UInt8(ascii: "*")) {
            asterisk = unused.removeLast()
            disguises[asterisk] = "*"
            text = String(String.UnicodeScalarView(text.unicodeScalars.map { $0 == "*" ? asterisk : $0 }))
        }
        var duplicates = 0
        while true {
            do {
                let parser = try Parser(yaml: text, resolver: .basic, encoding: .utf8)
                // Anchors are held weakly by the nodes and strongly by the parser.
                return try withExtendedLifetime(parser) {
                    guard let root = try parser.singleRoot() else {
                        return SourceNode(position: Position(file: file), content: .scalar("", isPlain: true))
                    }
                    let node = convert(root, depth: 0).node
                    return isRefused ? nil : node
                }
            } catch let YamlError.duplicatedKeysInMapping(_, context) {
                duplicates += 1
                let disguise = unused.popLast()
                if let disguise, duplicates <= Self.maximumDuplicates, text.utf8.count < 1 << 20,
                    let found = self.disguise(context.mark, with: disguise, in: text)
                {
                    disguises[disguise] = found.hidden
                    text = found.text
                    continue
                }
                report(.duplicateKey, "a key occurs twice in this map", at: context.mark, in: original)
            } catch {
                report(error, in: original)
            }
            return nil
        }
    }

    // MARK: Conversion

    private mutating func convert(_ node: Node, depth: Int) -> (node: SourceNode, size: Int, depth: Int) {
        let position = Position(file: file, line: node.mark?.line ?? 1, column: node.mark?.column ?? 1)
        var result = (node: SourceNode(position: position, content: .list([])), size: 1, depth: 1)
        guard depth < Self.maximumDepth else {
            refuse(.tooDeep, "maps and lists are nested more than \(Self.maximumDepth) deep", at: position)
            return result
        }
        guard !isRefused else { return result }

        switch node {
        case .scalar(let scalar):
            if let name = aliasName(scalar) { return resolve(name, at: position, depth: depth) }
            let text = undisguised(scalar.string)
            result.node.content = .scalar(text, isPlain: scalar.style == .plain)
        case .sequence(let sequence):
            var items: [SourceNode] = []
            for item in sequence {
                let converted = convert(item, depth: depth + 1)
                items.append(converted.node)
                result.size += converted.size
                result.depth = max(result.depth, converted.depth + 1)
            }
            result.node.content = .list(items)
        case .mapping(let mapping):
            var entries: [SourceEntry] = []
            var seen: [String: Int] = [:]
            for (key, value) in mapping {
                let name = convert(key, depth: depth + 1)
                let converted = convert(value, depth: depth + 1)
                result.size += name.size + converted.size
                result.depth = max(result.depth, converted.depth + 1)
                guard !isRefused else { break }
                guard case .scalar(let text, _) = name.node.content else {
                    diagnostics.report(.wrongKind, "a key must be a word, not a list or a map", at: name.node.position)
                    continue
                }
                let mark = key.mark
                let place = Position(file: file, line: mark?.line ?? 1, column: mark?.column ?? 1)
                if let line = seen[text] {
                    diagnostics.report(
                        .duplicateKey,
                        "\(quoted(text)) is given twice, first in line \(line)",
                        at: place
                    )
                } else {
                    seen[text] = place.line
                    entries.append(SourceEntry(key: text, position: place, value: converted.node))
                }
            }
            result.node.content = .map(entries)
        case .alias:
            break
        }
        if let anchor = node.anchor { anchors[anchor.rawValue] = result }
        return result
    }

    private mutating func refuse(_ code: DiagnosticCode, _ message: String, at position: Position) {
        if !isRefused { diagnostics.report(code, message, at: position) }
        isRefused = true
    }

    // MARK: Aliases

    private func aliasName(_ scalar: Node.Scalar) -> String? {
        guard asterisk != "*", scalar.style == .plain, scalar.string.unicodeScalars.first == asterisk else {
            return nil
        }
        return undisguised(String(scalar.string.unicodeScalars.dropFirst()))
    }

    private mutating func resolve(
        _ name: String,
        at position: Position,
        depth: Int
    ) -> (node: SourceNode, size: Int, depth: Int) {
        let nothing = (node: SourceNode(position: position, content: .list([])), size: 1, depth: 1)
        guard let target = anchors[name] else {
            refuse(.invalidYAML, "there is no anchor &\(name) before this alias", at: position)
            return nothing
        }
        aliasedNodes += target.size
        guard aliasedNodes <= Self.maximumAliasedNodes else {
            refuse(
                .aliasBomb,
                "the aliases up to here stand for more than \(Self.maximumAliasedNodes) values",
                at: position
            )
            return nothing
        }
        guard depth + target.depth <= Self.maximumDepth else {
            refuse(.tooDeep, "maps and lists are nested more than \(Self.maximumDepth) deep", at: position)
            return nothing
        }
        return target
    }

    // MARK: Disguises

    private func undisguised(_ text: String) -> String {
        guard !disguises.isEmpty, text.unicodeScalars.contains(where: { disguises[$0] != nil }) else { return text }
        return String(String.UnicodeScalarView(text.unicodeScalars.map { disguises[$0] ?? $0 }))
    }

    /// Enough private characters that `text` does not use.
    private func unusedPrivateCharacters(_ text: String) -> [Unicode.Scalar] {
        let used = Set(text.unicodeScalars.lazy.filter { (0xE000...0xF8FF).contains($0.value) })
        return (UInt32(0xE000)...0xF8FF).lazy.compactMap(Unicode.Scalar.init).filter { !used.contains($0) }
            .prefix(Self.maximumDuplicates + 1).reversed()
    }

    /// `text` with the first letter of the key at `mark` replaced, and that letter; nil if there is no plain place for it.
    private func disguise(
        _ mark: Mark,
        with disguise: Unicode.Scalar,
        in text: String
    ) -> (text: String, hidden: Unicode.Scalar)? {
        var scalars = Array(text.unicodeScalars)
        guard var index = offset(line: mark.line, column: mark.column, in: scalars), index < scalars.count else {
            return nil
        }
        if scalars[index] == "\"" || scalars[index] == "'" { index += 1 }
        guard index < scalars.count,
            scalars[index].properties.isAlphabetic || scalars[index].properties.numericType != nil
        else { return nil }
        let hidden = scalars[index]
        scalars[index] = disguise
        return (String(String.UnicodeScalarView(scalars)), hidden)
    }

    private func offset(line: Int, column: Int, in scalars: [Unicode.Scalar]) -> Int? {
        var current = 1
        var index = 0
        while current < line {
            guard index < scalars.count else { return nil }
            if isLineBreak(scalars, index) { current += 1 }
            index += 1
        }
        return index + column - 1
    }

    // MARK: What the library says

    /// The place at which the document is certain to have too many values, counted by the characters that separate them.
    private static func tooManyNodes(_ text: String, _ count: inout Int, file: String) -> Position? {
        var line = 1
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: "\n"):
                line += 1
                count += 1
            case UInt8(ascii: ","), UInt8(ascii: ":"), UInt8(ascii: "["), UInt8(ascii: "{"): count += 1
            default: break
            }
            if count > maximumNodes { return Position(file: file, line: line) }
        }
        return nil
    }

    private func report(_ error: any Error, in text: String) {
        switch error {
        case YamlError.scanner(let context, let problem, let mark, _),
            YamlError.parser(let context, let problem, let mark, _),
            YamlError.composer(let context, let problem, let mark, _):
            if problem.hasPrefix("Maximum nesting") {
                report(.tooDeep, "maps and lists are nested more than \(Self.maximumDepth) deep", at: mark, in: text)
            } else if problem.hasSuffix("another document") {
                report(.invalidYAML, "a file holds one document; here another one begins", at: mark, in: text)
            } else if problem.contains("cannot start any token"), isTab(at: mark, in: text) {
                report(.invalidYAML, "not YAML: a tab; lines are indented with blanks", at: mark, in: text)
            } else if let message = YAMLWords.message(problem, began: context?.mark.line) {
                report(.invalidYAML, "not YAML: \(message)", at: mark, in: text)
            } else {
                let scene = context.map { " (\($0.text) that begins in line \($0.mark.line))" } ?? ""
                report(.invalidYAML, "not YAML: \(problem)\(scene)", at: mark, in: text)
            }
        case YamlError.reader(let problem, let offset, _, _):
            let before = text.prefix(offset ?? 0).unicodeScalars
            let line = 1 + before.count { $0 == "\n" }
            let column = 1 + before.reversed().prefix { $0 != "\n" }.count
            diagnostics.report(
                .invalidYAML,
                "not YAML: \(problem)",
                at: Position(file: file, line: line, column: column)
            )
        default:
            diagnostics.report(.invalidYAML, "not YAML", at: Position(file: file))
        }
    }

    private func isTab(at mark: Mark, in text: String) -> Bool {
        let scalars = Array(text.unicodeScalars)
        guard let index = offset(line: mark.line, column: mark.column, in: scalars), index < scalars.count else {
            return false
        }
        return scalars[index] == "\t"
    }

    /// Reports at the mark, or at the end of the last line if the mark lies behind it.
    private func report(_ code: DiagnosticCode, _ message: String, at mark: Mark, in text: String) {
        let scalars = Array(text.unicodeScalars)
        var place = Position(file: file)
        var end = Position(file: file)
        for index in scalars.indices {
            if isLineBreak(scalars, index) {
                place = Position(file: file, line: place.line + 1)
            } else {
                if scalars[index] != "\r" { place.column += 1 }
                end = place
            }
        }
        let isBehind = mark.line > end.line
        diagnostics.report(
            code,
            message,
            at: isBehind ? end : Position(file: file, line: mark.line, column: mark.column)
        )
    }

    /// YAML 1.1's line breaks, by which the library counts; of a carriage return with a line feed only the latter.
    private func isLineBreak(_ scalars: [Unicode.Scalar], _ index: Int) -> Bool {
        switch scalars[index] {
        case "\n", "\u{85}", "\u{2028}", "\u{2029}": true
        case "\r": index + 1 == scalars.count || scalars[index + 1] != "\n"
        default: false
        }
    }
}
