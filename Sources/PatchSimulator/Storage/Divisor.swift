/// A positive number of less than 32 bits that many others are divided by: a product instead of a division.
///
/// D. Lemire, O. Kaser and N. Kurz, "Faster remainder by direct computation", Software: Practice and Experience 49 (2019).
struct Divisor: Sendable {
    /// 2⁶⁴ / divisor, rounded up; 0 for 1.
    private let reciprocal: UInt64
    /// All bits for 1, which is a case of its own.
    private let whole: UInt64

    init(_ divisor: Int) {
        let divisor = UInt64(divisor)
        reciprocal = divisor == 1 ? 0 : .max / divisor + 1
        whole = divisor == 1 ? .max : 0
    }

    /// How often it goes into a number from 0 to 2³² − 1.
    @inline(__always)
    func quotient(_ number: Int) -> Int {
        let number = UInt64(truncatingIfNeeded: number)
        return Int(truncatingIfNeeded: reciprocal.multipliedFullWidth(by: number).high | number & whole)
    }
}
