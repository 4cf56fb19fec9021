import Experiments

/// What the marks of a table of differences mean, and what it would take where they are missing.
struct MarksText {
    /// Differences without a mark: what they are in, and at least how many replications would tell.
    private let withheld: [(name: String, needed: Int)]
    private let replications: Int
    private let words: (better: String, worse: String)

    /// The differences of a comparison in headline metrics.
    init(_ comparison: Comparison) {
        var needed: [HeadlineMetric: Int] = [:]
        for difference in comparison.differences {
            guard let own = difference.replicationsNeeded else { continue }
            needed[difference.metric] = max(needed[difference.metric] ?? 0, own)
        }
        withheld = HeadlineMetric.allCases.compactMap { metric in needed[metric].map { (metric.phrase, $0) } }
        replications = comparison.study.replications.count
        words = ("better", "worse")
    }

    /// The differences in cost.
    init(_ costs: CostComparison, replications: Int) {
        withheld = costs.strategies.compactMap(\.replicationsNeeded).max().map { [("cost", $0)] } ?? []
        self.replications = replications
        words = ("cheaper", "dearer")
    }

    var text: String {
        guard replications >= Significance.fewestReplications else {
            return
                "No marks below \(Significance.fewestReplications) replications: a rare great loss may be in none of them."
                + forecast("Going by these, to tell takes at least")
        }
        return
            "* = \(words.better), ! = \(words.worse) at the 5 % level (Hall's interval, Holm's method for all pairs of "
            + "strategies); no mark: cannot tell."
            + forecast("Going by these \(Figure.grouped(replications)) replications, to tell the rest takes at least")
    }

    /// Metrics that need the same number together, the least first.
    private func forecast(_ beginning: String) -> String {
        guard !withheld.isEmpty else { return "" }
        let counts = Set(withheld.map(\.needed)).sorted()
        let parts = counts.map { count in
            "\(Figure.replications(count)) for \(Words.list(withheld.filter { $0.needed == count }.map(\.name)))"
        }
        return " \(beginning) \(parts.joined(separator: "; "))."
    }
}

extension Figure {
    /// A forecast number of replications; beyond what can be asked for it is only said that it is.
    static func replications(_ count: Int) -> String {
        count > 1_000_000 ? "more than a million" : grouped(count)
    }
}
