/// The logarithm of the gamma function for x > 0; `.infinity` for 0 and `.infinity`, not-a-number below zero.
///
/// Between ½ and 2½ the series 6.1.33 of Abramowitz and Stegun, "Handbook of mathematical functions", which keeps the
/// relative error small at the zeros 1 and 2; above, the recurrence, and from 10 on Stirling's series (6.1.41).
/// The relative error is below 1e-14.
public func logGamma(_ x: Double) -> Double {
    if x < 0 || x.isNaN { return .nan }
    if x < 0.5 { return x == 0 ? .infinity : logGamma(x + 1) - log(x) }
    if x < 1.5 { return logGammaNearTwo(x - 1) - log1p(x - 1) }
    if x < 2.5 { return logGammaNearTwo(x - 2) }
    if x < 10 {
        var product = 1.0
        var reduced = x
        while reduced >= 2.5 {
            reduced -= 1
            product *= reduced
        }
        return log(product) + logGammaNearTwo(reduced - 2)
    }
    if x == .infinity { return x }
    let logX = log(x)
    // x (log x − 1), the term that decides, first; for huge x it may overflow to infinity, as it should.
    return x * (logX - 1) - logX / 2 + halfLogTwoPi + stirlingCorrection(x)
}

/// (log 2π) / 2
private let halfLogTwoPi = 0.9189385332046728

/// log Γ(2 + z) for |z| ≤ ½: z (1 − γ) + Σ (−z)^k (ζ(k) − 1) / k, from k = 2.
private func logGammaNearTwo(_ z: Double) -> Double {
    var sum = 0.0
    for coefficient in zetaCoefficients.reversed() { sum = (sum + coefficient) * z }
    return z * (0.42278433509846713 + sum)
}

/// (−1)^k (ζ(k) − 1) / k for k = 2, 3, ...
private let zetaCoefficients: [Double] = [
    0.3224670334241132, -0.0673523010531981, 0.020580808427784546, -0.007385551028673986, 0.0028905103307415234,
    -0.001192753911703261, 5.096695247430425e-4, -2.2315475845357939e-4, 9.945751278180853e-5, -4.492623673813314e-5,
    2.050721277567069e-5, -9.439488275268397e-6, 4.374866789907488e-6, -2.039215753801366e-6, 9.55141213040742e-7,
    -4.492469198764566e-7, 2.1207184805554665e-7, -1.0043224823968099e-7, 4.7698101693639804e-8,
    -2.2711094608943164e-8, 1.0838659214896955e-8, -5.183475041970047e-9, 2.4836745438024785e-9,
    -1.1921401405860912e-9, 5.731367241678862e-10, -2.7595228851242334e-10,
]

/// log Γ(x) minus the leading terms of Stirling's series, for x ≥ 10.
func stirlingCorrection(_ x: Double) -> Double {
    let y = 1 / (x * x)
    let series = 1.0 / 12 - y * (1.0 / 360 - y * (1.0 / 1_260 - y * (1.0 / 1_680 - y * (1.0 / 1_188 - y / 521.75))))
    return series / x
}

/// P(Z ≤ x) for a standard normal Z. The relative error is below 1e-13 down to x = −37, where the value underflows.
///
/// In the middle the series 26.2.11 of Abramowitz and Stegun, in the tails the continued fraction 26.2.14.
public func normalCumulative(_ x: Double) -> Double {
    if x.isNaN { return x }
    if x > 1.5 { return 1 - normalTail(x) }
    if x < -1.5 { return normalTail(-x) }
    let density = exp(-x * x / 2) * 0.3989422804014327
    var term = x
    var sum = x
    var divisor = 3.0
    while abs(term) > abs(sum) * 1e-17 {
        term *= x * x / divisor
        sum += term
        divisor += 2
    }
    return 0.5 + density * sum
}

/// P(Z > x) for x > 1.5, from the innermost level of the fraction outwards; 120 levels suffice from 1.5 on.
private func normalTail(_ x: Double) -> Double {
    guard x < 40 else { return 0 }
    var denominator = x
    for level in stride(from: 120.0, to: 0, by: -1) { denominator = x + level / denominator }
    return exp(-x * x / 2) * 0.3989422804014327 / denominator
}

