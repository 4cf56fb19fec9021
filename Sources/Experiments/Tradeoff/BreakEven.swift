import EventEngine
import PatchModel
import PatchSimulator

/// The price of a device-day of exposure, all other prices as given, at which two strategies cost the same on average.
///
/// With E the difference in exposed device-days and R that in all other costs, each candidate minus baseline, the costs
/// differ by R + x E at the price x, which is zero at x = −R/E.
public struct BreakEven: Sendable, Hashable {
    /// The price; nil if there is none, because one strategy is cheaper at whatever price that is not negative.
    public let price: Double?
    /// Fieller's interval for the price, cut off below at zero; nil if there is no price, or if the replications cannot tell
    /// the strategies' exposure apart, so that any price might be it.
    public let interval: ConfidenceInterval?
    /// Whether the candidate is the cheaper one below the price or, where there is none, at every price. Nil if neither is
    /// because the two do not differ.
    public let isCheaperBelow: Bool?

    /// Compares runs of the same replications; nil if they differ in number or there are none.
    init?(of candidate: [Ledger], against baseline: [Ledger], _ prices: Prices, level: Double = 0.95) {
        var others = prices
        others.exposedDeviceDay = 0
        let pairs = zip(candidate, baseline)
        guard candidate.count == baseline.count else { return nil }
        self.init(
            exposure: pairs.map { Double($0.exposure.plain - $1.exposure.plain) / 86_400 },
            others: pairs.map { others.cost(of: $0) - others.cost(of: $1) },
            level: level
        )
    }

    /// - Parameters:
    ///   - exposure: differences in device-days, one a replication.
    ///   - others: differences in all other costs, of the same replications.
    ///
    /// The interval is the set of prices x at which a t-test on R + x E does not reject zero: E. C. Fieller, "Some problems
    /// in interval estimation", Journal of the Royal Statistical Society B 16 (1954).
    init?(exposure: [Double], others: [Double], level: Double = 0.95) {
        guard exposure.count == others.count, let days = SampleMoments(exposure), let rest = SampleMoments(others)
        else {
            return nil
        }
        let root = days.mean == 0 ? nil : -rest.mean / days.mean
        price = root.flatMap { $0 >= 0 ? abs($0) : nil }
        // Below the price the sign is that of the other costs; without other costs it is against that of the exposure.
        let sign = rest.mean != 0 ? rest.mean : -days.mean
        isCheaperBelow = sign == 0 ? nil : sign < 0
        interval = price == nil ? nil : Self.fieller(exposure, others, days, rest, level)
    }

    /// The x with (R + x E)² ≤ t² Var(R + x E) / n: between the roots of a parabola that opens upwards if E differs from zero.
    private static func fieller(
        _ exposure: [Double],
        _ others: [Double],
        _ days: SampleMoments,
        _ rest: SampleMoments,
        _ level: Double
    ) -> ConfidenceInterval? {
        guard let varianceOfDays = days.variance, let varianceOfRest = rest.variance else { return nil }
        let count = Double(exposure.count)
        let covariance =
            zip(exposure, others).reduce(0) { $0 + ($1.0 - days.mean) * ($1.1 - rest.mean) } / (count - 1)
        let t = studentTQuantile((1 + level) / 2, degreesOfFreedom: count - 1)
        let factor = t * t / count
        let a = days.mean * days.mean - factor * varianceOfDays
        let b = days.mean * rest.mean - factor * covariance
        let c = rest.mean * rest.mean - factor * varianceOfRest
        guard a > 0 else { return nil }
        let reach = max(0, b * b - a * c).squareRoot()
        return ConfidenceInterval(lower: max(0, (-b - reach) / a), upper: max(0, (-b + reach) / a), level: level)
    }
}
