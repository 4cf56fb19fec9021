import Experiments
import Text

extension ReportPage {
    /// All pictures, in the order in which a planner asks.
    var charts: HTML {
        var parts: [HTML] = []
        if let bands = report.bands {
            parts.append(patched(bands).html)
            // Without vulnerabilities there is nothing to see.
            if bands.exposed.contains(where: { $0.most.contains { $0 ?? 0 > 0 } }) { parts.append(exposed(bands).html) }
        }
        parts.append(blast.html)
        if let bands = report.bands { parts.append(down(bands).html) }
        parts += [gates, timeline.html]
        if let found = comparison.costs { parts.append(cost(found).html) }
        if let found = comparison.tradeoff { parts.append(tradeoff(found).html) }
        parts += [residual.html, downtime.html]
        if let tornado { parts.append(tornado.html) }
        let missing: HTML =
            report.hasSeries
            ? ""
            : """
            <p class="missing">The study was kept without time series, so that the pictures of what happens over time are left \
            out. Runs that <code>patchlab compare SCENARIO --study FILE</code> makes have them.</p>

            """
        return "\(missing)\(parts)"
    }
}
