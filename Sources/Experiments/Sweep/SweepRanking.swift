/// Which of several cells is best on a metric, and which ones the replications cannot tell from it.
///
/// Cells must have met the same replications. Each is compared with the one that has the best mean, replication by
/// replication. Which one that is the same data say: the best mean of many equal cells is one that luck made far too good.
/// P-values are therefore adjusted by Holm's method for all pairs of cells, among which these comparisons were picked.
public struct SweepRanking: Sendable, Hashable {
    public let metric: Metric
    /// Place of the cell with the best mean; the first of equals.
    public let best: Int
    /// Places of the cells that give exactly the same as the best one in every replication.
    public let equal: [Int]
    /// Places of the cells that differ from the best one, but not so that the replications can tell.
    public let undecided: [Int]
    /// Number of cells compared.
    public let count: Int
    /// At least how many replications would tell the best cell from those undecided; nil if there are none, or if no number
    /// would.
    public let needed: Int?

    /// Nil if there are fewer than two cells, or if the metric is no mean or has no value in some replication.
    ///
    /// - Parameter pairs: how many pairs of cells are looked at together, where it is more than those of these cells.
    public init?(_ metric: Metric, _ cells: [SweepCell], among pairs: Int = 0) {
        let values = cells.compactMap { $0.values(metric) }
        guard metric.isMean, values.count == cells.count, values.count > 1 else { return nil }
        let means = values.compactMap { SampleMoments($0)?.mean }
        guard means.count == values.count, let wanted = metric.goal == .low ? means.min() : means.max(),
            let best = means.firstIndex(of: wanted)
        else { return nil }
        self.metric = metric
        self.best = best
        count = cells.count
        let others = values.indices.filter { $0 != best }
        let differences = others.map { PairedDifference(of: values[best], against: values[$0]) }
        let adjusted = holm(differences.map { $0?.pValue ?? 1 }, of: max(pairs, count * (count - 1) / 2))
        equal = others.indices.filter { differences[$0]?.isIdentical == true }.map { others[$0] }
        let open = others.indices.filter { place in
            differences[place]?.isIdentical != true
                && differences[place]?.verdict(metric.goal, adjustedPValue: adjusted[place]) != .better
        }
        undecided = open.map { others[$0] }
        needed = open.compactMap { differences[$0]?.replicationsNeeded(adjustedPValue: adjusted[$0]) }.max()
    }
}
