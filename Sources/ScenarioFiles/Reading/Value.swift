import PatchModel

/// A value of a scenario file, read as the format says, with its place.
struct Value: Sendable {
    enum Content: Sendable {
        /// Not what the format asks for; already reported.
        case invalid
        case scalar(Scalar)
        case list([Value])
        case map(MapValue)
        case named([NamedValue])
    }

    var position: Position
    var content: Content

    var scalar: Scalar? {
        if case .scalar(let scalar) = content { scalar } else { nil }
    }
    var list: [Value]? {
        if case .list(let items) = content { items } else { nil }
    }
    var map: MapValue? {
        if case .map(let map) = content { map } else { nil }
    }
    var named: [NamedValue]? {
        if case .named(let entries) = content { entries } else { nil }
    }
    var isInvalid: Bool {
        if case .invalid = content { true } else { false }
    }

    var text: String? {
        if case .text(let text) = scalar { text } else { nil }
    }
    var word: String? {
        if case .word(let word) = scalar { word } else { nil }
    }
    var number: Double? {
        if case .number(let number) = scalar { number } else { nil }
    }
    var whole: Int? {
        if case .whole(let number) = scalar { number } else { nil }
    }

    /// The items of a list, or this one value as the only item.
    var items: [Value] {
        switch content {
        case .list(let items): items
        case .invalid: []
        case .scalar, .map, .named: [self]
        }
    }
}

/// What is written in a scalar.
enum Scalar: Sendable, Hashable {
    case text(String)
    case word(String)
    case whole(Int)
    /// A share as a fraction, a duration in seconds, a size in bytes, a bandwidth in bytes per second, a rate per day.
    case number(Double)
    case date(LocalDate)
    /// Seconds after midnight.
    case hours(from: Int64, to: Int64)
    case limit(Limit)
    /// As written: what it means hangs on the order of the component's versions.
    case version(String)
    case constraint(Constraint)
    /// A component with a version.
    case pair(name: String, version: String)
}

/// A component with a range of versions, as written.
struct Constraint: Sendable, Hashable {
    enum Comparison: String, Sendable, CaseIterable {
        case lessOrEqual = "<="
        case greaterOrEqual = ">="
        case less = "<"
        case greater = ">"
        case equal = "="

        func holds<Version: Comparable>(_ left: Version, _ right: Version) -> Bool {
            switch self {
            case .lessOrEqual: left <= right
            case .greaterOrEqual: left >= right
            case .less: left < right
            case .greater: left > right
            case .equal: left == right
            }
        }
    }

    var component: String
    /// Nil: every version.
    var comparison: Comparison?
    var version: String?
}

/// An entry of a map whose keys are names.
struct NamedValue: Sendable {
    var name: String
    var position: Position
    var value: Value
}

/// A map with fixed keys, standard values filled in.
struct MapValue: Sendable {
    var outline: Outline
    var position: Position
    /// By key; standard values included.
    var values: [String: Value]
    /// The keys that stand in the file.
    var written: Set<String>

    /// The value under a key of the shape; nil when there is none, or none that could be read.
    subscript(_ key: String) -> Value? {
        assertKnown(key)
        guard let value = values[key], !value.isInvalid else { return nil }
        return value
    }

    /// True if the key stands in the file, whether its value could be read or not.
    func has(_ key: String) -> Bool {
        assertKnown(key)
        return written.contains(key)
    }

    /// The place of the value under `key`, or else of the map.
    func position(of key: String) -> Position {
        assertKnown(key)
        return values[key]?.position ?? position
    }

    /// What is not described cannot be asked for: tests would stop here.
    private func assertKnown(_ key: String) {
        assert(outline.key(key) != nil, "the map \(outline.id) has no key \(key)")
    }

    func text(_ key: String) -> String? { self[key]?.text }
    func word(_ key: String) -> String? { self[key]?.word }
    func items(_ key: String) -> [Value] { self[key]?.items ?? [] }
    func named(_ key: String) -> [NamedValue] { self[key]?.named ?? [] }
}
