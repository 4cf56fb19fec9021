/// Adjusts the p-values of comparisons that are read together, so that the probability of any false finding among them
/// stays below the level at which each adjusted value is judged, however the comparisons depend on each other.
///
/// The k-th smallest of m becomes the largest of min(1, (m − j + 1) · p₍ⱼ₎) over j ≤ k: S. Holm, "A simple sequentially
/// rejective multiple test procedure", Scandinavian Journal of Statistics 6 (1979). Complexity: O(m log m).
///
/// - Parameters:
///   - pValues: probabilities. One that is not a number counts as 1: a test without a result is no finding.
///   - total: m, if the data had a say in which of m comparisons are looked at, as where each is compared with the one that
///     turned out best. Those left out count as 1, which is never less than what they are, so that the level holds.
/// - Returns: the adjusted values, in the order of `pValues`, from 0 to 1.
public func holm(_ pValues: [Double], of total: Int = 0) -> [Double] {
    let values = pValues.map { $0.isNaN ? 1 : $0 }
    var adjusted = values
    var largest = 0.0
    var remaining = max(total, values.count)
    for place in values.indices.sorted(by: { values[$0] < values[$1] }) {
        largest = max(largest, min(1, Double(remaining) * values[place]))
        adjusted[place] = largest
        remaining -= 1
    }
    return adjusted
}
