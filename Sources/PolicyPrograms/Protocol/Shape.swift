package import Text

/// What a value of a message is in JSON. The reader goes by it, and the schema is made of it.
package indirect enum Shape: Sendable {
    case text
    /// One of these texts.
    case word([String])
    case integer(least: Int?)
    case number
    case flag
    case list(Shape)
    case orNull(Shape)
    case object([Member], isStrict: Bool)
    case oneOf([Shape])
    /// An object with any keys, whose values are all of one shape.
    case values(Shape)
    case anything

    /// A key of an object.
    package struct Member: Sendable {
        var key: String
        var about: String
        var shape: Shape
        var isRequired: Bool
    }

    /// As JSON Schema, draft 2020-12.
    package var schema: JSON {
        switch self {
        case .text: type("string")
        case .word(let words):
            words.count == 1 ? .object([("const", .string(words[0]))]) : .object([("enum", .strings(words))])
        case .integer(let least):
            .object([("type", .string("integer"))] + (least.map { [("minimum", .integer($0))] } ?? []))
        case .number: type("number")
        case .flag: type("boolean")
        case .list(let item): .object([("type", .string("array")), ("items", item.schema)])
        case .orNull(let shape): .object([("anyOf", .array([shape.schema, type("null")]))])
        case .object(let members, let isStrict):
            .object(
                [
                    ("type", .string("object")),
                    ("required", .strings(members.filter(\.isRequired).map(\.key))),
                    ("properties", .object(members.map { ($0.key, $0.schema) })),
                ] + (isStrict ? [("additionalProperties", .bool(false))] : [])
            )
        case .oneOf(let shapes): .object([("oneOf", .array(shapes.map(\.schema)))])
        case .values(let shape):
            .object([("type", .string("object")), ("additionalProperties", shape.schema)])
        case .anything: .object([])
        }
    }

    private func type(_ word: String) -> JSON { .object([("type", .string(word))]) }
}

extension Shape.Member {
    /// The shape with what it means.
    fileprivate var schema: JSON {
        guard !about.isEmpty, case .object(let members) = shape.schema else { return shape.schema }
        return .object([("description", .string(about))] + members)
    }
}

/// What was expected in a message where something else stands.
package struct ShapeMistake: Error, Sendable, Hashable {
    /// Where, such as `rings[1].share`; empty: the whole.
    package var place: String
    package var expected: String

    init(_ expected: String, at place: String = "") {
        self.expected = expected
        self.place = place
    }

    /// The same seen from one level higher.
    func below(_ key: String) -> ShapeMistake {
        let rest = place.isEmpty || place.hasPrefix("[") ? place : "." + place
        return ShapeMistake(expected, at: key + rest)
    }

    package var description: String { place.isEmpty ? "expected \(expected)" : "expected \(expected) as \(place)" }
}

/// A value that stands in messages.
package protocol MessageValue: Sendable {
    static var shape: Shape { get }
    var json: JSON { get }
    init(json: JSON) throws(ShapeMistake)
}

extension Int: MessageValue {
    package static var shape: Shape { .integer(least: nil) }
    package var json: JSON { .integer(self) }

    /// Whole numbers with a point are whole numbers: many languages know no others.
    package init(json: JSON) throws(ShapeMistake) {
        switch json {
        case .integer(let number): self = number
        case .number(let number):
            guard let whole = Int(exactly: number) else { throw ShapeMistake("a whole number") }
            self = whole
        default: throw ShapeMistake("a whole number")
        }
    }
}

extension Int64: MessageValue {
    package static var shape: Shape { .integer(least: nil) }
    package var json: JSON { .integer(Int(self)) }
    package init(json: JSON) throws(ShapeMistake) { self = Int64(try Int(json: json)) }
}

extension Double: MessageValue {
    package static var shape: Shape { .number }
    package var json: JSON { .number(self) }

    package init(json: JSON) throws(ShapeMistake) {
        guard let number = json.number else { throw ShapeMistake("a number") }
        self = number
    }
}

extension Bool: MessageValue {
    package static var shape: Shape { .flag }
    package var json: JSON { .bool(self) }

    package init(json: JSON) throws(ShapeMistake) {
        guard case .bool(let flag) = json else { throw ShapeMistake("true or false") }
        self = flag
    }
}

extension String: MessageValue {
    package static var shape: Shape { .text }
    package var json: JSON { .string(self) }

    package init(json: JSON) throws(ShapeMistake) {
        guard case .string(let text) = json else { throw ShapeMistake("a text") }
        self = text
    }
}

extension Array: MessageValue where Element: MessageValue {
    package static var shape: Shape { .list(Element.shape) }
    package var json: JSON { .array(map(\.json)) }

    package init(json: JSON) throws(ShapeMistake) {
        guard case .array(let items) = json else { throw ShapeMistake("a list") }
        self = []
        reserveCapacity(items.count)
        for (place, item) in items.enumerated() {
            do throws(ShapeMistake) {
                append(try Element(json: item))
            } catch {
                throw error.below("[\(place)]")
            }
        }
    }
}

extension Optional: MessageValue where Wrapped: MessageValue {
    package static var shape: Shape { .orNull(Wrapped.shape) }
    package var json: JSON { self?.json ?? .null }

    package init(json: JSON) throws(ShapeMistake) {
        if case .null = json { self = nil } else { self = try Wrapped(json: json) }
    }
}

/// A value that is one of several words.
package protocol MessageWord: MessageValue, CaseIterable, RawRepresentable where RawValue == String {}

extension MessageWord {
    package static var shape: Shape { .word(allCases.map(\.rawValue)) }
    package var json: JSON { .string(rawValue) }

    package init(json: JSON) throws(ShapeMistake) {
        let words = Self.allCases.map { "\"\($0.rawValue)\"" }.joined(separator: ", ")
        guard case .string(let text) = json, let value = Self(rawValue: text) else {
            throw ShapeMistake("one of \(words)")
        }
        self = value
    }
}

/// JSON as it is.
package struct AnyJSON: MessageValue {
    package static var shape: Shape { .anything }
    package var json: JSON
    package init(json: JSON) { self.json = json }
}
