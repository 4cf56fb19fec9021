import EventEngine

/// Why a distribution does not exist, in the units of scenario files: nobody wrote 43200 seconds who means 12h.
struct DistributionWords {
    let description: String
    /// Of the bounds, where these are at fault.
    let position: Position
    /// The same bounds in their order.
    let suggestion: String?

    /// - Parameter value: what was to be the distribution.
    init(_ failure: DistributionError, _ value: Value) {
        let bounds = ["uniform", "triangular"].compactMap { name -> Value? in
            guard let map = value.map, map.outline.id == Format.distributionShape.outline.id else { return nil }
            return map[name]
        }.first
        guard case .lessThan(let other, let bound, let own) = failure.problem else {
            description = Self.words(failure)
            position = value.position
            suggestion = nil
            return
        }
        let (name, otherName) = (Self.word(failure.parameter), Self.word(other))
        description = "the \(name), \(Self.duration(own)), is less than the \(otherName), \(Self.duration(bound))"
        position = bounds?.position ?? value.position
        let sorted = bounds?.list?.compactMap(\.number).sorted() ?? []
        suggestion = sorted.isEmpty ? nil : "[\(sorted.map(Self.duration).joined(separator: ", "))]"
    }

    private static func word(_ parameter: DistributionError.Parameter) -> String {
        switch parameter {
        case .low: "lower bound"
        case .high: "upper bound"
        case .mode: "most likely value"
        default: parameter.rawValue
        }
    }

    /// What is wrong with a single parameter.
    private static func words(_ failure: DistributionError) -> String {
        let isDuration = [.value, .low, .high, .mode, .mean, .plus, .median, .scale, .sample].contains(
            failure.parameter
        )
        let name = failure.index.map { "\(failure.parameter.rawValue) number \($0 + 1)" } ?? word(failure.parameter)
        let told = { (value: Double) in isDuration && value.isFinite ? duration(value) : String(value) }
        return switch failure.problem {
        case .negative(let value): "\(name) must not be negative, but is \(told(value))"
        case .notPositive(let value): "\(name) must be greater than zero, but is \(told(value))"
        case .greaterThan(let limit, let value): "\(name) must be at most \(told(limit)), but is \(told(value))"
        case .lessThan, .notFinite, .empty: failure.description
        }
    }

    private static func duration(_ seconds: Double) -> String {
        // Beyond, the parts of a duration are no whole numbers any more.
        guard seconds.magnitude < 1e15 else { return String(seconds) + "s" }
        return seconds == seconds.rounded()
            ? Quantity(amount: seconds, style: .duration(unit: nil)).text(grain: 1) : "\(seconds)s"
    }
}
