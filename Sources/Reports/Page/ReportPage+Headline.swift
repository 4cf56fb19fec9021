import Experiments
import Foundation
import PatchModel
import PatchSimulator
import Text

extension ReportPage {
    /// Every metric of every strategy with its interval, and the paired differences to the first strategy.
    var headline: HTML {
        let differences = DifferenceIndex(comparison)
        let rows: [[HTML]] = HeadlineMetric.allCases.enumerated().compactMap { column, metric in
            guard comparison.summaries.contains(where: { $0[column] != nil }) else { return nil }
            let format = MetricFormat(comparison, column)
            return ["\(metric.title) <span class=\"unit\">\(metric.unitWords)</span>"]
                + names.indices.map { cell($0, differences[$0, metric], column, format) }
        }
        let pairs =
            names.count > 1
            ? " Below, the paired difference to \(names[0]); better and worse are significant at the 5 % level "
                + "(Hall’s interval, Holm’s method for all pairs of strategies). "
                + "Below \(Significance.fewestReplications) replications nothing is called better or worse: a rare great loss may "
                + "be in none of them."
            : ""
        let note =
            study.replications.count > 1
            ? "Mean over \(study.replications.count) replications and its 95 % interval; the blast radius p95 is a quantile "
                + "over replications.\(pairs)"
            : "One replication: no intervals, and nothing can be told from chance."
        let isOpen = comparison.summaries.enumerated().contains { place, summaries in
            summaries.enumerated().contains { column, summary in
                summary.map { MetricFormat(comparison, column).interval($0).contains("?") } ?? false
            }
        }
        let remark: HTML =
            isOpen
            ? "<p class=\"unit\">?: too few replications to say, or no upper end because some did not reach it.</p>\n"
            : ""
        return """
            <section id="figures" aria-labelledby="figures-title">
            <h2 id="figures-title">The figures</h2>
            <p class="lead">\(note)\(boundNote)</p>
            \(HTML.table(caption: "Headline metrics by strategy", ["metric"] + names, rows))\(remark)</section>
            """
    }

    private var boundNote: String {
        comparison.summaries.joined().contains { ($0?.censored ?? 0) > 0 }
            ? " ≥: not reached by the end in some replications." : ""
    }

    private func cell(_ strategy: Int, _ found: MetricDifference?, _ column: Int, _ format: MetricFormat) -> HTML {
        guard let summary = comparison.summaries[strategy][column] else { return "–" }
        let interval = format.interval(summary)
        let small: HTML = interval.isEmpty ? "" : "<span class=\"interval\">\(interval)</span>"
        return """
            <span class="estimate">\(format.value(summary))</span>\(small)\(difference(found, format))
            """
    }

    private func difference(_ found: MetricDifference?, _ format: MetricFormat) -> HTML {
        guard let found else { return "" }
        let amount = format.signed(found)
        return switch found.verdict {
        case .better: "<span class=\"difference better\">\(amount) better</span>"
        case .worse: "<span class=\"difference worse\">\(amount) worse</span>"
        case .cannotTell: "<span class=\"difference unknown\">\(amount) cannot tell</span>"
        }
    }

    /// What the headline table leaves out.
    var furtherFigures: HTML {
        let ledgers = study.results.map { $0.map(\.ledger) }
        let rows: [[HTML]] = FurtherFigure.all.map { figure in
            ["\(figure.name)"] + ledgers.map { own in "\(figure.text(own))" }
        }
        return """
            <section id="further" aria-labelledby="further-title">
            <h2 id="further-title">Further figures</h2>
            <p class="lead">Means over replications.</p>
            \(HTML.table(caption: "Further figures by strategy", ["figure"] + names, rows))</section>
            """
    }
}

/// A mean over replications that is told beside the headline metrics.
struct FurtherFigure: Sendable {
    var name: String
    var value: @Sendable (Ledger) -> Double
    var words: @Sendable (Double) -> String

    func text(_ ledgers: [Ledger]) -> String {
        guard !ledgers.isEmpty else { return "–" }
        return words(ledgers.reduce(0) { $0 + value($1) } / Double(ledgers.count))
    }

    private static func number(_ value: Double) -> String {
        Figure.fixed(value, value == value.rounded() ? 0 : Figure.decimals(for: value))
    }

