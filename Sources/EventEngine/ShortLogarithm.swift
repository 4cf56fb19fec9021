/// −log u for a number u of `KeyedDraw.uniform()`, within 2⁻⁴²: what spans in whole seconds need, at half the cost of
/// `logOfNormal`. Not negative.
///
/// Writes u = 2^k z with z from 1 to 2, and sums four terms of the series of log (1 + r) for r = z / c − 1, |r| < 2⁻⁸, where c
/// is the middle of z's row of the table. A span of a mean of a year is off by ten microseconds at most, so that its second
/// differs from that of the exact logarithm once in a hundred thousand times; both round the same law.
@inline(__always)
func shortNegativeLog(_ u: Double) -> Double {
    let bits = u.bitPattern
    let row = shortLogarithmRows[Int(truncatingIfNeeded: bits &>> 45 & 127)]
    let k = Double(Int64(truncatingIfNeeded: bits &>> 52) &- 1023)
    let z = Double(bitPattern: bits & 0x000F_FFFF_FFFF_FFFF | (1.0).bitPattern)
    let r = z * row.reciprocal - 1
    let r2 = r * r
    let series = r - r2 * ((1.0 / 2 - r * (1.0 / 3)) + r2 * (1.0 / 4))
    // Close to u = 1 the two logarithms cancel, and what is left may be negative by the error.
    return max(0, (row.logarithm - k * 0x1.62e42fefa39efp-1) - series)
}
