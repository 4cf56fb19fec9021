/// Elementary functions in plain arithmetic.
///
/// The system's mathematical library gives different last digits on different machines (it picks code by processor), and a
/// run must give the same bytes everywhere. These functions use only operations that IEEE 754 defines to the last bit, so
/// they do. Their error is below 0.6 units in the last place (`log`, `exp`) or a few (the others); subnormal numbers,
/// infinities and not-a-number are treated as in C.

/// The natural logarithm; −∞ for 0, not-a-number below.
@inline(__always)
func log(_ x: Double) -> Double {
    guard x >= .leastNormalMagnitude && x < .infinity else { return logOfSpecial(x) }
    return logOfNormal(x)
}

/// The natural logarithm of a number that is positive, finite and not subnormal.
///
/// Writes x = 2^k z with z between √½ and √2, finds the centre c of z's row in a table of log c, and sums the series of
/// log (1 + r) for r = z / c − 1 (P. T. P. Tang, "Table-driven implementation of the logarithm function in IEEE
/// floating-point arithmetic", ACM TOMS 16, 1990).
///
/// Within 2⁻⁵ of 1 the centre is 1, so that r is exact and nothing cancels; elsewhere |r| < 2⁻⁸, and its rounding is small
/// beside the result.
@inline(__always)
func logOfNormal(_ x: Double) -> Double {
    let bits = x.bitPattern
    // From the beginning of the first row.
    let offset = bits &- 0x3FE6_A000_0000_0000
    let row = logarithmRows[Int(truncatingIfNeeded: offset &>> 45 & 127)]
    let exponent = Int64(bitPattern: offset) &>> 52
    let z = Double(bitPattern: bits &- UInt64(bitPattern: exponent &<< 52))
    let k = Double(exponent)

    let r = (z - row.center) * row.reciprocal
    let r2 = r * r
    let r4 = r2 * r2
    let a = (-1.0 / 2 + r * (1.0 / 3)) + r2 * (-1.0 / 4 + r * (1.0 / 5))
    let b = (-1.0 / 6 + r * (1.0 / 7)) + r2 * (-1.0 / 8 + r * (1.0 / 9))
    let tail = r2 * (a + r4 * (b + r4 * (-1.0 / 10 + r * (1.0 / 11))))

    // The first sum is exact, and what the second one loses is found again, as its first term is the larger one, or 0.
    let large = k * log2High + row.high
    let sum = large + r
    return sum + (((large - sum) + r) + (k * log2Low + row.low) + tail)
}

@inline(never)
private func logOfSpecial(_ x: Double) -> Double {
    if x == 0 { return -.infinity }
    if x < 0 { return .nan }
    // Infinity and not-a-number stay; a subnormal number is made normal.
    return x < 1 ? logOfNormal(x * 0x1p54) - 54 * (log2High + log2Low) : x
}

/// e^x; 0 for −∞.
///
/// Writes x = (128 k + j) (log 2) / 128 + r with |r| ≤ (log 2) / 256, takes 2^(j / 128) from a table and sums the series of
/// e^r (P. T. P. Tang, "Table-driven implementation of the exponential function in IEEE floating-point arithmetic", ACM
/// TOMS 15, 1989).
@inline(__always)
func exp(_ x: Double) -> Double {
    guard abs(x) < 700 else { return expOfLarge(x) }
    // Adding and taking away 1.5 · 2⁵² leaves the nearest whole number.
    let steps = (x * (128 * 1.4426950408889634) + 0x1.8p52) - 0x1.8p52
    let whole = Int64(steps)
    let row = powerRows[Int(truncatingIfNeeded: whole & 127)]
    let r = (x - steps * log2By128High) - steps * log2By128Low
    let r2 = r * r
    let tail = r2 * ((1.0 / 2 + r * (1.0 / 6)) + r2 * (1.0 / 24 + r * (1.0 / 120)))
    let power = row.value + row.value * (row.rest + r + tail)
    return power * Double(bitPattern: UInt64(bitPattern: whole &>> 7 &+ 1023) &<< 52)
}

@inline(never)
private func expOfLarge(_ x: Double) -> Double {
    if x > 710 { return .infinity }
    if x < -746 { return 0 }
    // In two factors, since the result may be subnormal or close to overflow. Not-a-number passes.
    let half = x / 2
    return x.isNaN ? x : exp(half) * exp(x - half)
}

/// e^r − 1 − r for |r| ≤ (log 2)/2.
@inline(__always)
private func expTail(_ r: Double) -> Double {
    let r2 = r * r
    let r4 = r2 * r2
    let a = (1.0 / 2 + r * (1.0 / 6)) + r2 * (1.0 / 24 + r * (1.0 / 120))
    let b = (1.0 / 720 + r * (1.0 / 5_040)) + r2 * (1.0 / 40_320 + r * (1.0 / 362_880))
    let c = (1.0 / 3_628_800 + r * (1.0 / 39_916_800)) + r2 * (1.0 / 479_001_600 + r * (1.0 / 6_227_020_800))
    return r2 * (a + r4 * (b + r4 * c))
}

/// e^x − 1 without loss near zero.
func expm1(_ x: Double) -> Double {
    abs(x) < 0.34 ? x + expTail(x) : exp(x) - 1
}

/// log(1 + x) without loss near zero; −∞ for −1.
///
/// The quotient corrects for the rounding of 1 + x (Higham, "Accuracy and stability of numerical algorithms", section
/// 1.14.1, after Kahan).
func log1p(_ x: Double) -> Double {
    let u = 1 + x
    if u == 1 || u == .infinity { return x }
    return u == 0 ? -.infinity : log(u) * x / (u - 1)
}

/// x^y for x ≥ 0 and y > 0. The relative error grows with |y log x|.
@inline(__always)
func power(_ x: Double, _ y: Double) -> Double {
    x == 1 ? 1 : exp(y * log(x))
}
