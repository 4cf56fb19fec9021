/// Why a text is no amount of a metric, in words for its writer.
public struct AmountError: Error, Sendable, Hashable, CustomStringConvertible {
    public var description: String
}

extension Metric {
    /// The least difference worth detecting, as a user writes it: an amount above zero.
    ///
    /// - Throws: `AmountError` if it is not above zero, or in a unit that does not fit.
    public func indifference(_ text: String) throws(AmountError) -> Double {
        let value = try amount(text)
        guard value > 0 else {
            throw AmountError(description: "the smallest difference \"\(text)\" must be above zero")
        }
        return value
    }

    /// An amount, as a user writes it: a number in the unit of the metric, or with the unit that suits it: `2d` for days,
    /// `300h` for hours, `5%` for a share, `500 EUR` for a cost. No metric is ever negative, and a share lies between 0 and 1.
    ///
    /// - Throws: `AmountError` if it cannot be a value of the metric, or is in a unit that does not fit.
    public func amount(_ text: String) throws(AmountError) -> Double {
        guard let match = text.prefixMatch(of: /[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?/),
            let number = Double(match.output)
        else { throw misfit(text) }
        let suffix = text[match.range.upperBound...].drop { $0 == " " }
        guard let worth = worth(of: String(suffix)) else { throw misfit(text) }
        let value = number * worth
        guard value.isFinite else { throw misfit(text) }
        guard value >= 0 else { throw AmountError(description: "\"\(text)\": \(id) is never negative") }
        guard unit == .share else { return value }
        if suffix.isEmpty, value >= 1 {
            let hint =
                value == 1 ? "write 1% or 100%" : value <= 100 ? "did you mean \(match.output)%?" : "write a percentage"
            throw AmountError(description: "\"\(text)\": \(id) is a share; \(hint)")
        }
        guard value <= 1 else {
            throw AmountError(description: "\"\(text)\": \(id) is a share, which lies between 0% and 100%")
        }
        return value
    }

    private func misfit(_ text: String) -> AmountError {
        AmountError(description: "\"\(text)\" is not an amount of \(id), \(expectation)")
    }

    private func worth(of suffix: String) -> Double? {
        if suffix.isEmpty || suffix == unit.name { return 1 }
        return switch unit {
        case .share: suffix == "%" ? 0.01 : nil
        case .days: Self.hours[suffix].map { $0 / 24 }
        case .deviceDays: suffix == "d" ? 1 : nil
        case .deviceHours, .serviceHours, .userHours: suffix == "h" ? 1 : nil
        case .hours: Self.hours[suffix]
        case .gigabytes: ["GB": 1, "MB": 1e-3, "TB": 1e3][suffix]
        case .devices, .pairs, .times, .money: nil
        }
    }

    private static let hours: [String: Double] = ["s": 1.0 / 3600, "m": 1.0 / 60, "h": 1, "d": 24, "w": 168]

    private var expectation: String {
        switch unit {
        case .share: "which is a share: write a percentage, such as 5%"
        case .days: "which is a time: write it in days or with a unit, such as 2d"
        case .hours: "which is a time: write it in hours or with a unit, such as 40h"
        case .money: "which is counted in \(unit.name): write a number, such as 500"
        case .times: "which is a plain number, such as 500"
        case .deviceDays, .deviceHours, .serviceHours, .userHours, .devices, .pairs, .gigabytes:
            "which is counted in \(unit.name): write a number of them, such as 500"
        }
    }
}
