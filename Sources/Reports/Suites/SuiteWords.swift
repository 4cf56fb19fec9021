package import Experiments
import Text

/// Sentences about rows of a suite, the same in all outputs.
package enum SuiteWords {
    /// `142 devices`
    package static func amount(_ value: Double, _ metric: Metric) -> String {
        guard value.isFinite else { return value < 0 ? "-∞" : "∞" }
        return "\(number(value, metric)) \(unit(metric))"
    }

    /// `142`
    package static func number(_ value: Double, _ metric: Metric) -> String {
        guard value.isFinite else { return value < 0 ? "-∞" : value > 0 ? "∞" : "?" }
        return metric.text(value, decimals: decimals(metric.shown(value)))
    }

    private static func decimals(_ size: Double) -> Int { abs(size) >= 100 ? 0 : Figure.decimals(for: size) }

    /// A difference of shares is one of points.
    package static func unit(_ metric: Metric) -> String { metric.unit == .share ? "points" : metric.unitWord }

    /// `bad-patch: devices hit 182 against 40 devices, which is 142 worse (120 to 165 for sure); 4 may be lost`
    static func sentence(_ row: SuiteReport.Row, baseline: String) -> String {
        let result = row.result
        let metric = row.metric
        let values = "\(metric.phrase) \(number(result.candidate, metric)) against \(number(result.baseline, metric))"
        let way =
            result.loss > 0
            ? "\(amount(result.loss, metric)) worse"
            : result.loss < 0 ? "\(amount(-result.loss, metric)) better" : "no difference"
        let between = "\(number(result.lower, metric)) to \(number(result.upper, metric))"
        let margin = result.margin.map { "; \(amount($0, metric)) may be lost" } ?? ""
        return "\(result.id.world): \(values), \(way) (a loss of \(between))\(margin)"
    }

    /// Why a row is open, and what would close it; nil if it is not.
    static func doubt(_ row: SuiteReport.Row) -> String? {
        guard row.result.verdict == .inconclusive else { return nil }
        let more =
            (row.result.replicationsToDecide ?? row.result.replicationsForMargin).flatMap { needed in
                // What was enough did not decide: a look's level is stricter, and a run ends where another row has failed.
                needed > row.result.count ? "; about \(Figure.grouped(needed)) replications would decide it" : nil
            } ?? ""
        switch row.result.doubt {
        case .near, nil: return "the margin lies between the bounds\(more)"
        case .tooFewReplications: return "too few replications to decide anything"
        case .levelNotKept:
            return "these bounds err more often than allowed on figures like these\(more)"
        case .withoutVariation: return "no replication differs yet, which decides only at the last look"
        case .withoutMargin: return "the margin is a share of a mean that is 0: give `at-least`"
        case .wrongCount: return "the replications are not those of the look"
        case .undecidableStatistic: return "this statistic cannot be decided"
        }
    }

    /// `The gate could have seen: ...`; nil where nothing is gated.
    static func sight(_ candidate: SuiteReport.Candidate, power: Double) -> String? {
        let seen = candidate.rows.filter { $0.sight != nil }
        guard !seen.isEmpty else { return nil }
        let parts = seen.compactMap { row in
            row.sight.map { sight in
                let enough = sight.isEnough ? "" : " (required \(Figure.percentage(power, 0)): not enough)"
                return "\(row.metric.phrase) +\(amount(sight.margin, row.metric)) in \(row.result.id.world) with "
                    + "\(Figure.percentage(sight.power, 0))\(enough)"
            }
        }
        return "The gate could have seen: " + parts.joined(separator: ", ") + "."
    }

    /// What is better on seeds that its author has seen, at 1 %.
    static func gaps(_ candidate: SuiteReport.Candidate) -> [String] {
        candidate.rows.compactMap { row in
            guard let gap = row.gap, gap.pValue < 0.01 / Double(max(1, candidate.rows.count)) else { return nil }
            let way =
                gap.gap > 0
                ? "better on the public seed than on the hidden one" : "worse on the public seed than on the hidden one"
            return
                "\(row.result.id.world): \(row.metric.phrase): a loss of \(amount(gap.publicLoss, row.metric)) on the public seed, "
                + "\(amount(gap.hiddenLoss, row.metric)) on the hidden one: \(way)"
        }
    }
}
