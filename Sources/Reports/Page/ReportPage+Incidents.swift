import Experiments
import PatchSimulator
import Text

/// What went wrong with the programs that decide, and what it means for the answer.
extension ReportPage {
    /// By policy, those that had incidents.
    private var marked: [(place: Int, record: IncidentRecord)] {
        names.indices.compactMap { place in IncidentRecord(study, place).map { (place, $0) } }
    }

    /// An item of the warnings on the first screen for each program that had incidents.
    var incidentWarnings: HTML {
        let items: [HTML] = marked.map { place, record in
            """
            <li data-code="incidents">\(share(record)) runs of \(names[place]) had incidents: what was done instead of its orders \
            is in all its figures. See <a href="#incidents">Incidents of programs</a>.</li>

            """
        }
        return "\(items)"
    }

    /// Empty if nothing went wrong.
    var incidents: HTML {
        let marked = marked
        guard !marked.isEmpty else { return "" }
        let rows: [[HTML]] = marked.flatMap { place, record in
            record.kinds.map { kind in
                let runs = study.results[place].map(\.incidents)
                let own = runs.count { $0.contains { $0.kind == kind.kind } }
                let first = runs.joined().first { $0.kind == kind.kind }
                return [
                    "\(names[place])", "\(kind.kind)", "\(Figure.grouped(kind.count))",
                    "\(Figure.grouped(own)) of \(Figure.grouped(runs.count))", "\(first?.text ?? "")",
                ]
            }
        }
        let told = marked.map { place, record in "\(names[place]) in \(share(record)) runs" }
        return """
            <section id="incidents" class="short" aria-labelledby="incidents-title">
            <h2 id="incidents-title">Incidents of programs</h2>
            <p class="lead">A program that decides did something wrong: \(Words.told(told)). In such a run something else was done \
            in place of an order, or of all that would have followed, and this is in all figures of the page. \(meaning)</p>
            \(HTML.table(caption: "Incidents by program", ["program", "incident", "times", "runs", "the first"], rows, isText: true))\
            </section>

            """
    }

    private func share(_ record: IncidentRecord) -> String {
        "\(Figure.grouped(record.runs.count)) of \(Figure.grouped(study.replications.count))"
    }

    /// What the other runs say alone.
    private var meaning: String {
        let whole = study.replications.indices.filter { run in study.results.allSatisfy { $0[run].incidents.isEmpty } }
        guard !whole.isEmpty else { return "No run is without incidents: the page says little about these programs." }
        var rest = study
        rest.replications = whole.map { study.replications[$0] }
        rest.results = study.results.map { own in whole.map { own[$0] } }
        // They were not decided upon look by look.
        rest.looks = []
        let runs = Figure.count(whole.count, "run", "runs")
        guard let alone = BoardText(rest) else { return "The \(runs) without incidents say nothing alone." }
        return alone.title == board?.title
            ? "The \(runs) without incidents give the same answer alone."
            : "The \(runs) without incidents alone give another answer: \(alone.title)\(alone.title.hasSuffix(".") ? "" : ".")"
    }
}
