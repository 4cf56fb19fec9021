import EventEngine
import Experiments
import Foundation
import PatchModel
import PatchSimulator
import Text

/// A picture with the words and the table that say the same.
struct PageFigure {
    /// The part of the page; letters and hyphens.
    var id: String
    var title: String
    /// What the picture shows, in a sentence or two.
    var lead: String
    /// How to read it, where that is not plain.
    var note = ""
    /// A control above the picture.
    var control: HTML = ""
    var table: HTML

    var html: HTML {
        let remark: HTML = note.isEmpty ? "" : "<figcaption>\(note)</figcaption>"
        return """
            <section id="\(id)" class="chart" aria-labelledby="\(id)-title">
            <h2 id="\(id)-title">\(title)</h2>
            <p class="lead">\(lead)</p>
            \(control)<figure>
            <div class="plot" id="plot-\(id)" role="img" aria-label="\(title). \(lead)"></div>
            \(remark)</figure>
            <details class="data"><summary>The figures of this picture</summary>
            \(table)</details>
            </section>

            """
    }
}

extension ReportPage {
    var charts: HTML {
        var figures: [PageFigure] = []
        if let bands = report.bands { figures += [patched(bands), exposed(bands)] }
        figures += [downtime]
        if let bands = report.bands { figures.append(unavailable(bands)) }
        figures += [timeline, blast]
        if let found = comparison.tradeoff { figures.append(tradeoff(found)) }
        if let found = comparison.costs { figures.append(cost(found)) }
        figures.append(residual)
        if let tornado { figures.append(tornado) }
        let missing: HTML =
            report.hasSeries
            ? ""
            : """
            <p class="missing">The study was kept without time series, so that the pictures of what happens over time are \
            left out. Runs that <code>patchlab compare SCENARIO --study FILE</code> makes have them.</p>

            """
        let parts: [HTML] = figures.map(\.html)
        return "\(missing)\(parts)"
    }

    // MARK: Over time

    private func patched(_ bands: SeriesBands) -> PageFigure {
        let halves = names.indices.compactMap { place -> String? in
            let summary = comparison.summaries[place].compactMap { $0 }.first { $0.metric == .timeToPatch50 }
            return summary.map { summary in
                (summary.censored > 0 ? "at the earliest " : "")
                    + "\(Words.together(Figure.span(summary.estimate * 86_400))) under \(names[place])"
            }
        }
        return PageFigure(
            id: "patched",
            title: "How fast the fleet is patched",
            lead: halves.isEmpty
                ? "No patch applies to any device."
                : "Until half of all pairs run their patch it takes \(Words.list(halves)).",
            note: bandNote("The share of (device, patch) pairs that run the patch, of those whose patch is out."),
            table: bandTable("Share of pairs patched, per cent", bands, bands.patched) {
                Figure.fixed($0 * 100, 1)
            }
        )
    }

    private func exposed(_ bands: SeriesBands) -> PageFigure {
        let last = { (values: [Double?]) in Figure.fixed(values.last.flatMap { $0 } ?? 0, 0) }
        let ends = names.indices.map { place in
            let (median, mean) = (last(bands.exposed[place].median), last(bands.exposed[place].mean))
            return "\(median)\(mean == median ? "" : " (mean \(mean))") under \(names[place])"
        }
        let place = study.replications.count > 1 ? " in the median replication" : ""
        return PageFigure(
            id: "exposed",
            title: "What stays exposed",
            lead: "Exposed (device, vulnerability) pairs left at the end\(place): \(Words.list(ends)).",
            note: bandNote("A device with three open vulnerabilities counts three times."),
            table: bandTable("Exposed pairs", bands, bands.exposed) { Figure.fixed($0, 0) }
        )
    }

    private func bandNote(_ text: String) -> String {
        study.replications.count > 1
            ? text + " Lines are medians over replications, bands hold eight replications of ten."
            : text
    }

