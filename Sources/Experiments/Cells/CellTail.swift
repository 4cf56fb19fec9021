/// A bad run: what a value exceeds in one of so many replications, and its mean in those.
///
/// The mean is the expected shortfall q + E max(0, y − q) / chance, with q the quantile (R. T. Rockafellar and S. Uryasev, "Optimization of
/// conditional value-at-risk", Journal of Risk 2, 2000). Its interval takes q as known: the sum is flat around the true quantile.
public struct CellTail: Sendable, Hashable {
    /// One in 20.
    public static let usual = 0.05

    public let chance: Double
    public let quantile: WeightedQuantile
    public let mean: StratifiedEstimate

    /// Nil if a cell has fewer than two runs, or the chance is not between 0 and 1.
    public init?(_ cells: [CellSample], chance: Double) {
        guard chance > 0, chance < 1, let quantile = WeightedQuantile(cells, 1 - chance) else { return nil }
        let beyond = cells.map { cell in
            CellSample(
                weight: cell.weight,
                values: cell.values.map { quantile.value + max(0, $0 - quantile.value) / chance },
                isEven: cell.isEven
            )
        }
        guard let mean = StratifiedEstimate(beyond) else { return nil }
        self.chance = chance
        self.quantile = quantile
        self.mean = mean
    }
}
