import PatchModel
import Text

extension ScenarioFile {
    /// The JSON Schema (draft 2020-12) of scenario files, made from the description by which they are read.
    ///
    /// It accepts every scenario that the reader accepts. The reader demands more: what a schema cannot say, such as that
    /// names must be declared. Imported files are described by `#/$defs/imported-file`. YAML's keys are strings and its
    /// plain scalars are resolved by the core schema of YAML 1.2 (so that `on` is a string).
    public static var schema: String {
        var writer = SchemaWriter()
        return writer.document().printed() + "\n"
    }
}

/// Writes the format as a JSON Schema.
struct SchemaWriter {
    private var definitions: [(String, JSON)] = []
    private var defined: Set<String> = []

    /// Of a format whose files import nothing.
    mutating func document(of outline: Outline, title: String) -> JSON {
        let root = object(outline)
        definitions.sort { $0.0 < $1.0 }
        return .object(Self.head(title) + root + [("$defs", .object(definitions))])
    }

    private static func head(_ title: String) -> [(String, JSON)] {
        [("$schema", .string("https://json-schema.org/draft/2020-12/schema")), ("title", .string(title))]
    }

    mutating func document() -> JSON {
        let root = object(Format.scenario.outline)
        var imported = Format.importedScenario
        imported.id = "imported-file"
        imported.doc = "A file that a scenario imports: the same keys, but none is required."
        define(imported)
        definitions.sort { $0.0 < $1.0 }
        let head = Self.head("PatchLab scenario, format \(Format.version)")
        return .object(head + root.map { Self.unlessImported($0) } + [("$defs", .object(definitions))])
    }

    /// What a scenario must have, it may have from a file that it imports; but for the version, which is each file's own.
    private static func unlessImported(_ member: (String, JSON)) -> (String, JSON) {
        guard case ("required", .array(let names)) = member else { return member }
        let needsImports = JSON.object([("required", .strings(["patchlab", "imports"]))])
        let needsAll = JSON.object([("required", .array(names))])
        return ("anyOf", .array([needsImports, needsAll]))
    }

    // MARK: Maps

    private mutating func define(_ shape: Outline) {
        guard defined.insert(shape.id).inserted else { return }
        let members = object(shape)
        definitions.append((shape.id, .object(members)))
    }

    private mutating func object(_ shape: Outline) -> [(String, JSON)] {
        var properties: [(String, JSON)] = []
        var required: [String] = []
        for key in shape.keys {
            properties.append((key.name, property(key)))
            if case .required = key.presence { required.append(key.name) }
        }
        var members: [(String, JSON)] = [
            ("description", .string(shape.doc)), ("type", .string("object")), ("properties", .object(properties)),
        ]
        if !required.isEmpty { members.append(("required", .strings(required))) }
        members.append(("additionalProperties", .bool(false)))
        func needs(_ names: [String]) -> JSON { .object([("required", .strings(names))]) }
        var rules = shape.exactlyOne.map { group in JSON.object([("oneOf", .array(group.map { needs([$0]) }))]) }
        for group in shape.atMostOne {
            let alone = group.map { needs([$0]) }
            let none = JSON.object([("not", .object([("anyOf", .array(alone))]))])
            rules.append(.object([("oneOf", .array([none] + alone))]))
        }
        if !rules.isEmpty { members.append(("allOf", .array(rules))) }
        return members
    }

    private mutating func property(_ key: Key) -> JSON {
        guard case .object(var members) = schema(key.kind) else { return .bool(true) }
        var doc = key.doc
        if case .optional(let absence) = key.presence { doc += " If left out: \(absence)." }
        members.insert(("description", .string(doc)), at: 0)
        if case .standard(let text) = key.presence { members.append(("default", Self.json(text))) }
        if let example = key.example, !example.hasPrefix("{"), !example.hasPrefix("[") {
            members.append(("examples", .array([Self.json(example)])))
        }
        return .object(members)
    }

    // MARK: Values

