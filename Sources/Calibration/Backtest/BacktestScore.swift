import EventEngine

/// How a forecast by simulated rollouts compares with a real one.
package struct BacktestScore: Sendable {
    package struct Row: Sendable {
        package let day: Double
        /// Shares of devices that have the patch.
        package let actual: Double
        package let median: Double
        /// The ends of the middle 50 % and 90 % of the runs.
        package let half: ClosedRange<Double>
        package let ninety: ClosedRange<Double>
        /// The fair continuous ranked probability score, in shares.
        package let score: Double
    }

    /// The group; nil: the whole fleet.
    package let group: String?
    package let rows: [Row]
    /// The mean score over time, in shares: for how long a point counts is half the time to its neighbours.
    package let score: Double
    /// Points within the middle 50 % and 90 % of the runs.
    package let withinHalf: Int
    package let withinNinety: Int
    /// Days by which the median run must be moved to lie closest to the real one; positive: the real rollout is later.
    package let shift: Double
    /// By what the days of the median run must be multiplied to lie closest; above 1: the real rollout is slower.
    package let factor: Double
    /// How many devices would have the patch in the end, where nobody knows: chosen so that the median run fits best. nil:
    /// it is known.
    package let fittedCeiling: Double?
    /// 1 − score / score of the other forecast, on the same points: above 0 the runs are better; nil: there is nothing to compare.
    package let skillOverPrevious: Double?
    /// Against a log-logistic curve through the first week, on the points after it.
    package let skillOverCurve: Double?

    /// Days through which the log-logistic curve goes.
    package static let firstDays = 7.0

    /// - Parameters:
    ///   - ensemble: has each day of the curve among its days.
    ///   - previous: an earlier rollout of the same group.
    /// - Returns: nil if the ensemble has no run, or none of the curve's days.
    package init?(_ curve: AdoptionCurve, _ ensemble: Ensemble, previous: AdoptionCurve? = nil) {
        let points = curve.points.compactMap { point in
            ensemble.days.firstIndex(of: point.day).map { (point: point, place: $0) }
        }
        guard !points.isEmpty, !ensemble.runs.isEmpty else { return nil }
        group = curve.group
        let median = MedianCurve(ensemble)
        let weights = Self.weights(points.map(\.point.day))
        var ceiling: Double?
        if !curve.hasShares {
            let (product, square) = zip(points, weights).reduce((0.0, 0.0)) { sums, one in
                let share = median.share(at: one.0.point.day)
                return (sums.0 + one.1 * share * one.0.point.patched, sums.1 + one.1 * share * share)
            }
            // No less than what is known to be patched.
            let greatest = max(points.map(\.point.patched).max() ?? 1, 1)
            ceiling = square > 0 && product > 0 ? max(product / square, greatest) : greatest
        }
        fittedCeiling = ceiling
        let rows = points.map { point, place in
            let sorted = ensemble.sorted(at: place)
            let actual = point.patched / (ceiling ?? point.of ?? 1)
            return Row(
                day: point.day,
                actual: actual,
                median: quantile(0.5, of: sorted),
                half: quantile(0.25, of: sorted)...quantile(0.75, of: sorted),
                ninety: quantile(0.05, of: sorted)...quantile(0.95, of: sorted),
                score: fairScore(sorted, actual: actual)
            )
        }
        self.rows = rows
        score = zip(rows, weights).reduce(0) { $0 + $1.1 * $1.0.score }
        withinHalf = rows.count { $0.half.contains($0.actual) }
        withinNinety = rows.count { $0.ninety.contains($0.actual) }
        let distance = { (at: (Double) -> Double) in
            zip(rows, weights).reduce(0) { $0 + $1.1 * abs(median.share(at: at($1.0.day)) - $1.0.actual) }
        }
        let last = rows.last?.day ?? 1
        shift = Self.least(from: -last, to: last) { shift in distance { $0 - shift } }
        factor = exponential(
            Self.least(from: -Self.greatestFactor, to: Self.greatestFactor) { log in
                let factor = exponential(log)
                return distance { $0 / factor }
            }
        )
        skillOverPrevious = previous.flatMap { previous in Self.skill(rows) { previous.share(at: $0.day) } }
        let first = rows.filter { $0.day > 0 && $0.day <= Self.firstDays }
        let later = rows.filter { $0.day > Self.firstDays }
        skillOverCurve = LogLogisticCurve(first.map { ($0.day, $0.actual) }).flatMap { curve in
            Self.skill(later) { curve.share(at: $0.day) }
        }
    }

    /// The logarithm of 8: factors between 1/8 and 8.
    private static let greatestFactor = 2.0794415416798357

    private static func skill(_ rows: [Row], _ other: (Row) -> Double?) -> Double? {
        let others = rows.compactMap(other)
        guard !rows.isEmpty, others.count == rows.count else { return nil }
        let weights = weights(rows.map(\.day))
        let (mine, theirs) = zip(zip(rows, others), weights).reduce((0.0, 0.0)) { sums, one in
            let ((row, other), weight) = one
            return (sums.0 + weight * row.score, sums.1 + weight * abs(other - row.actual))
        }
        return theirs > 0 ? 1 - mine / theirs : nil
    }

    /// Half the time to each neighbour, as shares of the whole.
    static func weights(_ days: [Double]) -> [Double] {
        guard days.count > 1, let first = days.first, let last = days.last, last > first else {
            return days.map { _ in 1 / Double(days.count) }
        }
        return days.indices.map { place in
            let before = days[max(place - 1, 0)]
            let after = days[min(place + 1, days.count - 1)]
            return (after - before) / 2 / (last - first)
        }
    }

    /// Where a function is least; of places that are equally good, the one nearest to 0.
    private static func least(from: Double, to: Double, _ value: (Double) -> Double) -> Double {
        let steps = 400
        let places = (0...steps).map { from + (to - from) * Double($0) / Double(steps) } + [0]
        let values = places.map { (place: $0, value: value($0)) }
        guard let least = values.map(\.value).min() else { return 0 }
        let best = values.filter { $0.value <= least + 1e-12 }.min { abs($0.place) < abs($1.place) }
        return best?.place ?? 0
    }
}

/// The median run at any time: in straight lines between its days, nothing before, and no change after.
struct MedianCurve {
    private let days: [Double]
    private let shares: [Double]

    init(_ ensemble: Ensemble) { (days, shares) = (ensemble.days, ensemble.median) }

    func share(at day: Double) -> Double {
        guard let above = days.firstIndex(where: { $0 >= day }) else { return shares.last ?? 0 }
        guard above > 0 else { return day < (days.first ?? 0) ? 0 : shares[0] }
        let part = (day - days[above - 1]) / (days[above] - days[above - 1])
        return shares[above - 1] + part * (shares[above] - shares[above - 1])
    }
}
