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
    public init(rounding seconds: Double) {
        self = seconds < 0 ? -Tick(roundingNonNegative: -seconds) : Tick(roundingNonNegative: seconds)
    }

    /// The same for a number that is not negative, or not a number.
    @inline(__always)
    init(roundingNonNegative seconds: Double) {
        guard seconds < Double(Tick.latest) else {
            self = .latest
            return
        }
        // In 2⁵² + x the last bits are the nearest whole number, halves to even; `rounded()` would be a call into the
        // system's mathematical library on some machines, and a branch on the remainder is one that nothing can predict.
        let shifted = 0x1p52 + seconds
        let isHalfBelow = seconds - (shifted - 0x1p52) == 0.5
        self = Int64(bitPattern: shifted.bitPattern &- (0x1p52).bitPattern) &+ (isHalfBelow ? 1 : 0)
    }
}
