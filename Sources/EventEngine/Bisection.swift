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

/// The first index of a sorted array whose element satisfies a condition that, once true, stays true; or the count.
func partitioningIndex(of values: [Double], where belongsAbove: (Double) -> Bool) -> Int {
    var lower = 0
    var upper = values.count
    while lower < upper {
        let middle = lower + (upper - lower) / 2
        if belongsAbove(values[middle]) { upper = middle } else { lower = middle + 1 }
    }
    return lower
}
