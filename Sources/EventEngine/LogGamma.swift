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
