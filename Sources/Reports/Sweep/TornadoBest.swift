import Experiments
import Text

/// Which strategy is best at the values of each factor of a tornado: what moves a figure matters only where it changes that.
struct TornadoBest {
    /// A factor, with what is best at each of its values.
    struct Row {
        var key: String
        var values: [(value: String, best: Best)]
    }

    /// What is best somewhere.
    struct Best: Hashable {
        var strategy: String
        /// Told from all others, beyond chance.
        var isDecided: Bool
    }

    let metric: Metric
    /// In the scenario as it is written.
    let written: Best
    let rows: [Row]
    private let runs: Int
    private let names: SweepNames

    /// Nil where there is one strategy, or the metric cannot be ranked.
    ///
    /// - Parameter keys: the factors in the order in which they are told of; those that only some strategies feel follow.
    init?(_ result: SweepResult, _ metric: Metric, keys: [String], _ names: SweepNames) {
        guard result.strategies.count > 1, let choices = SweepChoices(metric, result, isByVariant: true),
            let first = choices.places.first, first.settings.isEmpty
        else { return nil }
        let all = keys + result.keys.filter { !keys.contains($0) }
        let best = { (place: Int) in
            Best(strategy: choices.best(at: place).strategy, isDecided: choices.places[place].isDecided)
        }
        rows = all.map { key in
            Row(
                key: key,
                values: choices.places.indices.compactMap { place in
                    choices.places[place].settings.first { $0.key == key }.map { ($0.value, best(place)) }
                }
            )
        }.filter { !$0.values.isEmpty }
        written = best(0)
        runs = result.cells.map(\.ledgers.count).min() ?? 0
        self.metric = metric
        self.names = names
    }

    /// Where another strategy is best than in the scenario as it is written.
    var summary: String {
        let others = rows.compactMap { row -> String? in
            let found = row.values.filter { $0.best.strategy != written.strategy }
            guard !found.isEmpty else { return nil }
            return found.map { "\($0.best.strategy) at \(names[row.key]) \($0.value)" }.joined(separator: ", ")
        }
        guard !others.isEmpty else { return "\(written.strategy) as written and at all of these values" }
        return "\(written.strategy) as written; \(VerdictWords.list(others))"
    }

    /// A table with a line for each factor.
    func lines(width: Int) -> [String] {
        let most = rows.map(\.values.count).max() ?? 0
        // One value beside the other; of long lists the ends.
        let isLong = most > 2
        var table = TextTable(
            headings: [["best \(metric.phrase) at"], ["first value"], ["last value"]]
                + (isLong ? [["others between"]] : [])
        )
        for row in rows {
            guard let first = row.values.first, let last = row.values.last else { continue }
            let ends = Set([first.best.strategy, last.best.strategy])
            let others = row.values.dropFirst().dropLast().map(\.best.strategy).filter { !ends.contains($0) }
            table.rows.append(
                [[names[row.key]], [cell(first)], [cell(last)]]
                    + (isLong ? [[others.isEmpty ? "-" : Self.distinct(others).joined(separator: ", ")]] : [])
            )
        }
        return table.lines(width: width)
    }

    private func cell(_ value: (value: String, best: Best)) -> String {
        "\(value.best.strategy) (\(value.value))" + (value.best.isDecided ? "*" : "")
    }

    private static func distinct(_ names: [String]) -> [String] {
        var known: Set<String> = []
        return names.filter { known.insert($0).inserted }
    }
}
