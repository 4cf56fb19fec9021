/// Curves of many simulated rollouts, all at the same days.
package struct Ensemble: Sendable {
    /// Ascending, from the release on.
    package let days: [Double]
    /// By run, then by day: the share of devices that have the patch.
    package let runs: [[Double]]

    package init(days: [Double], runs: [[Double]]) { (self.days, self.runs) = (days, runs) }

    /// The shares of all runs at one of the days, ascending.
    func sorted(at place: Int) -> [Double] { runs.map { $0[place] }.sorted() }

    /// The median run by day.
    var median: [Double] { days.indices.map { quantile(0.5, of: sorted(at: $0)) } }
}

/// The quantile of an ascending sample, in a straight line between two values (definition 7 of Hyndman and Fan, "Sample quantiles
/// in statistical packages", 1996). The sample is not empty.
func quantile(_ share: Double, of sorted: [Double]) -> Double {
    let place = share * Double(sorted.count - 1)
    let below = Int(place)
    let above = min(below + 1, sorted.count - 1)
    return sorted[below] + (place - Double(below)) * (sorted[above] - sorted[below])
}

/// The continuous ranked probability score of a sample: mean |x − y| − ½ mean |x − x′| over pairs of different members, which makes
/// it fair to samples of any size. C. A. T. Ferro, "Fair scores for ensemble forecasts", Quarterly Journal of the Royal
/// Meteorological Society 140 (2014), equation 4. In the unit of the values; of one member it is the distance.
///
/// - Parameter sorted: ascending; not empty.
func fairScore(_ sorted: [Double], actual: Double) -> Double {
    let count = Double(sorted.count)
    let distance = sorted.reduce(0) { $0 + abs($1 - actual) } / count
    guard sorted.count > 1 else { return distance }
    // Σ over i < j of x_j − x_i is Σ (2 i − n + 1) x_i of the ascending values.
    var spread = 0.0
    for (index, value) in sorted.enumerated() { spread += (2 * Double(index) - count + 1) * value }
    return distance - spread / (count * (count - 1))
}
