import EventEngine

/// A bound for rare losses: the share of replications with a loss, bounded exactly, times the greatest loss seen.
///
/// Where one replication in hundreds decides, no bound made of a mean and its error keeps its level: every third sample of that size
/// has no such replication. This one leans on nothing but that a loss is rarely greater than all those seen; gains count for nothing.
struct CountedLoss: Sendable, Hashable {
    /// Replications.
    var count: Int
    /// Those with a loss.
    var lost: Int
    /// The greatest one; 0 if there is none.
    var greatest: Double

    init(_ losses: [Double]) {
        count = losses.count
        lost = losses.count { $0 > 0 }
        greatest = max(0, losses.max() ?? 0)
    }

    /// The upper end of the one-sided interval of C. J. Clopper and E. S. Pearson, "The use of confidence or fiducial limits
    /// illustrated in the case of the binomial", Biometrika 26 (1934), times the greatest loss.
    func upper(_ level: Double) -> Double { greatest * Self.share(lost, of: count, level) }

    /// The least level at which the bound lies below a margin.
    func passPValue(_ margin: Double) -> Double {
        guard margin > 0 else { return 1 }
        guard greatest > 0 else { return 0 }
        return binomialCumulative(lost, trials: count, min(1, margin / greatest))
    }

    /// The share of which so few or fewer are seen with the chance `level`: 1 − level^(1/n) if none is, which for 5 % is 3/n.
    static func share(_ lost: Int, of count: Int, _ level: Double) -> Double {
        guard lost < count else { return 1 }
        var (low, high) = (0.0, 1.0)
        for _ in 0..<60 {
            let middle = low + (high - low) / 2
            if binomialCumulative(lost, trials: count, middle) > level { low = middle } else { high = middle }
        }
        return high
    }
}
