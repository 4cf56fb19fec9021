/// The regularised incomplete beta function I_x(a, b): the probability that a beta variable with positive parameters `a`
/// and `b` is at most `x`. 0 for x ≤ 0, 1 for x ≥ 1; not-a-number for parameters that are not positive and finite.
///
/// Continued fraction (9) of DiDonato and Morris, "Algorithm 708: Significant digit computation of the incomplete beta
/// function ratios", ACM TOMS 18 (1992), on the side where it converges fast, by Lentz's method. The relative error is below
/// 1e-11 for parameters up to 10,000; when both are large it grows in proportion beyond.
public func regularizedBeta(_ x: Double, _ a: Double, _ b: Double) -> Double {
    regularizedBeta(x, complement: 1 - x, a, b)
}

/// The same with 1 − x given, which may be known more exactly than `x`.
func regularizedBeta(_ x: Double, complement y: Double, _ a: Double, _ b: Double) -> Double {
    guard a > 0, b > 0, a < .infinity, b < .infinity, !x.isNaN else { return .nan }
    if x <= 0 { return 0 }
    if y <= 0 { return 1 }
    return x * (a + b + 2) < a + 1
        ? betaFraction(x, complement: y, a, b)
        : 1 - betaFraction(y, complement: x, b, a)
}

private func betaFraction(_ x: Double, complement y: Double, _ a: Double, _ b: Double) -> Double {
    // a − (a + b) x, in the form that cancels less.
    let lambda = a > b ? (a + b) * y - b : a - (a + b) * x
    var fraction = awayFromZero(a / (a + 1) * (lambda + 1))
    var c = fraction
    var d = 0.0
    var factor = 0.0
    var n = 0.0
    while abs(factor - 1) > 1e-16 && n < 1e5 {
        n += 1
        let width = a + 2 * n - 1
        let numerator = (a + n - 1) / width * ((a + b + n - 1) / width) * n * (b - n) * x * x
        let denominator = n + n * (b - n) * x / width + (a + n) / (width + 2) * (lambda + 1 + n * (1 + y))
        d = 1 / awayFromZero(denominator + numerator * d)
        c = awayFromZero(denominator + numerator / c)
        factor = c * d
        fraction *= factor
    }
    let logX = x < 0.5 ? log(x) : log1p(-y)
    let logY = y < 0.5 ? log(y) : log1p(-x)
    return min(exp(a * logX + b * logY - logBeta(a, b)) / fraction, 1)
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
