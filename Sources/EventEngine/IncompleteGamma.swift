/// The regularised incomplete gamma functions P(shape, x) and Q(shape, x) = 1 − P, for x ≥ 0 and 0 < shape ≤ 1e7.
///
/// Series 6.5.29 of Abramowitz and Stegun below shape + 1, continued fraction 6.5.31 above, the latter by Lentz's method
/// (Thompson and Barnett, "Coulomb and Bessel functions of complex arguments and order", 1986); whichever of the two
/// values is smaller is computed without cancellation.
package func regularizedGamma(_ x: Double, shape: Double) -> (lower: Double, upper: Double) {
    if x <= 0 { return (0, 1) }
    if x == .infinity { return (1, 0) }
    if x < shape + 1 {
        var term = 1 / shape
        var sum = term
        var divisor = shape
        while term > sum * 1e-17 {
            divisor += 1
            term *= x / divisor
            sum += term
        }
        let lower = min(sum * gammaKernel(x, shape: shape), 1)
        return (lower, 1 - lower)
    }
    var b = x + 1 - shape
    var c = Double.infinity
    var d = 1 / b
    var fraction = d
    var level = 0.0
    var factor = 0.0
    while abs(factor - 1) > 1e-16 && level < 1e5 {
        level += 1
        let a = -level * (level - shape)
        b += 2
        d = 1 / awayFromZero(a * d + b)
        c = awayFromZero(b + a / c)
        factor = d * c
        fraction *= factor
    }
    let upper = min(fraction * gammaKernel(x, shape: shape), 1)
    return (1 - upper, upper)
}

/// The x with P(shape, x) = p; 0 at 0 and `.infinity` at 1. Bisection on the smaller tail.
func inverseRegularizedGamma(_ p: Double, shape: Double) -> Double {
    if p <= 0 { return 0 }
    if p >= 1 { return .infinity }
    return leastNumber(from: 0, to: .greatestFiniteMagnitude) { x in
        let value = regularizedGamma(x, shape: shape)
        return p < 0.5 ? value.lower >= p : value.upper <= 1 - p
    }
}

/// x^shape e^−x / Γ(shape).
///
/// For large shapes in the form sqrt(shape / 2π) exp(−shape (μ − log(1 + μ))) with μ = x / shape − 1, in which nothing large
/// cancels (Temme, "The asymptotic expansion of the incomplete gamma functions", 1979).
private func gammaKernel(_ x: Double, shape: Double) -> Double {
    if shape < 10 { return exp(shape * log(x) - x - logGamma(shape)) }
    let excess = (x - shape) / shape
    return (shape * 0.15915494309189535).squareRoot()
        * exp(-shape * (excess - log1p(excess)) - stirlingCorrection(shape))
}

/// Lentz's method replaces a zero by something tiny.
func awayFromZero(_ value: Double) -> Double {
    abs(value) < 1e-300 ? 1e-300 : value
}
