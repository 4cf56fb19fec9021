import EventEngine
import Experiments
import PatchModel
import PatchSimulator
import Text

/// How the strategies went over time, a line each: what is patched, and what is still exposed.
package struct CurvesText {
    /// Of how many runs at most the curves are drawn: beyond that they would take more memory than they are worth.
    package static let greatestRunCount = 400

    private let study: Study
    private let width: Int

    init(_ study: Study, width: Int) {
        self.study = study
        self.width = width
    }

    /// Empty where the runs have kept no series, or there are too many of them.
    var lines: [String] {
        guard study.results.reduce(0, { $0 + $1.count }) <= Self.greatestRunCount, let bands = SeriesBands(study)
        else { return [] }
        let names = study.policies.map { SafeText.line($0.name) }
        let widest = names.map(\.columns).max() ?? 0
        let most = bands.exposed.flatMap { $0.median.compactMap { $0 } }.max() ?? 0
        let length = min(60, most > 0 ? (width - widest - 4) / 2 : width - widest - 2)
        // The headings need as much as the curves.
        guard length >= 20 else { return [] }
        let span = "0…\(Figure.span(Double(study.scenario.horizon)))"
        var lines = [
            padded("", to: widest + 2) + padded("patched, " + span, to: length + 2)
                + (most > 0 ? "exposed, " + span : "")
        ]
        for (place, name) in names.enumerated() {
            let patched = Sparkline.text(bands.patched[place].median, width: length)
            let exposed = Sparkline.text(
                most > 0 ? bands.exposed[place].median.map { $0.map { $0 / most } } : [],
                width: length
            )
            lines.append(padded(name, to: widest + 2) + padded(patched, to: length + 2) + exposed)
        }
        var legend = study.replications.count > 1 ? "Medians over runs: the share" : "The share"
        legend += " of released (device, patch) pairs that run their patch"
        legend += most > 0 ? ", and exposed (device, vulnerability) pairs, at most \(Figure.fixed(most, 0))." : "."
        return [""]
            + lines.map { line in String(line.reversed().drop { $0 == " " }.reversed()) }
            + wrapped(legend, width: width)
    }
}