/// The x with P(Z ≤ x) = p for a standard normal Z; ∓∞ at 0 and 1, not-a-number outside [0, 1].
///
/// Rational approximations by M. J. Wichura, "Algorithm AS 241: The percentage points of the normal distribution",
/// Applied Statistics 37 (1988), routine PPND16: relative error about 1e-16.
public func normalQuantile(_ p: Double) -> Double {
    let q = p - 0.5
    guard abs(q) <= 0.425 else { return normalTailQuantile(p) }
    let r = 0.180625 - q * q
    var above = 2.5090809287301226727e3 * r + 3.3430575583588128105e4
    above = above * r + 6.7265770927008700853e4
    above = above * r + 4.5921953931549871457e4
    above = above * r + 1.3731693765509461125e4
    above = above * r + 1.9715909503065514427e3
    above = above * r + 1.3314166789178437745e2
    above = above * r + 3.3871328727963666080
    var below = 5.2264952788528545610e3 * r + 2.8729085735721942674e4
    below = below * r + 3.9307895800092710610e4
    below = below * r + 2.1213794301586595867e4
    below = below * r + 5.3941960214247511077e3
    below = below * r + 6.8718700749205790830e2
    below = below * r + 4.2313330701600911252e1
    below = below * r + 1
    return q * above / below
}

@inline(never)
func normalTailQuantile(_ p: Double) -> Double {
    guard p > 0 && p < 1 else { return p == 0 ? -.infinity : p == 1 ? .infinity : .nan }
    var r = (-log(min(p, 1 - p))).squareRoot()
    var above: Double
    var below: Double
    if r <= 5 {
        r -= 1.6
        above = 7.74545014278341407640e-4 * r + 2.27238449892691845833e-2
        above = above * r + 2.41780725177450611770e-1
        above = above * r + 1.27045825245236838258
        above = above * r + 3.64784832476320460504
        above = above * r + 5.76949722146069140550
        above = above * r + 4.63033784615654529590
        above = above * r + 1.42343711074968357734
        below = 1.05075007164441684324e-9 * r + 5.47593808499534494600e-4
        below = below * r + 1.51986665636164571966e-2
        below = below * r + 1.48103976427480074590e-1
        below = below * r + 6.89767334985100004550e-1
        below = below * r + 1.67638483018380384940
        below = below * r + 2.05319162663775882187
    } else {
        r -= 5
        above = 2.01033439929228813265e-7 * r + 2.71155556874348757815e-5
        above = above * r + 1.24266094738807843860e-3
        above = above * r + 2.65321895265761230930e-2
        above = above * r + 2.96560571828504891230e-1
        above = above * r + 1.78482653991729133580
        above = above * r + 5.46378491116411436990
        above = above * r + 6.65790464350110377720
        below = 2.04426310338993978564e-15 * r + 1.42151175831644588870e-7
        below = below * r + 1.84631831751005468180e-5
        below = below * r + 7.86869131145613259100e-4
        below = below * r + 1.48753613908506148525e-2
        below = below * r + 1.36929880922735805310e-1
        below = below * r + 5.99832206555887937690e-1
    }
    let magnitude = above / (below * r + 1)
    return p < 0.5 ? -magnitude : magnitude
}

/// The least number from `low` to `high`, both non-negative, at which a condition holds that, once true, stays true;
/// `high` if it never does.
///
/// Bisection over the bit patterns, whose order is that of the non-negative numbers: at most 63 steps down to
/// neighbouring numbers, for any monotone function, however steep or flat.
func leastNumber(from low: Double, to high: Double, where holds: (Double) -> Bool) -> Double {
    if holds(low) { return low }
    var below = low.bitPattern
    var above = max(low, high).bitPattern
    while above - below > 1 {
        let middle = below + (above - below) / 2
        if holds(Double(bitPattern: middle)) { above = middle } else { below = middle }
    }
    return Double(bitPattern: above)
}
