import Experiments
import PatchModel
import PatchSimulator
import Text

extension ReportPage {
    /// The most members that a table shows, also in Markdown.
    static let mostMembers = 50

    /// Who pays: a table for each dimension by which the study's runs were taken apart; empty if there is none.
    var breakdowns: HTML {
        let tables = comparison.breakdowns.map {
            BreakdownTable($0, limit: Self.mostMembers, prices: study.scenario.prices)
        }
        guard !tables.isEmpty else { return "" }
        let names = tables.map { $0.breakdown.dimension.rawValue }
        let options: [HTML] = names.map { "<option value=\"\($0)\">\($0)</option>" }
        // Without scripts all tables are there, one below the other.
        let choice: HTML =
            tables.count < 2
            ? ""
            : """
            <p class="control" id="breakdown-choice" hidden><label>Broken down by \
            <select id="select-breakdown">\(options)</select></label></p>

            """
        return """
            <section id="breakdowns" aria-labelledby="breakdowns-title">
            <h2 id="breakdowns-title">Who pays</h2>
            <p class="lead">The same figures taken apart, as \(study.replications.count > 1 ? "means over runs" : "in the only run"). \
            Device-days, hours and devices add up to those of the fleet, except for devices that several patches concern.</p>
            \(choice)\(tables.map(block))</section>
            """
    }

    private func block(_ table: BreakdownTable) -> HTML {
        let dimension = table.breakdown.dimension
        var remarks = table.remark.isEmpty ? [] : [table.remark + " The JSON and the CSV of the report have all."]
        if table.hasBound { remarks.append("≥: not reached by the end in some runs.") }
        if table.parts.isEmpty { remarks.append("No member has a headline metric of its own.") }
        let parts = table.parts.map { part -> (title: HTML, rows: [[HTML]]) in
            let unit = part.column.metric.unitWords
            let title: HTML =
                "\(part.column.metric.title) <span class=\"unit\">\((part.column.scale.heading + [unit]).joined(separator: " "))</span>"
            let rows: [[HTML]] = zip(table.names, part.cells).map { name, cells in
                ["\(name)"] + cells.map { "\($0 == "-" ? "–" : $0)" }
            }
            return (title, rows)
        }
        let figures =
            parts.isEmpty
            ? ""
            : HTML.table(
                caption: "Headline metrics by \(dimension.rawValue)",
                [dimension.rawValue] + names,
                parts: parts
            )
        let remark: HTML = remarks.isEmpty ? "" : "<p class=\"unit\">\(remarks.joined(separator: " "))</p>\n"
        return """
            <div class="breakdown" data-by="\(dimension.rawValue)">
            <h3>\(dimension.title)</h3>
            \(figures)\(remark)</div>

            """
    }
}
