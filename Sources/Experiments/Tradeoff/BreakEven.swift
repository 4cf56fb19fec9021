import EventEngine
import PatchModel
import PatchSimulator

/// The price of a device-day of exposure, all other prices as given, at which two strategies cost the same on average.
///
/// With E the difference in exposed device-days and R that in all other costs, each candidate minus baseline, the costs
/// differ by R + x E at the price x, which is zero at x = −R/E.
public struct BreakEven: Sendable, Hashable {
    /// The price, above zero; nil if there is none, because one strategy has the lower mean at whatever price above zero.
    public let price: Double?
    /// Fieller's interval for the price, cut off below at zero; nil if there is no price, or if the replications cannot tell
    /// the strategies' exposure apart, so that any price might be it.
    public let interval: ConfidenceInterval?
    /// Whether the candidate is the cheaper one below the price or, where there is none, at every price. Nil if neither is
    /// because the two do not differ.
    public let isCheaperBelow: Bool?
    /// Whether the replications show who is cheaper at whatever price above zero: the candidate's exposure and its other costs
    /// are each shown to be lower, or each to be higher, at 5 % and from `Significance.fewestReplications` on; one of the two may
    /// be the same in every replication instead. Both tests must succeed, so that neither needs an adjustment.
    public let isShownAtAnyPrice: Bool
    /// Whether the replications show who is cheaper below the price, and who above: the sign of the other costs decides at a
    /// price of zero, that of the exposure at prices without end, and both are shown, as for `isShownAtAnyPrice`; the interval
    /// is bounded. False where there is no price.
    public internal(set) var isShownOnBothSides: Bool

    /// Whether the replications show what `isCheaperBelow` says; otherwise the means alone say so.
    public var isShown: Bool { price == nil ? isShownAtAnyPrice : isShownOnBothSides }

    /// Compares runs of the same replications; nil if they differ in number, there are none, or a figure is missing.
    init?(
        of candidate: [Ledger],
        against baseline: [Ledger],
        _ prices: Prices,
        comparisons: Int = 1,
        before: Int? = nil
    ) {
        var others = prices
        others.exposedDeviceDay = 0
        let rest = Metric.cost(others)
        guard candidate.count == baseline.count, let own = rest.values(in: candidate),
            let their = rest.values(in: baseline)
        else { return nil }
        self.init(
            exposure: zip(candidate, baseline).map { Double($0.exposure.plain - $1.exposure.plain) / 86_400 },
            others: zip(own, their).map { $0 - $1 },
            comparisons: comparisons,
            before: before
        )
    }

    /// - Parameters:
    ///   - exposure: differences in device-days, one a replication.
    ///   - others: differences in all other costs, of the same replications.
    ///   - comparisons: how many pairs of strategies are read together; what is shown is tested at a level that many times as
    ///     strict (Bonferroni). The interval is that of one pair.
    ///   - before: see `Study.before`.
    ///
    /// The interval is the set of prices x at which a t-test on R + x E does not reject zero: E. C. Fieller, "Some problems
    /// in interval estimation", Journal of the Royal Statistical Society B 16 (1954). Of Student's t, because with Hall's
    /// transformation such a set need not be an interval.
    init?(exposure: [Double], others: [Double], level: Double = 0.95, comparisons: Int = 1, before: Int? = nil) {
        guard exposure.count == others.count, let days = SampleMoments(exposure), let rest = SampleMoments(others)
        else {
            return nil
        }
        let root = days.mean == 0 ? nil : -rest.mean / days.mean
        // A root at zero is no price: the other costs are the same, and with any price exposure decides.
        price = root.flatMap { $0 > 0 ? $0 : nil }
        // Below the price the sign is that of the other costs; without other costs it is that of the exposure at every price.
        let sign = rest.mean != 0 ? rest.mean : days.mean
        isCheaperBelow = sign == 0 ? nil : sign < 0
        interval = price == nil ? nil : FiellerSet(exposure, others, days, rest, level)?.interval(level)
        let verdicts = Self.verdicts(exposure, others, 1 - (1 - level) / Double(max(1, comparisons)), before)
        isShownAtAnyPrice = price == nil && (verdicts == [.better] || verdicts == [.worse])
        isShownOnBothSides = interval != nil && verdicts == [.better, .worse]
    }

    /// What is shown of the exposure and of the other costs; nothing of what is the same in every replication.
    private static func verdicts(_ exposure: [Double], _ others: [Double], _ level: Double, _ before: Int?)
        -> Set<PairedDifference.Verdict>
    {
        let none = exposure.map { _ in 0.0 }
        let found = [exposure, others].compactMap {
            PairedDifference(of: $0, against: none, level: level, before: before)
        }
        return Set(found.filter { !$0.isIdentical }.map { $0.verdict(.low) })
    }
}

/// The x with (R + x E)² ≤ t² Var(R + x E) / n, which is to say a x² + 2 b x + c ≤ 0.
private struct FiellerSet {
    private let a: Double
    private let b: Double
    private let c: Double

    init?(
        _ exposure: [Double],
        _ others: [Double],
        _ days: SampleMoments,
        _ rest: SampleMoments,
        _ level: Double
    ) {
        guard let varianceOfDays = days.variance, let varianceOfRest = rest.variance else { return nil }
        let count = Double(exposure.count)
        let covariance =
            zip(exposure, others).reduce(0) { $0 + ($1.0 - days.mean) * ($1.1 - rest.mean) } / (count - 1)
        let t = studentTQuantile((1 + level) / 2, degreesOfFreedom: count - 1)
        let factor = t * t / count
        a = days.mean * days.mean - factor * varianceOfDays
        b = days.mean * rest.mean - factor * covariance
        c = rest.mean * rest.mean - factor * varianceOfRest
    }

    /// From root to root of a parabola that opens upwards, which it does if E is shown to differ from zero; cut off at zero.
    func interval(_ level: Double) -> ConfidenceInterval? {
        guard a > 0 else { return nil }
        let reach = max(0, b * b - a * c).squareRoot()
        return ConfidenceInterval(lower: max(0, (-b - reach) / a), upper: max(0, (-b + reach) / a), level: level)
    }
}
