import Text

/// The members of a JSON object, to be asked for one by one; what was not asked for in the end is unknown.
struct JSONFields {
    typealias Mistake = DecisionLogFormat.Mistake

    private var members: [String: JSON]

    /// - Parameter what: how a mistake calls it, such as `a rollout's plan`.
    init(_ value: JSON?, _ what: String) throws(Mistake) {
        guard let found = value?.members else { throw Mistake(expected: what) }
        members = found
    }

    mutating func optional(_ key: String) -> JSON? { members.removeValue(forKey: key) }

    /// - Throws: `Mistake` if something is left that nobody asked for.
    func end() throws(Mistake) {
        if let unknown = members.keys.min() { throw Mistake(expected: "no key \"\(unknown.prefix(40))\"") }
    }

    mutating func text(_ key: String) throws(Mistake) -> String {
        guard let text = try optionalText(key) else { throw Mistake(expected: "a text \"\(key)\"") }
        return text
    }

    mutating func optionalText(_ key: String) throws(Mistake) -> String? {
        guard let value = optional(key) else { return nil }
        guard case .string(let text) = value else { throw Mistake(expected: "a text \"\(key)\"") }
        return text
    }

    /// A word that stands for a value.
    mutating func word<Value: RawRepresentable & CaseIterable>(_ key: String) throws(Mistake) -> Value?
    where Value.RawValue == String {
        guard let word = try optionalText(key) else { return nil }
        guard let value = Value(rawValue: word) else {
            let known = Value.allCases.map { "\"\($0.rawValue)\"" }.joined(separator: ", ")
            throw Mistake(expected: "\"\(key)\" to be one of \(known)")
        }
        return value
    }

    mutating func integer<Value: FixedWidthInteger>(_ key: String) throws(Mistake) -> Value {
        guard let value: Value = try optionalInteger(key) else {
            throw Mistake(expected: "a whole number \"\(key)\"")
        }
        return value
    }

    mutating func optionalInteger<Value: FixedWidthInteger>(_ key: String) throws(Mistake) -> Value? {
        guard let value = optional(key) else { return nil }
        return try Self.integer(value, "a whole number \"\(key)\"")
    }

    mutating func optionalDouble(_ key: String) throws(Mistake) -> Double? {
        guard let value = optional(key) else { return nil }
        guard let number = value.number else { throw Mistake(expected: "a number \"\(key)\"") }
        return number
    }

    mutating func optionalFlag(_ key: String) throws(Mistake) -> Bool? {
        guard let value = optional(key) else { return nil }
        guard case .bool(let flag) = value else { throw Mistake(expected: "\"\(key)\" to be true or false") }
        return flag
    }

    mutating func flag(_ key: String) throws(Mistake) -> Bool {
        guard let flag = try optionalFlag(key) else { throw Mistake(expected: "\"\(key)\" to be true or false") }
        return flag
    }

    mutating func list(_ key: String) throws(Mistake) -> [JSON] {
        guard case .array(let values) = optional(key) else { throw Mistake(expected: "a list \"\(key)\"") }
        return values
    }

    static func integer<Value: FixedWidthInteger>(_ value: JSON, _ expected: String) throws(Mistake) -> Value {
        guard case .integer(let found) = value, let number = Value(exactly: found) else {
            throw Mistake(expected: expected)
        }
        return number
    }
}
