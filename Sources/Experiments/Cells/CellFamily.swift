import PatchModel
import PatchSimulator

/// What the runs of cells say of the difference of two strategies.
public struct CellDifference: Sendable, Hashable {
    /// What is known of it.
    public enum Finding: String, Sendable, Hashable {
        /// The second strategy is better than the first one, or worse: shown at two looks in a row.
        case better
        case worse
        /// The whole interval lies within the margin, at two looks in a row.
        case noMatter = "no-difference-that-matters"
        /// The same in every run.
        case equal
        /// Neither is known.
        case open
    }

    public let metric: Metric
    /// Places of two strategies; what is told is the second one minus the first.
    public let first: Int
    public let second: Int
    public let estimate: StratifiedEstimate
    /// The p-value, adjusted by Holm's method for all pairs in all metrics.
    public let adjustedPValue: Double
    /// A difference of no more than this does not matter.
    public let margin: Double
    public let finding: Finding
    /// At least how many runs of each strategy would tell it from zero, as far as these say; nil if it is known, or if the mean is
    /// zero.
    public let runsNeeded: Int?

    /// Whether this look by itself shows a difference, and its sign.
    var sign: FloatingPointSign? {
        adjustedPValue < CellFamily.level && estimate.mean != 0 ? estimate.mean.sign : nil
    }

    /// Whether this look by itself shows that the difference does not matter.
    var isWithinMargin: Bool {
        margin > 0 && estimate.interval.lower >= -margin && estimate.interval.upper <= margin
    }
}

/// Pairs of strategies in metrics that are read together, in the runs of cells.
///
/// A difference is called one when its p-value, adjusted by Holm's method for all pairs in all metrics of the family, is below 2.5 %
/// with the same sign at two looks in a row. Of normal data that errs in 3 % of studies of seven looks, where a test at 5 % at
/// each look would err in 22 %.
public struct CellFamily: Sendable {
    /// Below it a look shows a difference: two-sided, that of z = 2.24.
    static let level = 0.025

    public let metrics: [Metric]
    /// By strategy, then by metric; nil where a metric has no value.
    public let means: [[StratifiedEstimate?]]
    /// Of all pairs, in the order of metrics, then of strategies.
    public let differences: [CellDifference]

    /// - Parameters:
    ///   - before: the same family at the look before; nil: this is the first one.
    ///   - margin: see `CellComparison`.
    init(_ study: CellStudy, _ metrics: [Metric], after before: CellFamily?, margin: Double) {
        self.metrics = metrics
        let orders = study.orders()
        let values = study.policies.indices.map { policy in metrics.map { study.values($0, of: policy) } }
        let means = values.map { own in
            zip(metrics, own).map { metric, values in
                values.flatMap { StratifiedEstimate(study.samples($0, orders), range: metric.range) }
            }
        }
        self.means = means
        var found: [(metric: Int, first: Int, second: Int, estimate: StratifiedEstimate)] = []
        for metric in metrics.indices {
            for (first, second) in Self.pairs(study.policies.count) {
                guard let one = values[first][metric], let other = values[second][metric],
                    let estimate = StratifiedEstimate(
                        study.samples(zip(other, one).map { Experiments.differences($0, $1) }, orders)
                    )
                else { continue }
                found.append((metric, first, second, estimate))
            }
        }
        let adjusted = holm(found.map(\.estimate.pValue))
        let earlier = Dictionary(
            (before?.differences ?? []).map { (Key($0.metric, $0.first, $0.second), $0) },
            uniquingKeysWith: { first, _ in first }
        )
        differences = zip(found, adjusted).map { pair, value in
            let metric = metrics[pair.metric]
            let base = means[pair.first][pair.metric]?.mean ?? 0
            return CellDifference(
                metric,
                pair.first,
                pair.second,
                pair.estimate,
                adjustedPValue: value,
                margin: max(PrecisionTarget.floor(of: metric, in: study.scenario), margin * abs(base)),
                after: earlier[Key(metric, pair.first, pair.second)]
            )
        }
    }

    private struct Key: Hashable {
        var metric: String
        var first: Int
        var second: Int

        init(_ metric: Metric, _ first: Int, _ second: Int) {
            self.metric = metric.id
            self.first = first
            self.second = second
        }
    }

    /// All pairs; of very many strategies those with the first one.
    private static func pairs(_ count: Int) -> [(Int, Int)] {
        (0..<count).flatMap { first in
            first == 0 || count <= PairFamily.mostStrategies
                ? (first + 1..<max(first + 1, count)).map { (first, $0) } : []
        }
    }

    /// What is known of two strategies in a metric, whichever stands first; nil: nothing.
    func difference(_ metric: Metric, _ one: Int, _ other: Int) -> CellDifference? {
        differences.first {
            $0.metric == metric && ($0.first, $0.second) == (min(one, other), max(one, other))
        }
    }

    /// Whether the first strategy is shown to be better than the second one.
    func isShownBetter(_ metric: Metric, _ one: Int, than other: Int) -> Bool {
        difference(metric, one, other)?.finding == (one < other ? .worse : .better)
    }

    /// Whether two strategies are the same in every run.
    func isSame(_ metric: Metric, _ one: Int, _ other: Int) -> Bool {
        one == other || difference(metric, one, other)?.finding == .equal
    }
}

extension CellDifference {
    fileprivate init(
        _ metric: Metric,
        _ first: Int,
        _ second: Int,
        _ estimate: StratifiedEstimate,
        adjustedPValue: Double,
        margin: Double,
        after before: CellDifference?
    ) {
        let here = CellDifference(
            metric: metric,
            first: first,
            second: second,
            estimate: estimate,
            adjustedPValue: adjustedPValue,
            margin: margin,
            finding: .open,
            runsNeeded: nil
        )
        let finding: Finding
        if estimate.mean == 0, estimate.standardError == 0 {
            finding = .equal
        } else if let sign = here.sign, before?.sign == sign {
            finding = (sign == .minus) == (metric.goal == .low) ? .better : .worse
        } else if here.isWithinMargin, before?.isWithinMargin == true {
            finding = .noMatter
        } else {
            finding = .open
        }
        self.init(
            metric: metric,
            first: first,
            second: second,
            estimate: estimate,
            adjustedPValue: adjustedPValue,
            margin: margin,
            finding: finding,
            runsNeeded: finding == .open ? estimate.runsNeeded() : nil
        )
    }
}
