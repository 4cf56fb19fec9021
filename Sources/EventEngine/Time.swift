/// A point in simulated time, or a span of it: whole seconds since the scenario's start.
///
/// Signed, because things may have happened before the start (a disclosure, a release). Whole seconds keep sums exact,
/// independent of order, and let an event's time and entity share one 64-bit word.
public typealias Tick = Int64

extension Tick {
    /// The latest time the engine can represent: 2³¹ − 2 seconds, a little over 68 years.
    public static let latest: Tick = (1 << 31) - 2

    /// Stands for "never" in places that hold a time.
    public static let never: Tick = (1 << 31) - 1

    /// The time nearest to `seconds`, halves away from zero; clamped to ±`latest`. Not-a-number becomes `latest`.
    @inlinable
    @inline(__always)
    public init(rounding seconds: Double) {
        let limit = Double(Tick.latest)
        guard seconds < limit else {
            self = .latest
            return
        }
        guard seconds > -limit else {
            self = -.latest
            return
        }
        // In 1.5 · 2⁵² + x the last bits are the nearest whole number, halves to even; `rounded()` would be a call into the
        // system's mathematical library on some machines, and comparing remainders a branch that nothing can predict.
        let shifted = seconds + 0x1.8p52
        let rest = seconds - (shifted - 0x1.8p52)
        let nearest = Int64(bitPattern: shifted.bitPattern) &- Int64(bitPattern: (0x1.8p52).bitPattern)
        self = nearest &+ (rest == 0.5 && seconds > 0 ? 1 : 0) &- (rest == -0.5 && seconds < 0 ? 1 : 0)
    }
}