    private func bandTable(
        _ caption: String,
        _ bands: SeriesBands,
        _ values: [Band],
        _ words: (Double) -> String
    ) -> HTML {
        let rows: [[HTML]] = sampled(bands.instants).map { place in
            ["\(Figure.fixed(Double(bands.instants[place]) / 86_400, 2))"]
                + values.map { band in
                    guard let median = band.median[place], let low = band.low[place], let high = band.high[place]
                    else { return "–" }
                    guard study.replications.count > 1 else { return "\(words(median))" }
                    return "\(words(median)) <span class=\"interval\">\(words(low))–\(words(high))</span>"
                }
        }
        return HTML.table(caption: caption + " (median, 10–90 %)", ["day"] + names, rows)
    }

    /// About a dozen instants, denser at the beginning, where most happens.
    private func sampled(_ instants: [Tick]) -> [Int] {
        let last = instants.count - 1
        guard last >= 0 else { return [] }
        let shares = [0, 0.01, 0.02, 0.04, 0.06, 0.08, 0.1, 0.15, 0.2, 0.3, 0.4, 0.5, 0.6, 0.8, 1]
        var places: [Int] = []
        for share in shares {
            let place = Int((share * Double(last)).rounded())
            if places.last != place { places.append(place) }
        }
        return places
    }

    private func unavailable(_ bands: SeriesBands) -> PageFigure {
        let options: [HTML] = names.enumerated().map { "<option value=\"\($0.offset)\">\($0.element)</option>" }
        let peaks = names.indices.map { place -> String in
            let sums = bands.unavailable[place].first?.indices.map { instant in
                bands.unavailable[place].reduce(0) { $0 + $1[instant] }
            }
            let peak = sums?.max() ?? 0
            return "\(Figure.fixed(peak, Figure.decimals(for: peak))) under \(names[place])"
        }
        let rows: [[HTML]] = sampled(Array(bands.instants.dropFirst())).map { place in
            ["\(Figure.fixed(Double(bands.instants[place + 1]) / 86_400, 2))"]
                + names.indices.map { strategy in
                    let sum = bands.unavailable[strategy].reduce(0) {
                        $0 + ($1.indices.contains(place) ? $1[place] : 0)
                    }
                    return "\(Figure.fixed(sum, Figure.decimals(for: sum)))"
                }
        }
        return PageFigure(
            id: "unavailable",
            title: "When devices are down",
            lead: "At the worst so many devices do not serve their users: \(Words.list(peaks)).",
            note: "Means over replications. Degraded devices count by the share of capacity lost.",
            control: """
                <p class="control"><label>Strategy <select id="select-unavailable">\(options)</select></label></p>

                """,
            table: HTML.table(caption: "Devices not available, mean", ["until day"] + names, rows)
        )
    }

    // MARK: Sums

    private var downtime: PageFigure {
        let ledgers = study.results.map { $0.map(\.ledger) }
        let hours = { (cause: DowntimeCause, own: [Ledger]) in PageData.mean(own) { cause.seconds(in: $0) / 3600 } }
        let words = { (value: Double) in Figure.fixed(value, value == 0 ? 0 : Figure.decimals(for: value)) }
        let rows: [[HTML]] = DowntimeCause.allCases.map { cause in
            ["\(cause.rawValue) (\(cause.isPlanned ? "planned" : "unplanned"))"]
                + ledgers.map { "\(words(hours(cause, $0)))" }
        }
        let sums = zip(names, ledgers).map { name, own in
            "\(words(DowntimeCause.allCases.reduce(0) { $0 + hours($1, own) })) h under \(name)"
        }
        return PageFigure(
            id: "downtime",
            title: "What downtime is made of",
            lead: "All in all \(Words.list(sums)).",
            note: "Means over replications. Mind that the two halves have scales of their own.",
            table: HTML.table(caption: "Downtime by cause, device-hours", ["cause"] + names, rows)
        )
    }

