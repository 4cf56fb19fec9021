import Experiments

/// A quantity of which every run has a value, in the four ways in which a report tells it.
struct FourFigures: Sendable, Hashable {
    /// A figure, and whether it is only a bound, since the end of the simulated time came first.
    struct Cell: Sendable, Hashable {
        var value: Double
        var isBound = false
    }

    /// The median over runs.
    var typical: Cell
    /// One run in ten is worse.
    var bad: Cell
    /// The worst of all runs.
    var worst: Cell
    /// The mean over runs.
    var average: Cell

    /// In the order of `Way.allCases`.
    var cells: [Cell] { Way.allCases.map { self[$0] } }

    /// The words for the four ways stand in the page's selector.
    enum Way: String, Sendable, Hashable, CaseIterable {
        case typical, bad, worst, average
    }

    subscript(way: Way) -> Cell {
        switch way {
        case .typical: typical
        case .bad: bad
        case .worst: worst
        case .average: average
        }
    }

    /// Nil without runs.
    ///
    /// - Parameter goal: which way is good; the bad runs lie at the other end.
    init?(_ runs: [Cell], _ goal: PairedDifference.Goal) {
        guard !runs.isEmpty else { return nil }
        let sorted = runs.map(\.value).sorted()
        let leastBound = runs.filter(\.isBound).map(\.value).min()
        let cell = { (share: Double) -> Cell in
            let value = quantile(sorted: sorted, share) ?? sorted[0]
            return Cell(value: value, isBound: leastBound.map { value >= $0 } ?? false)
        }
        typical = cell(0.5)
        bad = cell(goal == .low ? 0.9 : 0.1)
        worst = cell(goal == .low ? 1 : 0)
        average = Cell(value: sorted.reduce(0, +) / Double(sorted.count), isBound: leastBound != nil)
    }

    init?(_ runs: [Double], _ goal: PairedDifference.Goal) { self.init(runs.map { Cell(value: $0) }, goal) }
}
