/// Any JSON, as it comes from and goes to another program.
enum JSONValue: Encodable, Sendable, Hashable {
    case null
    case flag(Bool)
    /// With all its digits, which a floating-point number would not keep.
    case whole(Int64)
    /// The same beyond the greatest `Int64`.
    case greatWhole(UInt64)
    case number(Double)
    case string(String)
    case list([JSONValue])
    case object([String: JSONValue])

    /// What it is as a number; nil if it is none.
    var number: Double? {
        switch self {
        case .whole(let number): Double(number)
        case .greatWhole(let number): Double(number)
        case .number(let number): number
        case .null, .flag, .string, .list, .object: nil
        }
    }

    func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        switch self {
        case .null: try container.encodeNil()
        case .flag(let flag): try container.encode(flag)
        case .whole(let number): try container.encode(number)
        case .greatWhole(let number): try container.encode(number)
        // Whole numbers without a point, as counts are mostly written.
        case .number(let number) where number == number.rounded() && abs(number) < 9e15:
            try container.encode(Int64(number))
        case .number(let number): try container.encode(number)
        case .string(let text): try container.encode(text)
        case .list(let items): try container.encode(items)
        case .object(let members): try container.encode(members)
        }
    }
}
