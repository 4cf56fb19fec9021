import Experiments
import PatchModel
import Text

extension ReportPage {
    /// How far single factors swing a metric; nil where the study holds no such sweep.
    var tornado: PageFigure? {
        guard let first = tornados.first, let widest = first.bars.first else { return nil }
        let options: [HTML] = tornados.enumerated().map { place, tornado in
            "<option value=\"\(place)\">\(tornado.metric.title), \(tornado.strategy)</option>"
        }
        let rows: [[HTML]] = tornados.flatMap { tornado in
            tornado.bars.flatMap { bar in
                bar.ends.map { end in
                    [
                        "\(tornado.metric.title), \(tornado.strategy)", "\(bar.key)", "\(end.value)",
                        "\(end.censored > 0 ? "≥" : "")\(words(end.mean, tornado.metric))",
                        "\(tornado.metric.signed(end.difference.difference.mean, decimals: 2))",
                        "\(bar.isSignificant ? "yes" : "cannot tell")",
                    ]
                }
            }
        }
        let lead =
            widest.swing == 0
            ? "Nothing that was varied moves \(first.metric.phrase) of \(first.strategy)."
            : "Of all that was varied, \(widest.key) moves \(first.metric.phrase) of \(first.strategy) the most: by "
                + "\(words(widest.swing, first.metric)) \(first.metric.unitWord)"
                + (widest.isSignificant
                    ? "."
                    : ", which \(Figure.count(first.replications, "run", "runs")) cannot distinguish from chance.")
        return PageFigure(
            id: "tornado",
            title: "What the outcome depends on",
            lead: lead,
            note:
                "Each bar reaches from the lowest to the highest mean that one factor alone causes; the line is the scenario "
                + "as written. Pale bars may be chance (5 % level, Hall’s interval, Holm’s method). Below "
                + "\(Significance.fewestReplications) runs all bars are pale.",
            control: """
                <p class="control"><label>Figure <select id="select-tornado">\(options)</select></label></p>

                """,
            table: HTML.table(
                caption: "Means by factor",
                ["figure", "factor", "value", "mean", "difference", "factor matters"],
                rows,
                isText: true
            )
        )
    }

    private func words(_ value: Double, _ metric: Metric) -> String {
        let shown = metric.shown(value)
        return Figure.fixed(shown, Figure.decimals(for: shown))
    }
}
