/// The regularised incomplete beta function I_x(a, b): the probability that a beta variable with positive parameters `a`
/// and `b` is at most `x`. 0 for x ≤ 0, 1 for x ≥ 1; not-a-number for parameters that are not positive and finite.
///
/// Continued fraction 26.5.8 of Abramowitz and Stegun, on the side where it converges fast, by Lentz's method. The relative
/// error is below 1e-12 for parameters up to 10,000 and grows in proportion beyond.
public func regularizedBeta(_ x: Double, _ a: Double, _ b: Double) -> Double {
    regularizedBeta(x, complement: 1 - x, a, b)
}

/// The same with 1 − x given, which may be known more exactly than `x`.
private func regularizedBeta(_ x: Double, complement y: Double, _ a: Double, _ b: Double) -> Double {
    guard a > 0, b > 0, a < .infinity, b < .infinity, !x.isNaN else { return .nan }
    if x <= 0 { return 0 }
    if y <= 0 { return 1 }
    return x * (a + b + 2) < a + 1
        ? betaFraction(x, complement: y, a, b)
        : 1 - betaFraction(y, complement: x, b, a)
}

private func betaFraction(_ x: Double, complement y: Double, _ a: Double, _ b: Double) -> Double {
    var c = 1.0
    var d = 1 / awayFromZero(1 - (a + b) * x / (a + 1))
    var fraction = d
    var factor = 0.0
    var m = 0.0
    while abs(factor - 1) > 1e-16 && m < 1e5 {
        m += 1
        let even = m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m))
        d = 1 / awayFromZero(1 + even * d)
        c = awayFromZero(1 + even / c)
        fraction *= d * c
        let odd = -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1))
        d = 1 / awayFromZero(1 + odd * d)
        c = awayFromZero(1 + odd / c)
        factor = d * c
        fraction *= factor
    }
    let logX = x < 0.5 ? log(x) : log1p(-y)
    let logY = y < 0.5 ? log(y) : log1p(-x)
    return min(exp(a * logX + b * logY - logBeta(a, b)) / a * fraction, 1)
}

/// log B(a, b). With a large parameter the difference of two large log-gammas is taken inside Stirling's series, where it
/// does not cancel.
private func logBeta(_ first: Double, _ second: Double) -> Double {
    let (small, large) = (min(first, second), max(first, second))
    guard large >= 10 else { return logGamma(small) + logGamma(large) - logGamma(small + large) }
    let sum = small + large
    let correction = stirlingCorrection(large) - stirlingCorrection(sum)
    return logGamma(small) + small - (large - 0.5) * log1p(small / large) - small * log(sum) + correction
}

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