    private mutating func schema(_ kind: Kind) -> JSON {
        switch kind {
        case .timeZone: return Self.types("string")
        case .text, .name, .version: return Self.types("string", "number", "boolean")
        case .words(let words): return .object([("enum", .array(words.map { Self.json($0.name) }))])
        case .whole(let range):
            if range.lowerBound == range.upperBound { return .object([("const", .integer(range.lowerBound))]) }
            return .object(
                [("type", .string("integer")), ("minimum", .integer(range.lowerBound))]
                    + (range.upperBound == .max ? [] : [("maximum", .integer(range.upperBound))])
            )
        case .number(let range):
            let bound = range.lowerBound == 0 ? "exclusiveMinimum" : "minimum"
            return .object([
                ("type", .string("number")), (bound, .number(range.lowerBound)), ("maximum", .number(range.upperBound)),
            ])
        case .list(let item, let count):
            return .object(
                [("type", .string("array")), ("items", schema(item))]
                    + (count.lowerBound == 0 ? [] : [("minItems", .integer(count.lowerBound))])
                    + [("maxItems", .integer(count.upperBound))]
            )
        case .map(let shape):
            define(shape)
            return Self.reference(shape.id)
        case .variants(let shapes), .selected(let shapes, _):
            for shape in shapes { define(shape) }
            var ways = shapes.map { Self.reference($0.id) }
            // What is made of something else may leave out or take away anything.
            if shapes.contains(where: { $0.key(Inheritance.key) != nil }) {
                ways.append(.object([("type", .string("object")), ("required", .strings([Inheritance.key]))]))
            }
            return .object([("anyOf", .array(ways))])
        case .named(let entry, _):
            return .object([("type", .string("object")), ("additionalProperties", schema(entry))])
        case .either(let kinds): return .object([("anyOf", .array(kinds.map { schema($0) }))])
        case .distribution:
            return schema(Format.distribution)
        default:
            return pattern(kind)
        }
    }

    /// The kinds that are texts in a notation of their own.
    private func pattern(_ kind: Kind) -> JSON {
        let number = "([0-9]+(\\.[0-9]*)?|\\.[0-9]+)"
        let duration = "(\(number)[smhdw])+"
        let date = "[0-9]{4}-[0-9]{2}-[0-9]{2}([T ][0-9]{1,2}:[0-9]{2}(:[0-9]{2})?)?"
        let version = "\\S(.*\\S)?"
        let name = "[^\\s<>=]+"
        let percentage = "[+-]?0*(100(\\.0*)?|[0-9]{1,2}(\\.[0-9]*)?|\\.[0-9]+) ?%"
        func string(_ pattern: String) -> JSON {
            .object([("type", .string("string")), ("pattern", .string("^\(pattern)$"))])
        }
        func units(_ units: [Unit]) -> String {
            "(" + units.map(\.name).joined(separator: "|") + ")"
        }
        switch kind {
        case .share(let zero):
            let fraction: [(String, JSON)] = [
                ("type", .string("number")), (zero ? "minimum" : "exclusiveMinimum", .integer(0)),
                ("maximum", .integer(1)),
            ]
            return .object([("anyOf", .array([.object(fraction), string(percentage)]))])
        case .duration(.any): return string("[+-]?\(duration)")
        case .duration(.nonNegative): return string("\\+?\(duration)")
        case .duration(.positive): return string("(?=.*[1-9])\\+?\(duration)")
        case .moment: return string("([+-]?\(duration)|\(date))")
        case .date: return string(date)
        case .size: return string("\(number) *\(units(Unit.sizes))")
        case .bandwidth: return string("\(number) *\(units(Unit.bandwidths))")
        case .rate:
            return .object([
                ("anyOf", .array([.object([("const", .integer(0))]), string("[^/]+/ *\(units(Unit.rates)) *")]))
            ])
        case .price:
            return .object([
                ("type", .string("number")), ("minimum", .integer(0)), ("maximum", .number(Prices.maximum)),
            ])
        case .clock: return string("[0-9]{1,2}:[0-9]{2}(:[0-9]{2})?")
        case .hours, .openHours: return string("[ 0-9:]+-[ 0-9:]+")
        case .limit: return string(">=?.+")
        case .constraint:
            return .object([
                ("type", .strings(["string", "number", "boolean"])),
                ("pattern", .string("^\\s*\(name)\\s*((<=|>=|<|>|=)\\s*\(version)\\s*)?$")),
            ])
        case .installed: return string("\\s*\\S+\\s+\(version)\\s*")
        case .update: return string("\\s*\\S+\\s+->\\s+\(version)\\s*")
        default: return .object([])
        }
    }

    private static func types(_ names: String...) -> JSON {
        .object([("type", names.count == 1 ? .string(names[0]) : .strings(names))])
    }

    private static func reference(_ id: String) -> JSON { .object([("$ref", .string("#/$defs/\(id)"))]) }

    /// What YAML would make of a plain text.
    private static func json(_ text: String) -> JSON {
        switch text {
        case "{}": return .object([])
        case "\"\"": return .string("")
        case "true", "false": return .bool(text == "true")
        default: break
        }
        if text.hasPrefix("["), text.hasSuffix("]") {
            return .array(text.dropFirst().dropLast().split(separator: ",").map { json($0.trimmingBlanks()) })
        }
        if let number = decimalNumber(text) { return .number(number) }
        return .string(text.hasPrefix("\"") ? String(text.dropFirst().dropLast()) : text)
    }
}
