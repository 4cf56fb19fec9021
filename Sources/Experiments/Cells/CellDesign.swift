import PatchModel
public import PatchSimulator

/// The cells into which all replications of a world are divided by what is present, with the exact weight of each.
///
/// A rare defect that decides is missing from most samples of plain replications, and no formula knows what a sample does not
/// hold. Its chance is known, however: the runs of each cell are made on purpose, and count by the weight of the cell.
public struct CellDesign: Sendable, Hashable {
    /// The replications in which certain defects are present.
    public struct Cell: Sendable, Hashable {
        /// Which ones.
        enum Kind: Sendable, Hashable {
            /// Just these of the uncertain ones, by number.
            case exactly([Int])
            /// One of these.
            case oneOf([Int])
            /// Two at least.
            case more
        }

        /// What commands and documents call it: `clean`, `present`, `one`, `more` and the like.
        public let name: String
        /// What it is, behind "with" or "without": for people.
        public let words: String
        /// The probability that a replication belongs to it.
        public let weight: Double
        /// Its part of the runs.
        let share: Double
        let kind: Kind
    }

    /// All of them; their weights add up to 1.
    public let cells: [Cell]
    /// Of the runs.
    public let seed: UInt64
    /// Numbers of the defects whose chance lies between 0 and 1, and of those that are always present.
    let uncertain: [Int]
    let certain: [Int]
    let chances: [Double]
    /// By number of the defect.
    let patches: [Int]
    /// By patch, whether its vendor ever answers.
    let answers: [Bool]

    /// Of no more than so many uncertain defects each set has a cell of its own.
    static let mostEnumerated = 2
    /// Into no more than so many classes of like reach are the replications with a single defect divided.
    static let mostClasses = 4

    /// - Parameter seed: of the runs.
    public init(_ world: World, seed: UInt64) {
        let scenario = world.scenario
        var defects: [(patch: Int, defect: Regression)] = []
        for (patch, own) in scenario.patches.enumerated() { defects += own.regressions.map { (patch, $0) } }
        patches = defects.map(\.patch)
        answers = scenario.patches.map { $0.vendorFix != nil }
        let numbers = defects.indices
        uncertain = numbers.filter { defects[$0].defect.chance > 0 && defects[$0].defect.chance < 1 }
        certain = numbers.filter { defects[$0].defect.chance >= 1 }
        let chances = uncertain.map { defects[$0].defect.chance }
        self.chances = chances
        self.seed = seed
        let names = uncertain.map { defects[$0].defect.name }
        let reach = uncertain.map { Double(world.reach(ofDefect: $0)) * defects[$0].defect.share }
        cells =
            uncertain.count <= Self.mostEnumerated
            ? Self.enumerated(uncertain, chances, names) : Self.counted(uncertain, chances, reach)
    }

    /// A single cell, of plain replications: nothing is decided of them beforehand.
    init(plain seed: UInt64) {
        cells = [Cell(name: "all", words: "all replications", weight: 1, share: 1, kind: .exactly([]))]
        self.seed = seed
        uncertain = []
        certain = []
        chances = []
        patches = []
        answers = []
    }

    /// A cell for each set of defects.
    private static func enumerated(_ uncertain: [Int], _ chances: [Double], _ names: [String]) -> [Cell] {
        let sets = (0..<(1 << uncertain.count)).map { bits in uncertain.indices.filter { bits >> $0 & 1 == 1 } }
        let weights = sets.map { own in
            uncertain.indices.reduce(1.0) { $0 * (own.contains($1) ? chances[$1] : 1 - chances[$1]) }
        }
        let roots = zip(sets, weights).map { $0.isEmpty ? 0 : $1.squareRoot() }.reduce(0, +)
        return zip(sets, weights).map { own, weight in
            let share = uncertain.isEmpty ? 1 : own.isEmpty ? 0.4 : 0.6 * weight.squareRoot() / roots
            return Cell(
                name: own.isEmpty
                    ? uncertain.isEmpty ? "all" : "clean"
                    : uncertain.count == 1 ? "present" : own.count == 2 ? "both" : own == [0] ? "first" : "second",
                words: own.isEmpty
                    ? uncertain.isEmpty ? "all replications" : "without a defect"
                    : "with " + own.map { "\"\(names[$0])\"" }.joined(separator: " and "),
                weight: weight,
                share: sparing(share, weight),
                kind: .exactly(own.map { uncertain[$0] })
            )
        }
    }

