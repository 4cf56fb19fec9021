import Foundation

/// Functions whose sensitivity is known exactly.
enum KnownFunction {
    /// sin x₁ + 7 sin² x₂ + x₃⁴ sin x₁ / 10 on [−π, π]³: Ishigami and Homma (1990), in places of the unit cube.
    static func ishigami(_ places: [Double]) -> Double {
        let x = places.map { Double.pi * (2 * $0 - 1) }
        return sin(x[0]) + 7 * sin(x[1]) * sin(x[1]) + 0.1 * x[2] * x[2] * x[2] * x[2] * sin(x[0])
    }

    /// First-order and total indices of `ishigami`, from its decomposition of variance.
    static let ishigamiIndices: (first: [Double], total: [Double]) = {
        let p4 = pow(Double.pi, 4)
        let one = 0.5 * (1 + 0.1 * p4 / 5) * (1 + 0.1 * p4 / 5)
        let two = 49.0 / 8
        let oneAndThree = 0.01 * p4 * p4 * (1.0 / 18 - 1.0 / 50)
        let all = one + two + oneAndThree
        return ([one / all, two / all, 0], [(one + oneAndThree) / all, two / all, oneAndThree / all])
    }()

    /// Sobol's g-function: the product of (|4x − 2| + a) / (1 + a).
    static func g(_ places: [Double], _ weights: [Double]) -> Double {
        zip(places, weights).reduce(1) { $0 * (abs(4 * $1.0 - 2) + $1.1) / (1 + $1.1) }
    }

    static func gIndices(_ weights: [Double]) -> (first: [Double], total: [Double]) {
        let own = weights.map { 1 / (3 * (1 + $0) * (1 + $0)) }
        let all = own.reduce(1) { $0 * (1 + $1) } - 1
        return (own.map { $0 / all }, own.map { $0 * (1 + all) / (1 + $0) / all })
    }
}