    static let all: [FurtherFigure] = [
        FurtherFigure(
            name: "exposed while exploited, device-days",
            value: { Double($0.exposure.exploited) / 86_400 },
            words: number
        ),
        FurtherFigure(
            name: "exposed while no patch closes it, device-days",
            value: { Double($0.vendorExposure) / 86_400 },
            words: number
        ),
        FurtherFigure(name: "attempts to install", value: { Double($0.attempts) }, words: number),
        FurtherFigure(name: "installations", value: { Double($0.installations) }, words: number),
        FurtherFigure(name: "failed attempts", value: { Double($0.failedAttempts) }, words: number),
        FurtherFigure(name: "rollbacks", value: { Double($0.rollbacks) }, words: number),
        FurtherFigure(name: "tickets", value: { Double($0.tickets) }, words: number),
        FurtherFigure(name: "technician visits", value: { Double($0.technicianVisits) }, words: number),
        FurtherFigure(name: "technicians’ time", value: { Double($0.technicianSeconds) }, words: Figure.span),
        FurtherFigure(
            name: "downloaded",
            value: { Double($0.bytes) },
            words: Figure.bytes
        ),
        FurtherFigure(name: "stops", value: { Double($0.stops) }, words: number),
        FurtherFigure(name: "stops without a defect", value: { Double($0.falseStops) }, words: number),
    ]
}

/// Figures of one headline metric with as many decimals as all strategies together want.
struct MetricFormat {
    private let metric: HeadlineMetric
    private let decimals: Int
    private let isSymmetric: Bool

    init(_ comparison: Comparison, _ column: Int) {
        isSymmetric = comparison.intervals == .t
        metric = HeadlineMetric.allCases[column]
        let metric = metric
        let summaries = comparison.summaries.compactMap { $0[column] }
        let greatest = summaries.map { metric.shown($0.estimate) }.max() ?? 0
        if metric.unit == .devices, summaries.allSatisfy({ $0.values.count == 1 }) {
            decimals = 0
        } else {
            decimals = metric == .compliance ? 1 : Figure.decimals(for: greatest)
        }
    }

    func value(_ summary: MetricSummary) -> String {
        metric.text(summary.estimate, decimals: decimals, isBound: summary.censored > 0)
    }

    /// The ends of an interval, or `±` and half its width for a mean's that is symmetric; empty where there is none.
    func interval(_ summary: MetricSummary) -> String {
        if summary.lower == nil && summary.upper == nil { return "" }
        let lower = summary.lower.map { Figure.fixed(metric.shown($0), decimals) } ?? "?"
        let upper = summary.upper.map { Figure.fixed(metric.shown($0), decimals) } ?? "?"
        if metric.summary == .mean, isSymmetric, let low = summary.lower, let high = summary.upper {
            return "±\u{2009}" + Figure.fixed(metric.shown((high - low) / 2), decimals)
        }
        return "\(lower)–\(upper)"
    }

    func signed(_ difference: MetricDifference) -> String {
        let mean = difference.paired.difference.mean
        let text = metric.signed(mean, decimals: max(decimals, Figure.decimals(for: metric.shown(mean))))
        return text.replacingOccurrences(of: "-", with: "\u{2212}")
    }
}

extension HeadlineMetric {
    /// The words for it at the head of a row.
    var title: String {
        switch self {
        case .exposedDeviceDays: "Exposed device-days"
        case .timeToPatch50: "Time to patch, half"
        case .timeToPatch95: "Time to patch, 95 %"
        case .compliance: "Patched in time (SLA)"
        case .plannedDowntime: "Planned downtime"
        case .unplannedDowntime: "Unplanned downtime"
        case .blastRadius: "Blast radius, mean"
        case .blastRadius95: "Blast radius, p95"
        case .neverPatched: "Never patched"
        }
    }

    /// The same with what its figures are counted in, unless that is said already.
    var titleWithUnit: String { unit == .deviceDays ? title : "\(title), \(unitWords)" }

    /// What the figures of the row are counted in.
    var unitWords: String {
        switch unit {
        case .deviceDays: "over all vulnerabilities"
        case .days: "days"
        case .share: "%"
        case .deviceHours: "device-hours"
        case .devices: "devices"
        }
    }
}
