/// P(T ≤ t) for Student's t with a positive number of degrees of freedom, which need not be whole; `.infinity` gives the
/// normal law. Not-a-number for other degrees of freedom.
///
/// Formulas 26.7.1 and 26.5.27 of Abramowitz and Stegun; above 1e8 degrees of freedom 26.7.8.
public func studentTCumulative(_ t: Double, degreesOfFreedom: Double) -> Double {
    guard degreesOfFreedom > 0, !t.isNaN else { return .nan }
    let tail = studentTTail(abs(t), degreesOfFreedom)
    return t > 0 ? 1 - tail : tail
}

/// The t with P(T ≤ t) = p for Student's t with a positive number of degrees of freedom, which need not be whole; ∓∞ at 0
/// and 1. Not-a-number for a `p` outside [0, 1] or other degrees of freedom.
///
/// Bisection on the smaller tail.
public func studentTQuantile(_ p: Double, degreesOfFreedom: Double) -> Double {
    guard degreesOfFreedom > 0, p >= 0, p <= 1 else { return .nan }
    if degreesOfFreedom == .infinity { return normalQuantile(p) }
    let target = min(p, 1 - p)
    if target == 0.5 { return 0 }
    if target == 0 { return p < 0.5 ? -.infinity : .infinity }
    let magnitude = leastNumber(from: 0, to: .greatestFiniteMagnitude) { studentTTail($0, degreesOfFreedom) <= target }
    return p < 0.5 ? -magnitude : magnitude
}

/// P(T > t) for t ≥ 0.
private func studentTTail(_ t: Double, _ degreesOfFreedom: Double) -> Double {
    if degreesOfFreedom > 1e8 {
        return normalCumulative(
            -t * (1 - 0.25 / degreesOfFreedom) / (1 + t * (t / degreesOfFreedom) / 2).squareRoot()
        )
    }
    if t == .infinity { return 0 }
    // The share of t² in t² + degrees of freedom, and its complement, without overflow.
    let ratio = t / degreesOfFreedom * t
    let inside = 1 / (1 + ratio)
    let outside = ratio < .infinity ? ratio / (1 + ratio) : 1
    return regularizedBeta(inside, complement: outside, degreesOfFreedom / 2, 0.5) / 2
}