    private var residual: PageFigure {
        let ledgers = study.results.map { $0.map(\.ledger) }
        let rows: [[HTML]] = ResidualCause.allCases.map { cause in
            ["\(cause.words)"]
                + ledgers.map { own in
                    let mean = PageData.mean(own) { Double($0.patching.neverPatched[cause] ?? 0) }
                    return "\(Figure.fixed(mean, mean == mean.rounded() ? 0 : Figure.decimals(for: mean)))"
                }
        }
        let sums = zip(names, ledgers).map { name, own in
            let mean = PageData.mean(own) { Double($0.patching.neverPatchedDevices) }
            return "\(Figure.fixed(mean, mean == mean.rounded() ? 0 : Figure.decimals(for: mean))) under \(name)"
        }
        return PageFigure(
            id: "residual",
            title: "Who is never patched, and why",
            lead: "Devices that lack at least one patch at the end: \(Words.list(sums)).",
            note: "Means over replications; each device counts once, by its gravest cause.",
            table: HTML.table(caption: "Devices never patched by cause", ["cause"] + names, rows)
        )
    }

    private var blast: PageFigure {
        let shares = [0, 0.5, 0.9, 0.95, 1]
        let labels = ["least", "median", "90 %", "95 %", "most"]
        let rows: [[HTML]] = zip(names, study.results).map { name, results in
            let values = results.map { Double($0.ledger.defects.blastRadius) }.sorted()
            let none = values.count { $0 == 0 }
            return ["\(name)"]
                + shares.map { share in
                    quantile(sorted: values, share).map { "\(Figure.fixed($0, 0))" } ?? "–"
                } + ["\(none) of \(values.count)"]
        }
        let worst = zip(names, study.results).map { name, results in
            "\(Figure.grouped(results.map(\.ledger.defects.blastRadius).max() ?? 0)) under \(name)"
        }
        return PageFigure(
            id: "blast",
            title: "How far a bad patch gets",
            lead: "Devices hit in the worst replication: \(Words.list(worst)).",
            note: "Each dot is a replication; the bar marks the median. The scale is logarithmic from 1 on.",
            table: HTML.table(
                caption: "Blast radius over replications, devices",
                ["strategy"] + labels + ["none hit"],
                rows
            )
        )
    }

    private func tradeoff(_ tradeoff: Tradeoff) -> PageFigure {
        let front = tradeoff.points.filter(\.isOnFrontOfMeans).map { names[$0.strategy] }
        let rows: [[HTML]] = tradeoff.points.map { point in
            ["\(names[point.strategy])"] + point.estimates.map { words($0) } + ["\(standing(point.standing))"]
        }
        let lead =
            front.count == 1
            ? "\(front[0]) has the best means of exposure, downtime and effort."
            : "By their means \(Words.list(front)) are not beaten in exposure, downtime and effort at once."
        return PageFigure(
            id: "tradeoff",
            title: "Exposure against downtime",
            lead: lead,
            note:
                "Means with their 95 % intervals; nearer to the lower left is better. The larger the mark, the more work for "
                + "people. The dashed line joins those whose means are not beaten; the table says what chance leaves of that.",
            table: HTML.table(
                caption: "Exposure, downtime and effort",
                ["strategy", "exposed device-days", "downtime, device-hours", "effort, hours", "standing"],
                rows
            )
        )
    }

    private func words(_ estimate: Estimate) -> HTML {
        let places = Figure.decimals(for: estimate.mean)
        guard let interval = estimate.interval, interval.lower < interval.upper else {
            return "\(Figure.fixed(estimate.mean, places))"
        }
        // What is counted is never negative, whatever a symmetric interval says.
        let ends = "\(Figure.fixed(max(0, interval.lower), places))–\(Figure.fixed(interval.upper, places))"
        return "\(Figure.fixed(estimate.mean, places)) <span class=\"interval\">\(ends)</span>"
    }

    private func standing(_ standing: Tradeoff.Standing) -> String {
        switch standing {
        case .onFront: "shown not to be beaten"
        case .dominated(let other): "beaten by \(names.indices.contains(other) ? names[other] : "another")"
        case .cannotTell: "cannot tell"
        }
    }

