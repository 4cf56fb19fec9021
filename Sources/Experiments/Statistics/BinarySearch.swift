/// The first index from 0 up to `end` at which a condition holds that, once true, stays true; `end` if there is none.
/// Complexity: O(log end).
func firstIndex(below end: Int, where holds: (Int) -> Bool) -> Int {
    var low = 0
    var high = end
    while low < high {
        let middle = low + (high - low) / 2
        if holds(middle) { high = middle } else { low = middle + 1 }
    }
    return low
}
