/// Why a text is no indifference zone, in words for its writer.
public struct IndifferenceError: Error, Sendable, Hashable, CustomStringConvertible {
    public var description: String
}

extension Measure {
    /// The least difference worth detecting, as a user writes it: a number in the unit of the measure, or with the unit that
    /// suits it: `2d` for days, `300h` for hours, `5%` for a share, `500 EUR` for a cost.
    ///
    /// - Throws: `IndifferenceError` if it is not above zero, or in a unit that does not fit.
    public func indifference(_ text: String) throws(IndifferenceError) -> Double {
        let digits = text.prefix { $0.isASCII && ($0.isNumber || $0 == ".") }
        let suffix = text.dropFirst(digits.count).drop { $0 == " " }
        guard let number = Double(digits), let worth = worth(of: String(suffix)) else {
            throw IndifferenceError(description: "\"\(text)\" is no difference in \(name), \(expectation)")
        }
        let value = number * worth
        guard value > 0, value.isFinite else {
            throw IndifferenceError(description: "the indifference zone \"\(text)\" must be above zero")
        }
        return value
    }

    private func worth(of suffix: String) -> Double? {
        if suffix.isEmpty || suffix == unit { return 1 }
        switch self {
        case .headline(let metric) where metric.unit == .share: return suffix == "%" ? 0.01 : nil
        case .headline(let metric) where metric.unit == .days: return Self.hours[suffix].map { $0 / 24 }
        case .headline(let metric) where metric.unit == .deviceDays: return suffix == "d" ? 1 : nil
        case .headline(let metric) where metric.unit == .deviceHours: return suffix == "h" ? 1 : nil
        case .downtime: return suffix == "h" ? 1 : nil
        case .effort: return Self.hours[suffix]
        case .headline, .cost: return nil
        }
    }

    private static let hours: [String: Double] = ["s": 1.0 / 3600, "m": 1.0 / 60, "h": 1, "d": 24, "w": 168]

    private var expectation: String {
        switch self {
        case .headline(let metric) where metric.unit == .share: "which is a share: write a percentage, such as 5%"
        case .headline(let metric) where metric.unit == .days:
            "which is a time: write it in days or with a unit, such as 2d"
        case .effort: "which is a time: write it in hours or with a unit, such as 40h"
        case .cost: "which is counted in \(unit): write a number, such as 500"
        case .headline, .downtime: "which is counted in \(unit): write a number of them, such as 500"
        }
    }
}
