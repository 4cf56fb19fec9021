import EventEngine
import Experiments
import PatchModel
import PatchSimulator
import Text

/// Pictures of what happens over time.
extension ReportPage {
    func patched(_ bands: SeriesBands) -> PageFigure {
        let halves = names.indices.compactMap { place -> String? in
            let figures = FourFigures(cells(.timeToPatch95, place), .low)
            return figures.map { "\(names[place]) \($0.typical.isBound ? "≥" : "")\(Self.day($0.typical.value)) days" }
        }
        return PageFigure(
            id: "patched",
            title: "How fast is the fleet patched?",
            lead: halves.isEmpty
                ? "No patch applies to any device."
                : "In \(study.replications.count > 1 ? "a typical run" : "the only run") 95 of 100 patch pairs run their patch, counted from its release, after: \(Words.told(halves)).",
            note: bandNote("A patch pair is a device and a patch that applies to it; only patches that are out count."),
            summary: marks.map { dayTable("Patched by day, %", "patched", $0, $0.patched, .high) } ?? "",
            table: bandTable("Patched, %", bands, bands.patched) { Figure.fixed($0 * 100, 1) },
            isPrinted: true
        )
    }

    func exposed(_ bands: SeriesBands) -> PageFigure {
        let last = { (values: [Double?]) in Figure.fixed(values.last.flatMap { $0 } ?? 0, 0) }
        let ends = names.indices.map { "\(names[$0]) \(last(bands.exposed[$0].median))" }
        let worst = names.indices.map { "\(names[$0]) \(last(bands.exposed[$0].most))" }
        let hasExposure = marks.map { !$0.exposed.joined().allSatisfy(\.isEmpty) } ?? false
        return PageFigure(
            id: "exposed",
            title: "What stays exposed?",
            lead: study.replications.count > 1
                ? "Left open at the end of a typical run: \(Words.told(ends)); of the worst run: \(Words.told(worst))."
                : "Left open at the end: \(Words.told(ends)).",
            note: bandNote(
                "Counted are pairs of a device and a vulnerability: a device with three open ones counts three."
            ),
            summary: marks.flatMap { marks in
                hasExposure
                    ? dayTable("Open on day, %", "exposed", marks, marks.exposed, .low) : nil
            } ?? "",
            table: bandTable("Exposed pairs", bands, bands.exposed) { Figure.fixed($0, 0) },
            isPrinted: true
        )
    }

    /// The figures are those of the metric; the lines are averages over the intervals of the series.
    func down(_ bands: SeriesBands) -> PageFigure {
        let isMany = study.replications.count > 1
        let own = names.indices.map { cells(.downAtOnce, $0) }
        let figures = own.map { FourFigures($0, .low) }
        let words = { (value: Double?) in value.map { Figure.fixed($0, $0 == $0.rounded() || $0 >= 10 ? 0 : 1) } ?? "–"
        }
        // What the picture shows, so that what stands above it can be seen in it.
        let peaks = names.indices.map { place in
            let down = bands.down[place]
            return "\(names[place]) \(words(down.worstCourse.max() ?? 0))"
                + (isMany && study.replications.indices.contains(down.worst)
                    ? " (run \(study.replications[down.worst]))" : "")
        }
        let step = bands.instants.count > 1 ? bands.instants[1] - bands.instants[0] : 0
        let rows: [[HTML]] = zip(names, figures).map { name, found in
            ["\(name)"] + FourFigures.Way.allCases.map { way in "\(words(found?[way].value))" }
        }
        return PageFigure(
            id: "down",
            title: "How many devices are down at once?",
            lead: isMany
                ? "At the highest point of the worst run: \(Words.told(peaks))."
                : "At the highest point: \(Words.told(peaks)).",
            note: bandNote(
                "Planned downtime is included; each point is the average over \(Figure.span(Double(step))), and degraded devices "
                    + "count by the share of capacity lost."
                    + (isMany ? " Thin lines are the worst run of each strategy, the one with the highest point." : "")
                    + " The data below has the peaks of unplanned downtime alone, to the second."
            ),
            table: HTML.table(
                caption: "Most devices down at once without plan in a run",
                ["strategy"] + FourFigures.Way.allCases.map(\.words),
                rows
            )
        )
    }

    /// By run, what a metric says of a strategy; empty if a run does not say it.
    func cells(_ metric: Metric, _ strategy: Int) -> [FourFigures.Cell] {
        let found = study.results[strategy].compactMap { metric.value(in: $0.ledger) }
        guard found.count == study.results[strategy].count else { return [] }
        return found.map { .init(value: $0.value, isBound: $0.isCensored) }
    }

    /// A number of days, in two digits.
    static func day(_ days: Double) -> String { Figure.fixed(days, days < 1 ? 2 : 1) }

    private func bandNote(_ text: String) -> String {
        study.replications.count > 1
            ? "Lines are medians over runs, bands cover the middle 80 % of runs. " + text : text
    }

    /// The typical run at the usual days; the page changes it with its selector.
    private func dayTable(
        _ caption: String,
        _ id: String,
        _ marks: DayMarks,
        _ values: [[[Double]]],
        _ goal: PairedDifference.Goal
    ) -> HTML {
        guard !marks.days.isEmpty else { return "" }
        // The page's script puts the way that is chosen between the brackets.
        let caption = caption + (study.replications.count > 1 ? " (\(FourFigures.Way.typical.words))" : "")
        let rows: [[HTML]] = zip(names, values).map { name, days in
            ["\(name)"]
                + days.map { own in FourFigures(own, goal).map { "\(Self.share($0.typical.value))" } ?? "–" }
        }
        let table = HTML.table(caption: caption, [caption] + marks.days.map(String.init), rows)
        return "<div class=\"marks\" data-marks=\"\(id)\">\(table)</div>\n"
    }

    /// Per cent, with a decimal near both ends.
    static func share(_ share: Double) -> String {
        let value = share * 100
        return Figure.fixed(value, value >= 99.95 || value == 0 ? 0 : value < 10 || value > 99 ? 1 : 0)
    }

    /// At the usual days and the end.
    private func bandTable(
        _ caption: String,
        _ bands: SeriesBands,
        _ values: [Band],
        _ words: (Double) -> String
    ) -> HTML {
        let ends = [Tick(0)] + DayMark.all.map(DayMark.time) + [study.scenario.horizon]
        let places = ends.compactMap { time in bands.instants.lastIndex { $0 <= time } }
        let distinct = places.enumerated().filter { $0.offset == 0 || places[$0.offset - 1] != $0.element }.map(
            \.element
        )
        let rows: [[HTML]] = distinct.map { place in
            ["\(Figure.fixed(Double(bands.instants[place]) / 86_400, 2))"]
                + values.map { band in
                    guard let median = band.median[place], let low = band.low[place], let high = band.high[place]
                    else { return "–" }
                    guard study.replications.count > 1 else { return "\(words(median))" }
                    return "\(words(median)) <span class=\"interval\">\(words(low))–\(words(high))</span>"
                }
        }
        let many = study.replications.count > 1 ? " (median, 10–90 % of runs)" : ""
        return HTML.table(caption: caption + many, ["day"] + names, rows)
    }
}

extension FourFigures.Way {
    /// The words for it in a report.
    var words: String {
        switch self {
        case .typical: "typical run"
        case .bad: "1 run in 10"
        case .worst: "worst run"
        case .average: "average"
        }
    }
}
