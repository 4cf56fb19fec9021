/// Why a `Distribution` could not be made: which parameter is wrong, and how.
public struct DistributionError: Error, Hashable, CustomStringConvertible {
    /// The parameters of all laws, by the name they have in the factory functions.
    public enum Parameter: String, Sendable, Hashable {
        case value, low, high, mode, mean, plus, median, shape, scale, mu, sigma, weight, sample, mixture
    }

    /// What is wrong with the parameter.
    public enum Problem: Sendable, Hashable {
        /// Infinite or not a number.
        case notFinite(Double)
        /// Below zero, where zero is the least allowed value.
        case negative(Double)
        /// Zero or below, where only positive values are allowed.
        case notPositive(Double)
        /// Less than a parameter that must not exceed it.
        case lessThan(Parameter, Double, value: Double)
        /// Greater than the greatest allowed value.
        case greaterThan(limit: Double, value: Double)
        /// A list without elements, or weights whose sum is zero.
        case empty
    }

    /// The parameter at fault.
    public let parameter: Parameter
    /// The position (from zero) of the faulty element, where the parameter is a list; otherwise nil.
    public let index: Int?
    /// What is wrong with it.
    public let problem: Problem

    init(_ parameter: Parameter, _ problem: Problem, index: Int? = nil) {
        self.parameter = parameter
        self.index = index
        self.problem = problem
    }

    /// One sentence for a reader, without a full stop.
    public var description: String {
        let name = index.map { "\(parameter.rawValue) number \($0 + 1)" } ?? parameter.rawValue
        return switch problem {
        case .notFinite(let value): "\(name) must be a finite number, not \(value)"
        case .negative(let value): "\(name) must not be negative, but is \(value)"
        case .notPositive(let value): "\(name) must be greater than zero, but is \(value)"
        case .lessThan(let other, let bound, let value):
            "\(name) (\(value)) must not be less than \(other.rawValue) (\(bound))"
        case .greaterThan(let limit, let value): "\(name) must be at most \(limit), but is \(value)"
        case .empty where parameter == .weight: "at least one weight must be greater than zero"
        case .empty: "\(name) must have at least one element"
        }
    }
}