    /// None, a single one by classes of like reach, and two or more.
    private static func counted(_ uncertain: [Int], _ chances: [Double], _ reach: [Double]) -> [Cell] {
        let weights = PresenceWeights(chances)
        let classes = ReachClasses(reach, weights: weights.alone, most: mostClasses).classes
        let sums = classes.map { $0.reduce(0) { $0 + weights.alone[$1] } }
        let roots = sums.reduce(0) { $0 + $1.squareRoot() }
        var cells = [
            Cell(
                name: "clean",
                words: "without a defect",
                weight: weights.none,
                share: sparing(0.08, weights.none),
                kind: .exactly([])
            )
        ]
        for (number, own) in classes.enumerated() {
            cells.append(
                Cell(
                    name: classes.count == 1 ? "one" : "one-\(number + 1)",
                    words: "with one defect" + (classes.count == 1 ? "" : " \(reachWords(own.map { reach[$0] }))"),
                    weight: sums[number],
                    share: sparing(0.52 * sums[number].squareRoot() / roots, sums[number]),
                    kind: .oneOf(own.map { uncertain[$0] })
                )
            )
        }
        cells.append(
            Cell(
                name: "more",
                words: "with two or more defects",
                weight: weights.more,
                share: sparing(0.4, weights.more),
                kind: .more
            )
        )
        return cells.filter { $0.weight > 0 }
    }

    /// What happens in one replication of thousands cannot decide so much that half of the runs should go to it.
    private static func sparing(_ share: Double, _ weight: Double) -> Double { min(share, 50 * weight) }

    private static func reachWords(_ reach: [Double]) -> String {
        let (least, most) = (Int((reach.min() ?? 0).rounded()), Int((reach.max() ?? 0).rounded()))
        return least == most ? "that \(least) devices may have" : "that \(least) to \(most) devices may have"
    }

    /// Whether there is exactly one defect that may be absent or present.
    public var isOneDefect: Bool { uncertain.count == 1 }

    /// The cell of that name.
    public func cell(named name: String) -> Cell? { cells.first { $0.name == name } }

    /// How many runs of each cell make up `count` runs: a multiple of `unit` for each, and twice as many for twice the count, so
    /// that the runs of a smaller number are among those of a greater one.
    ///
    /// - Parameter count: `fewest` times a power of two gives just so many runs.
    public func runs(of count: Int) -> [Int] {
        let steps = max(1, (count + Self.fewest - 1) / Self.fewest)
        return Self.units(cells.map(\.share)).map { $0 * Self.unit * steps }
    }

    /// The least number of runs that is divided among the cells.
    public static let fewest = Significance.fewestReplications
    /// Runs are given out by fours, which lie beside each other in the vendor's answer.
    static let unit = 4

    /// The method of the greatest remainders, with one unit for each at least.
    static func units(_ shares: [Double]) -> [Int] {
        let total = max(fewest / unit, shares.count)
        let sum = shares.reduce(0, +)
        let wanted = shares.map { sum > 0 ? Double(total) * $0 / sum : 0 }
        var units = wanted.map { max(1, Int($0)) }
        let rest = { (place: Int) in wanted[place] - Double(units[place]) }
        while units.reduce(0, +) < total {
            guard let place = units.indices.max(by: { (rest($0), -$0) < (rest($1), -$1) }) else { break }
            units[place] += 1
        }
        while units.reduce(0, +) > total {
            guard let place = units.indices.filter({ units[$0] > 1 }).min(by: { (rest($0), $0) < (rest($1), $1) })
            else { break }
            units[place] -= 1
        }
        return units
    }
}
