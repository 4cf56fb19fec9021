/// Elementary functions in plain arithmetic.
///
/// The system's mathematical library gives different last digits on different machines (it picks code by processor), and a
/// run must give the same bytes everywhere. These functions use only operations that IEEE 754 defines to the last bit, so
/// they do. Their error stays within one unit in the last place (`log`, `exp`), or a few (the others); subnormal numbers,
/// infinities and not-a-number are treated as in C.

// log 2 in two parts, the first with 21 significant bits: its product with an exponent is exact.
private let log2High = 0x1.62e42p-1
private let log2Low = 0x1.fdf473de6af28p-22

/// The natural logarithm; −∞ for 0, not-a-number below.
///
/// Writes x = 2^k m with m between √½ and √2, and sums log m = 2 artanh((m − 1) / (m + 1)) as a series.
@inline(__always)
func log(_ x: Double) -> Double {
    guard x >= .leastNormalMagnitude && x < .infinity else { return logOfSpecial(x) }
    return logOfNormal(x)
}

@inline(__always)
private func logOfNormal(_ x: Double) -> Double {
    let bits = x.bitPattern
    let exponent = Int64(bitPattern: bits &- 0x3FE6_A09E_667F_3BCD) >> 52
    let f = Double(bitPattern: bits &- UInt64(bitPattern: exponent << 52)) - 1
    let s = f / (2 + f)
    let z = s * s
    let z2 = z * z
    let z4 = z2 * z2
    let low = (2.0 / 3 + z * (2.0 / 5)) + z2 * (2.0 / 7 + z * (2.0 / 9))
    let high = (2.0 / 11 + z * (2.0 / 13)) + z2 * (2.0 / 15 + z * (2.0 / 17))
    let series = z * (low + z4 * (high + z4 * (2.0 / 19 + z * (2.0 / 21))))
    let half = f * f / 2
    let k = Double(exponent)
    // f − f²/2 + s (f²/2 + series), largest term last.
    return k * log2High - ((half - (s * (half + series) + k * log2Low)) - f)
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
/// Writes x = k log 2 + r with |r| ≤ (log 2)/2 and sums the series of e^r.
@inline(__always)
func exp(_ x: Double) -> Double {
    guard abs(x) < 700 else { return expOfLarge(x) }
    // Adding and taking away 1.5 · 2⁵² leaves the nearest whole number.
    let k = (x * 1.4426950408889634 + 0x1.8p52) - 0x1.8p52
    let high = x - k * log2High
    let low = k * log2Low
    let tail = expTail(high - low)
    return (1 + (high - (low - tail))) * Double(bitPattern: UInt64(bitPattern: Int64(k) + 1023) << 52)
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
