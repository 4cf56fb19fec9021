import Experiments
import Foundation
import PatchModel
import PatchSimulator
import Text

extension ReportPage {
    /// Every metric of every strategy with its interval, and the paired differences to the first strategy.
    var headline: HTML {
        let differences = DifferenceIndex(comparison)
        let rows: [[HTML]] = Metric.headlines.enumerated().compactMap { column, metric in
            guard comparison.summaries.contains(where: { $0[column] != nil }) else { return nil }
            let format = MetricFormat(comparison, column)
            return ["\(metric.title) <span class=\"unit\">\(metric.unitWords)</span>"]
                + names.indices.map { cell($0, differences[$0, metric], column, format) }
        }
        let pairs =
            names.count > 1
            ? " Below, the paired difference from \(names[0]); better and worse are significant at the \(study.markLevel) "
                + "(Hall’s interval, Holm’s method for all pairs of strategies). "
                + "Below \(Significance.fewestReplications) runs nothing is called better or worse: a rare great loss may "
                + "be in none of them."
            : ""
        let note =
            study.replications.count > 1
            ? "Mean over \(study.replications.count) runs and its 95 % interval; the p95 of devices hit is a quantile "
                + "over runs.\(pairs)"
            : "One run only: no intervals, and differences may be chance."
        let isOpen = comparison.summaries.enumerated().contains { place, summaries in
            summaries.enumerated().contains { column, summary in
                summary.map { MetricFormat(comparison, column).interval($0).contains("?") } ?? false
            }
        }
        let remark: HTML =
            isOpen
            ? "<p class=\"unit\">?: too few runs to say, or no upper end because some did not reach it.</p>\n"
            : ""
        return """
            <section id="figures" aria-labelledby="figures-title">
            <h2 id="figures-title">What the statistics say</h2>
            \(verdict)<p class="lead">\(note)\(boundNote)</p>
            \(HTML.table(caption: "Headline metrics by strategy", ["metric"] + names, rows))\(remark)</section>
            """
    }

    /// What `compare --full` says.
    private var verdict: HTML {
        let paragraphs: [HTML] = report.verdict.map { "<p>\($0)</p>\n" }
        return paragraphs.isEmpty ? "" : "<div class=\"verdict\">\n\(paragraphs)</div>\n"
    }

    private var boundNote: String {
        comparison.summaries.joined().contains { ($0?.censored ?? 0) > 0 }
            ? " ≥: not reached by the end in some runs." : ""
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
        let rows: [[HTML]] = Ledger.Figure.further.map { figure in
            ["\(figure.furtherTitle)"] + ledgers.map { own in "\(figure.meanText(in: own))" }
        }
        return """
            <section id="further" aria-labelledby="further-title">
            <h2 id="further-title">Further figures</h2>
            <p class="lead">Means over runs.</p>
            \(HTML.table(caption: "Further figures by strategy", ["figure"] + names, rows))</section>
            """
    }
}

/// Figures of one headline metric with as many decimals as all strategies together want.
struct MetricFormat {
    private let metric: Metric
    private let decimals: Int
    private let isSymmetric: Bool

    init(_ comparison: Comparison, _ column: Int) {
        isSymmetric = comparison.intervals == .t
        metric = Metric.headlines[column]
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
        if metric.isMean, isSymmetric, let low = summary.lower, let high = summary.upper {
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
