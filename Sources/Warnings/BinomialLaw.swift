import EventEngine

/// The number of devices to which something happens that happens to each with the same probability.
struct BinomialLaw {
    var count: Int
    var probability: Double

    /// The probability of at least `least`: the incomplete beta function I_p(least, count − least + 1).
    func atLeast(_ least: Int) -> Double {
        if least <= 0 { return 1 }
        if least > count { return 0 }
        return regularizedBeta(min(1, max(0, probability)), Double(least), Double(count - least + 1))
    }
}

/// The least argument in a range at which a function that never falls reaches a value, to 48 binary places of the range; nil if
/// it does not even at its end.
func whereReached(_ value: Double, in range: ClosedRange<Double>, _ function: (Double) -> Double) -> Double? {
    guard function(range.upperBound) >= value else { return nil }
    var (low, high) = (range.lowerBound, range.upperBound)
    for _ in 0..<48 {
        let middle = (low + high) / 2
        if function(middle) >= value { high = middle } else { low = middle }
    }
    return high
}
