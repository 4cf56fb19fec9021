/// P. Hall's transformation, which takes the skewness out of a t statistic.
///
/// With γ the skewness of the estimator, g(t) = t + γt²/3 + γ²t³/27 + γ/6 follows Student's law but for terms of the order
/// 1/n, where t itself errs by the order 1/√n: P. Hall, "On the removal of skewness by transformation", Journal of the Royal
/// Statistical Society B 54 (1992), who made it a cubic so that it rises everywhere and can be turned round in closed form:
/// g⁻¹(x) = (3/γ)((1 + γ(x − γ/6))^⅓ − 1). At γ = 0 both leave their argument as it is, and Student's interval is the result.
public struct HallTransformation: Sendable, Hashable {
    /// γ = κ/v^1.5 of the estimator, with v its variance and κ its third central moment. For the mean of n values that is
    /// their sample skewness over √n, and lies between −1 and 1: the bounds belong to samples of which all values but one
    /// are equal.
    public let skewness: Double

    /// - Parameter skewness: finite.
    public init(skewness: Double) {
        self.skewness = skewness
    }

    /// g(t).
    public func value(_ t: Double) -> Double {
        // The same polynomial in Horner's form; the bracket is never below 1/4, so that no two infinities meet.
        let u = skewness * t / 3
        return t * (1 + u * (1 + u / 3)) + skewness / 6
    }

    /// g⁻¹(x).
    public func inverse(_ x: Double) -> Double {
        let shifted = x - skewness / 6
        let scaled = skewness * shifted
        guard scaled.isFinite else {
            return 3 / skewness * (cubeRoot(skewness) * cubeRoot(shifted) - 1)
        }
        // r − 1 = (r³ − 1)/(r² + r + 1) does not lose the digits that (r − 1)/γ would for small γ.
        let root = cubeRoot(1 + scaled)
        return 3 * shifted / (root * root + root + 1)
    }
}

/// The real cube root, of negative numbers, too.
///
/// Made of the four operations alone, so that it is the same to the last digit on every machine: the number is scaled by a
/// power of eight into [1, 8), where Halley's iteration gains three times the digits with every step.
func cubeRoot(_ x: Double) -> Double {
    guard x.isFinite, x != 0 else { return x }
    let exponent = Int(x.magnitude.exponent)
    let third = (exponent - (exponent % 3 + 3) % 3) / 3
    // In two steps, because 8^−third alone may be beyond the greatest number.
    let half = third / 2
    let scaled = Double(sign: .plus, exponent: -3 * (third - half), significand: x.magnitude)
    let number = Double(sign: .plus, exponent: -3 * half, significand: scaled)
    var root = 0.75 + number / 4
    for _ in 0..<5 {
        let cube = root * root * root
        root = root * (cube + 2 * number) / (2 * cube + number)
    }
    return Double(sign: x.sign, exponent: third, significand: root)
}
