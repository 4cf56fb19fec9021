/// A JSON value that keeps the order of its members, so that the same input always prints as the same bytes.
package indirect enum JSON: Sendable {
    case null
    case bool(Bool)
    /// With all its digits, which a floating-point number would not keep.
    case integer(Int)
    /// The same beyond the greatest `Int`.
    case greatInteger(UInt64)
    case number(Double)
    case string(String)
    case array([JSON])
    case object([(String, JSON)])

    package static func strings(_ items: [String]) -> JSON { .array(items.map(JSON.string)) }

    /// An object whose members stand in the order of their keys.
    package static func sorted(_ members: [String: JSON]) -> JSON {
        .object(members.sorted { $0.key < $1.key }.map { ($0.key, $0.value) })
    }

    /// The members by their keys; nil if this is no object. Of a key that stands twice the first one counts.
    package var members: [String: JSON]? {
        guard case .object(let members) = self else { return nil }
        return Dictionary(members) { first, _ in first }
    }

    /// What it is as a number; nil if it is none.
    package var number: Double? {
        switch self {
        case .integer(let number): Double(number)
        case .greatInteger(let number): Double(number)
        case .number(let number): number
        case .null, .bool, .string, .array, .object: nil
        }
    }

    // MARK: Writing

    /// With two blanks per level; short arrays of scalars on one line.
    package func printed(indent: String = "") -> String {
        let inner = indent + "  "
        switch self {
        case .null: return "null"
        case .bool(let value): return value ? "true" : "false"
        case .integer(let value): return "\(value)"
        case .greatInteger(let value): return "\(value)"
        case .number(let value): return Self.spelled(value)
        case .string(let text): return Self.quoted(text)
        case .array(let items):
            if items.allSatisfy(\.isScalar) { return "[" + items.map { $0.printed() }.joined(separator: ", ") + "]" }
            return "[\n" + items.map { inner + $0.printed(indent: inner) }.joined(separator: ",\n") + "\n\(indent)]"
        case .object(let members):
            if members.isEmpty { return "{}" }
            return "{\n"
                + members.map { "\(inner)\(Self.quoted($0)): \($1.printed(indent: inner))" }.joined(separator: ",\n")
                + "\n\(indent)}"
        }
    }

    /// Without any blanks or line breaks, numbers with as many digits as tell them apart.
    package var compact: String { String(decoding: compactBytes, as: UTF8.self) }

    /// The same in UTF-8.
    package var compactBytes: [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(256)
        write(to: &bytes)
        return bytes
    }

    /// Adds the compact form. Policies are asked in it a million times in a study, so nothing is put together on the way.
    package func write(to bytes: inout [UInt8]) {
        switch self {
        case .null: bytes += "null".utf8
        case .bool(let value): bytes += (value ? "true" : "false").utf8
        case .integer(let value): Self.write(value, to: &bytes)
        case .greatInteger(let value): bytes += "\(value)".utf8
        case .number(let value): bytes += Self.spelled(value).utf8
        case .string(let text): Self.write(text, to: &bytes)
        case .array(let items):
            bytes.append(UInt8(ascii: "["))
            for (place, item) in items.enumerated() {
                if place > 0 { bytes.append(UInt8(ascii: ",")) }
                item.write(to: &bytes)
            }
            bytes.append(UInt8(ascii: "]"))
        case .object(let members):
            bytes.append(UInt8(ascii: "{"))
            for (place, member) in members.enumerated() {
                if place > 0 { bytes.append(UInt8(ascii: ",")) }
                Self.write(member.0, to: &bytes)
                bytes.append(UInt8(ascii: ":"))
                member.1.write(to: &bytes)
            }
            bytes.append(UInt8(ascii: "}"))
        }
    }

    private static func write(_ value: Int, to bytes: inout [UInt8]) {
        if value < 0 { bytes.append(UInt8(ascii: "-")) }
        var rest = value.magnitude
        let start = bytes.count
        repeat {
            let (quotient, remainder) = rest.quotientAndRemainder(dividingBy: 10)
            bytes.append(UInt8(ascii: "0") + UInt8(remainder))
            rest = quotient
        } while rest > 0
        bytes[start...].reverse()
    }

    /// A text in quotation marks. What needs no escape is copied as it is.
    private static func write(_ text: String, to bytes: inout [UInt8]) {
        let isPlain = text.utf8.allSatisfy { $0 >= 32 && $0 != UInt8(ascii: "\"") && $0 != UInt8(ascii: "\\") }
        guard isPlain else {
            bytes += quoted(text).utf8
            return
        }
        bytes.append(UInt8(ascii: "\""))
        bytes += text.utf8
        bytes.append(UInt8(ascii: "\""))
    }

    private var isScalar: Bool {
        switch self {
        case .array, .object: false
        default: true
        }
    }

    /// Whole numbers without a point, as counts are mostly written. JSON has no word for what is no finite number.
    private static func spelled(_ value: Double) -> String {
        guard value.isFinite else { return "null" }
        return value == value.rounded() && abs(value) < 9e15 ? "\(Int(value))" : "\(value)"
    }

    /// The text in quotation marks, with the escapes that RFC 8259, section 7, demands, short where there is a short one.
    static func quoted(_ text: String) -> String {
        var quoted = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"": quoted += "\\\""
            case "\\": quoted += "\\\\"
            case "\n": quoted += "\\n"
            case "\r": quoted += "\\r"
            case "\t": quoted += "\\t"
            case "\u{8}": quoted += "\\b"
            case "\u{C}": quoted += "\\f"
            case _ where scalar.value < 32: quoted += "\\u" + digits(scalar.value, radix: 16, width: 4)
            default: quoted.unicodeScalars.append(scalar)
            }
        }
        return quoted + "\""
    }
}
