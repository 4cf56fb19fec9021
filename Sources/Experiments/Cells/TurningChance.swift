import EventEngine
import PatchSimulator

/// The chance of a defect at which another strategy is as good on average as the best one.
///
/// The chance changes no run, only how often there is such a one: with a and b the mean differences other minus best without the defect
/// and with it, the difference at the chance p is (1 − p) a + p b, which is zero at a / (a − b).
public struct TurningChance: Sendable, Hashable {
    /// Place of the other strategy.
    public let other: Int
    /// From 0 to 1.
    public let chance: Double
    /// Fieller's interval, within 0 and 1; nil if the runs cannot tell, because any chance might be it.
    public let interval: ConfidenceInterval?
    /// The other strategy is better below the chance; otherwise above it.
    public let isBelow: Bool
    /// As the scenario has it.
    public let given: Double

    /// The nearest to the given chance, in odds; nil without exactly one uncertain defect, or if no chance changes who is best.
    init?(_ study: CellStudy, _ values: [[[Double]]?], best: Int) {
        guard study.design.isOneDefect, study.design.cells.count == 2, let own = values[best] else {
            return nil
        }
        let given = study.design.chances[0]
        let orders = study.orders()
        let found = values.indices.compactMap { other -> TurningChance? in
            guard other != best, let their = values[other] else { return nil }
            let cells = study.samples(zip(their, own).map { differences($0, $1) }, orders)
            return TurningChance(other, absent: cells[0], present: cells[1], given: given)
        }
        let odds = { (chance: Double) in chance / (1 - chance) }
        let distance = { (found: TurningChance) in
            max(odds(found.chance) / odds(given), odds(given) / odds(found.chance))
        }
        guard let nearest = found.min(by: { (distance($0), $0.other) < (distance($1), $1.other) }) else { return nil }
        self = nearest
    }

    /// Nil if there is no such chance between 0 and 1.
    ///
    /// The interval is the set of chances p at which a t-test on (1 − p) a + p b does not reject zero (E. C. Fieller, "Some problems in
    /// interval estimation", Journal of the Royal Statistical Society B 16, 1954), with the degrees of freedom of B. L. Welch at a / (a − b).
    init?(_ other: Int, absent: CellSample, present: CellSample, given: Double, level: Double = 0.95) {
        let cells = [absent, present].map { CellSample(weight: 1, values: $0.values, isEven: $0.isEven) }
        guard let without = StratifiedEstimate([cells[0]]), let with = StratifiedEstimate([cells[1]]) else {
            return nil
        }
        let (a, b) = (without.mean, with.mean)
        guard a * b < 0 else { return nil }
        let chance = a / (a - b)
        guard chance > 0, chance < 1 else { return nil }
        self.other = other
        self.chance = chance
        self.given = given
        isBelow = a < 0
        let errors = [without.standardError, with.standardError]
        guard errors != [0, 0] else {
            interval = ConfidenceInterval(lower: chance, upper: chance, level: level)
            return
        }
        let parts = zip([1 - chance, chance], errors).map { $0 * $0 * $1 * $1 }
        let squares = zip(parts, [without, with]).reduce(0) { sum, own in
            own.1.degreesOfFreedom.isFinite ? sum + own.0 * own.0 / own.1.degreesOfFreedom : sum
        }
        let degrees = squares > 0 ? (parts[0] + parts[1]) * (parts[0] + parts[1]) / squares : .infinity
        let t = studentTQuantile((1 + level) / 2, degreesOfFreedom: degrees)
        let (va, vb) = (t * t * errors[0] * errors[0], t * t * errors[1] * errors[1])
        // (a + p (b − a))² ≤ (1 − p)² va + p² vb, an interval where the parabola opens upwards.
        let square = (b - a) * (b - a) - va - vb
        let half = a * (b - a) + va
        let rest = a * a - va
        guard square > 0 else {
            interval = nil
            return
        }
        let reach = max(0, half * half - square * rest).squareRoot()
        interval = ConfidenceInterval(
            lower: max(0, (-half - reach) / square),
            upper: min(1, (-half + reach) / square),
            level: level
        )
    }
}
