/// What is best under each circumstance of a sweep: nobody chooses a price or a chance, so that a point is compared only with
/// those that meet the same ones.
public struct SweepChoices: Sendable, Hashable {
    /// What can be chosen: a strategy, with what is set of it.
    public struct Choice: Sendable, Hashable {
        public var strategy: String
        public var settings: [SweepSetting]
    }

    /// The points that meet the same circumstances.
    public struct Place: Sendable, Hashable {
        /// The circumstances.
        public var settings: [SweepSetting]
        /// Places of its cells in the result.
        public var cells: [Int]
        /// Of these cells, by their places among them; nil where there is a single one.
        public var ranking: SweepRanking?
        /// Place in the result of the cell with the best mean, the first of equals.
        public var best: Int
        /// The best one is told from all others that are not the same in every replication.
        public var isDecided: Bool { ranking.map(\.undecided.isEmpty) ?? true }
    }

    public let metric: Metric
    /// In the order of the variants.
    public let places: [Place]
    /// By cell of the result, what is chosen in it.
    public let choices: [Choice]

    /// Nil if no circumstance is varied, or if the metric is no mean or has no value in some replication.
    ///
    /// - Parameter isByVariant: whether all that is varied counts as a circumstance, so that only strategies are chosen.
    public init?(_ metric: Metric, _ result: SweepResult, isByVariant: Bool = false) {
        let circumstances = isByVariant ? Set(result.keys) : result.circumstances
        guard metric.isMean, !circumstances.isEmpty, result.cells.allSatisfy({ $0.values(metric) != nil }) else {
            return nil
        }
        var groups: [(settings: [SweepSetting], cells: [Int])] = []
        var known: [[SweepSetting]: Int] = [:]
        var choices: [Choice] = []
        for (number, cell) in result.cells.enumerated() {
            let settings = result.variants[cell.variant].settings
            let met = settings.filter { circumstances.contains($0.key) }
            let group = known[met, default: groups.count]
            if group == groups.count {
                known[met] = group
                groups.append((met, []))
            }
            groups[group].cells.append(number)
            choices.append(
                Choice(strategy: cell.strategy, settings: settings.filter { !circumstances.contains($0.key) })
            )
        }
        // All of them are read together.
        let pairs = groups.reduce(0) { $0 + $1.cells.count * ($1.cells.count - 1) / 2 }
        places = groups.map { group in
            let ranking = SweepRanking(metric, group.cells.map { result.cells[$0] }, among: pairs)
            return Place(
                settings: group.settings,
                cells: group.cells,
                ranking: ranking,
                best: group.cells[ranking?.best ?? 0]
            )
        }
        self.metric = metric
        self.choices = choices
    }

    /// What is best at a place.
    public func best(at place: Int) -> Choice { choices[places[place].best] }
}