    private func cost(_ costs: CostComparison) -> PageFigure {
        let currency = costs.prices.currency
        let words = { (value: Double) in Figure.fixed(value, Figure.decimals(for: value)) }
        let sums = costs.strategies.map { cost in
            let ends = cost.total.interval.map {
                " (\(words(max(0, $0.lower)))–\(words($0.upper)))"
            }
            return "\(words(cost.total.mean)) \(currency)\(ends ?? "") under \(names[cost.strategy])"
        }
        let means = study.replications.count > 1 ? "the means with their 95 % intervals are" : "one replication costs"
        let rows: [[HTML]] =
            CostItem.allCases.enumerated().map { place, item in
                ["\(item.words)"] + costs.strategies.map { "\(words($0.parts[place]))" }
            } + [
                ["sum"] + costs.strategies.map { self.words($0.total) },
                ["break-even price of an exposed device-day"]
                    + costs.strategies.map { cost in
                        cost.breakEven.map { even in even.price.map { "\(words($0))" } ?? "none" } ?? "–"
                    },
            ]
        return PageFigure(
            id: "costs",
            title: "What it costs",
            lead: "At the scenario’s prices \(means) \(Words.list(sums)). \(comparison.costVerdict ?? "")",
            note:
                "Means over replications. The break-even price is that of a device-day of exposure at which a strategy costs "
                + "as much as \(names.first ?? "the first").",
            table: HTML.table(caption: "Costs, \(currency)", ["item"] + names, rows)
        )
    }

    // MARK: The course of one replication

    private var timeline: PageFigure {
        let courses = PageTimelines(study).courses
        let options: [HTML] = courses.enumerated().map { place, course in
            let selected: HTML = course.isUsual ? " selected" : ""
            return "<option value=\"\(place)\"\(selected)>\(course.label)</option>"
        }
        let usual = courses.first { $0.isUsual }
        let rows: [[HTML]] = zip(names, usual?.rows ?? []).flatMap { name, rows in
            rows.flatMap { row in
                row.stages.map { stage in
                    [
                        "\(name)", "\(row.patches)", "\(Figure.time(Tick((stage.from * 86_400).rounded())))",
                        "\(stage.stopped ? "stopped" : "opens " + stage.name)", "\(stage.reason)",
                    ]
                }
            }
        }
        let note =
            courses.count < study.replications.count
            ? "The page holds \(courses.count) of \(study.replications.count) replications; "
                + "patchlab run --replication shows any." : ""
        return PageFigure(
            id: "timeline",
            title: "Rings, gates and stops",
            lead: "What each strategy did in one replication: when its rings opened, and when a rollout was stopped.",
            note: "Patches that went the same way share a line. " + note,
            control: """
                <p class="control"><label>Course <select id="select-timeline">\(options)</select></label></p>

                """,
            table: HTML.table(
                caption: "Decisions in \(usual?.label ?? "no replication")",
                ["strategy", "patches", "time", "decision", "why"],
                rows,
                isText: true
            )
        )
    }
}

extension ResidualCause {
    /// The words for it in a report.
    var words: String {
        switch self {
        case .bricked: "bricked or out of reach"
        case .failed: "installation failed"
        case .takenBack: "taken back"
        case .awaitingRestart: "awaiting restart"
        case .inProgress: "in progress"
        case .neverOnline: "never online"
        case .notOffered: "not offered"
        }
    }
}

extension CostItem {
    /// The words for it in a report.
    var words: String {
        switch self {
        case .exposure: "exposure"
        case .plannedDowntime: "planned downtime"
        case .unplannedDowntime: "unplanned downtime"
        case .technicians: "technicians"
        case .tickets: "tickets"
        case .downloads: "downloads"
        }
    }
}

/// Enumerations.
enum Words {
    /// A figure and its unit, which no line may part.
    static func together(_ text: String) -> String { text.replacingOccurrences(of: " ", with: "\u{a0}") }

    /// `one, two and three`.
    static func list(_ items: [String]) -> String {
        guard let last = items.last, items.count > 1 else { return items.first ?? "" }
        return items.dropLast().joined(separator: ", ") + " and " + last
    }
}
