import Experiments
import Text

/// What the marks of a table of differences mean, and what it would take where they are missing.
struct MarksText {
    /// Why nothing is marked.
    static let tooFew =
        "No marks below \(Significance.fewestReplications) runs: a rare great loss may be in none of them."

    /// Differences without a mark: what they are in, and at least how many replications would tell.
    private let withheld: [(name: String, needed: Int)]
    private let replications: Int
    private let words: (better: String, worse: String)
    private let level: String

    /// The differences of a comparison in headline metrics.
    init(_ comparison: Comparison) {
        var needed: [Metric: Int] = [:]
        for difference in comparison.differences {
            guard let own = difference.replicationsNeeded else { continue }
            needed[difference.metric] = max(needed[difference.metric] ?? 0, own)
        }
        withheld = Metric.headlines.compactMap { metric in needed[metric].map { (metric.phrase, $0) } }
        replications = comparison.study.replications.count
        level = comparison.study.markLevel
        words = ("better", "worse")
    }

    /// The differences in cost.
    init(_ costs: CostComparison, _ study: Study) {
        withheld = costs.strategies.compactMap(\.replicationsNeeded).max().map { [("cost", $0)] } ?? []
        replications = study.replications.count
        level = study.markLevel
        words = ("cheaper", "more expensive")
    }

    var text: String {
        guard replications >= Significance.fewestReplications else {
            return Self.tooFew + forecast("Going by these, a mark takes")
        }
        return
            "* = \(words.better), ! = \(words.worse) at the \(level) (Hall's interval, Holm's method for all pairs of "
            + "strategies); no mark: too few to say."
            + forecast("Going by these \(Figure.grouped(replications)) runs, a mark takes")
    }

    /// Metrics that need the same number together, the least first.
    private func forecast(_ beginning: String) -> String {
        guard !withheld.isEmpty else { return "" }
        let counts = Set(withheld.map(\.needed)).sorted()
        let parts = counts.enumerated().map { place, count in
            "\(place == 0 ? VerdictWords.atLeast(count) : VerdictWords.replications(count)) for \(Words.list(withheld.filter { $0.needed == count }.map(\.name)))"
        }
        return " \(beginning) \(parts.joined(separator: "; "))."
    }
}

extension Study {
    /// The level at which differences are marked. What was looked at several times must be shown twice, each time at half of it.
    var markLevel: String { before == nil ? "5 % level" : "2.5 % level at two looks in a row" }
}
