import EventEngine

/// What happens in some replications and not in others, with two policies that meet the same ones.
struct PairedShares: Sendable, Hashable {
    /// Replications in which it goes badly with both; whole numbers but where a table is foreseen.
    var both: Double
    var candidateOnly: Double
    var baselineOnly: Double
    var neither: Double

    init(both: Double, candidateOnly: Double, baselineOnly: Double, neither: Double) {
        self.both = both
        self.candidateOnly = candidateOnly
        self.baselineOnly = baselineOnly
        self.neither = neither
    }

    /// Of values that are 0 or 1; where more is better, 0 is what goes badly.
    init(_ sample: GatedSample) {
        self.init(both: 0, candidateOnly: 0, baselineOnly: 0, neither: 0)
        let bad: Double = sample.lowerIsBetter ? 1 : 0
        for (one, other) in zip(sample.candidate, sample.baseline) {
            switch (one == bad, other == bad) {
            case (true, true): both += 1
            case (true, false): candidateOnly += 1
            case (false, true): baselineOnly += 1
            case (false, false): neither += 1
            }
        }
    }

    var count: Double { both + candidateOnly + baselineOnly + neither }
    /// By how much the candidate's share is the greater one.
    var loss: Double { (candidateOnly - baselineOnly) / count }
    var unequal: Double { candidateOnly + baselineOnly }
    /// Of a single replication's difference.
    var variance: Double { max(0, unequal / count - loss * loss) }

    /// The same shares of another number, and the candidate no worse than the baseline.
    func foreseen(_ number: Int) -> PairedShares {
        let scale = Double(number) / count
        return PairedShares(
            both: both * scale,
            candidateOnly: unequal / 2 * scale,
            baselineOnly: unequal / 2 * scale,
            neither: neither * scale
        )
    }

    /// The same of another number, and things made to go badly with the candidate where they do not, so that so much is lost.
    func foreseen(_ number: Int, losing loss: Double) -> PairedShares {
        var table = foreseen(number)
        let good = table.baselineOnly + table.neither
        guard good > 0 else { return table }
        let share = min(1, loss * table.count / good)
        table.candidateOnly += share * table.neither
        table.both += share * table.baselineOnly
        table.neither *= 1 - share
        table.baselineOnly *= 1 - share
        return table
    }

    /// One end of Newcombe's interval for the difference of the shares; the upper one where z is above 0, the lower one where it is
    /// below, that many standard errors from the middle.
    ///
    /// Method 10 of R. G. Newcombe, "Improved confidence intervals for the difference between binomial proportions based on
    /// paired data", Statistics in Medicine 17 (1998): Wilson's limits of both shares, put together with their correlation.
    func bound(z: Double) -> Double {
        let one = Self.wilson(both + candidateOnly, count, abs(z))
        let other = Self.wilson(both + baselineOnly, count, abs(z))
        let (own, rival) = z > 0 ? (one.above, other.below) : (one.below, other.above)
        let reach = max(0, own * own - 2 * correlation * own * rival + rival * rival).squareRoot()
        return min(1, max(-1, z > 0 ? loss + reach : loss - reach))
    }

    /// φ, with a correction for continuity where it is positive, as method 10 has it.
    private var correlation: Double {
        let product =
            (both + candidateOnly) * (baselineOnly + neither) * (both + baselineOnly) * (candidateOnly + neither)
        guard product > 0 else { return 0 }
        let excess = both * neither - candidateOnly * baselineOnly
        return (excess > 0 ? max(0, excess - count / 2) : excess) / product.squareRoot()
    }

    /// How far Wilson's limits lie from a share.
    private static func wilson(_ successes: Double, _ count: Double, _ z: Double) -> (below: Double, above: Double) {
        let share = successes / count
        let shrink = 1 + z * z / count
        let shift = (share + z * z / (2 * count)) / shrink - share
        let reach = z * (share * (1 - share) / count + z * z / (4 * count * count)).squareRoot() / shrink
        return (max(0, reach - shift), max(0, reach + shift))
    }

    /// The least one-sided level at which the upper bound lies below a margin.
    func passPValue(_ margin: Double) -> Double {
        margin > loss
            ? normalCumulative(-distance { bound(z: $0) < margin })
            : normalCumulative(distance { bound(z: -$0) > margin })
    }

    /// The least one-sided level at which the lower bound lies above a margin, and at which McNemar's test says that there is a
    /// loss at all.
    func failPValue(_ margin: Double) -> Double {
        let other =
            margin < loss
            ? normalCumulative(-distance { bound(z: -$0) > margin })
            : normalCumulative(distance { bound(z: $0) < margin })
        return max(other, mcNemarPValue)
    }

    /// The chance of at least so many replications in which it goes badly with the candidate only, among those in which it does
    /// with one of the two, if each of these were as likely to be the one: exact, one-sided.
    ///
    /// Q. McNemar, "Note on the sampling error of the difference between correlated proportions or percentages",
    /// Psychometrika 12 (1947).
    var mcNemarPValue: Double {
        guard candidateOnly > 0 else { return 1 }
        return regularizedBeta(0.5, candidateOnly, baselineOnly + 1)
    }

    /// The most standard errors at which a condition holds that, once false, stays false.
    private func distance(_ holds: (Double) -> Bool) -> Double {
        var (low, high) = (0.0, 40.0)
        guard !holds(high) else { return high }
        for _ in 0..<48 {
            let middle = low + (high - low) / 2
            if holds(middle) { low = middle } else { high = middle }
        }
        return low
    }
}
