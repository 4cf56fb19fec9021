import EventEngine

/// What somebody without a simulator would draw: share = 1 / (1 + (day / median)^−shape), through the first points by least
/// squares.
struct LogLogisticCurve {
    private let median: Double
    private let shape: Double

    init(median: Double, shape: Double) { (self.median, self.shape) = (median, shape) }

    /// - Parameter points: days above 0 with shares.
    /// - Returns: nil with fewer than two points, or if all have the same share.
    init?(_ points: [(day: Double, share: Double)]) {
        guard points.count > 1, let first = points.first, points.contains(where: { $0.share != first.share }) else {
            return nil
        }
        let middle = points.min { abs($0.share - 0.5) < abs($1.share - 0.5) } ?? first
        let point = Simplex().minimum(from: [naturalLogarithm(middle.day), 0], size: 0.5) { point in
            guard point.allSatisfy({ abs($0) < 20 }) else { return .infinity }
            let curve = LogLogisticCurve(median: exponential(point[0]), shape: exponential(point[1]))
            return points.reduce(0) { sum, one in
                let error = curve.share(at: one.day) - one.share
                return sum + error * error
            }
        }
        self.init(median: exponential(point[0]), shape: exponential(point[1]))
    }

    func share(at day: Double) -> Double {
        guard day > 0 else { return 0 }
        return 1 / (1 + exponential(-shape * (naturalLogarithm(day) - naturalLogarithm(median))))
    }
}
