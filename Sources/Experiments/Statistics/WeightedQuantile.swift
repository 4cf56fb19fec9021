import EventEngine

/// A quantile over cells whose weights are known: the least value up to which at least the share p of the probability lies.
///
/// F̂(x) = Σ W F̂ₕ(x). The interval has the values where the ends of an interval of F̂(x) pass p (R. S. Woodruff, "Confidence
/// intervals for medians and other position measures", Journal of the American Statistical Association 47, 1952). That of F̂ is put
/// together from Wilson's of each cell by their distances from the estimates, squared (G. Y. Zou and A. Donner, "Construction of
/// confidence limits about effect measures", Statistics in Medicine 27, 2008): a cell that has been used up may still have more
/// to come. An end is nil where the runs do not reach so far.
public struct WeightedQuantile: Sendable, Hashable {
    public let value: Double
    public let lower: Double?
    public let upper: Double?

    /// Nil if there is no cell, one has fewer than two runs, or `p` or `level` is out of range.
    public init?(_ cells: [CellSample], _ p: Double, level: Double = 0.95) {
        guard p > 0, p < 1, !cells.isEmpty, cells.allSatisfy({ $0.values.count > 1 }) else { return nil }
        let total = cells.reduce(0) { $0 + $1.weight }
        let entries = cells.enumerated()
            .flatMap { place, cell in cell.values.map { (value: $0, cell: place) } }
            .sorted { ($0.value, $0.cell) < ($1.value, $1.cell) }
        var seen = cells.map { _ in 0 }
        var (value, lower, upper): (Double?, Double?, Double?) = (nil, nil, nil)
        // The sum of weights of runs may miss a share by rounding.
        let wanted = p - 1e-12
        for (number, entry) in entries.enumerated() {
            seen[entry.cell] += 1
            if number + 1 < entries.count, entries[number + 1].value == entry.value { continue }
            var (share, above, below) = (0.0, 0.0, 0.0)
            for (cell, count) in zip(cells, seen) {
                guard let range = wilsonInterval(successes: count, of: cell.values.count, level: level) else {
                    return nil
                }
                let part = Double(count) / Double(cell.values.count)
                let weight = cell.weight / total
                share += weight * part
                above += weight * weight * (range.upper - part) * (range.upper - part)
                below += weight * weight * (part - range.lower) * (part - range.lower)
            }
            if lower == nil, share + above.squareRoot() >= wanted { lower = entry.value }
            if value == nil, share >= wanted { value = entry.value }
            if upper == nil, share - below.squareRoot() >= wanted { upper = entry.value }
        }
        guard let value else { return nil }
        self.value = value
        self.lower = lower
        self.upper = upper
    }
}
