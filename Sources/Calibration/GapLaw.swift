import EventEngine

/// The law of gaps between check-ins that follows from a law of the time off: g = off + r, with r uniform on [0, t].
///
/// With S the survival function of off, a gap longer than t has the density (S(g − t) − S(g)) / t and exceeds g with the chance
/// that is the mean of S over [g − t, g].
struct GapLaw {
    let off: OffLaw
    let polling: Polling

    /// P(gap > g), for g > t.
    func survival(_ g: Double) -> Double { mean(over: g) { off.survival($0) } }

    /// The logarithm of the density of gaps, for g > t.
    func logDensity(_ g: Double) -> Double {
        off.logDifference(g - polling.spacing, g) - naturalLogarithm(polling.spacing)
    }

    /// ∫ P(gap > a) da from g to infinity, for g > t: what a random moment in a period on and off finds of gaps that are older
    /// than g, in seconds a period.
    func beyond(_ g: Double) -> Double { mean(over: g) { off.beyond($0) } }

    /// The mean of a function over [g − t, g], by Gauss and Legendre with ten points.
    private func mean(over g: Double, _ value: (Double) -> Double) -> Double {
        let half = polling.spacing / 2
        let middle = g - half
        var sum = 0.0
        for (node, weight) in zip(Self.nodes, Self.weights) {
            sum += weight * (value(middle - half * node) + value(middle + half * node))
        }
        return sum / 2
    }

    // Abramowitz and Stegun, "Handbook of mathematical functions", table 25.4, n = 10.
    private static let nodes = [
        0.148874338981631, 0.433395394129247, 0.679409568299024, 0.865063366688985, 0.973906528517172,
    ]
    private static let weights = [
        0.295524224714753, 0.269266719309996, 0.219086362515982, 0.149451349150581, 0.066671344308688,
    ]
}
