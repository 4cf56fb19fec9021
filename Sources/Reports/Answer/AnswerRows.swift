import Experiments
import PatchModel
import PatchSimulator
import Text

/// The rows of the table below an answer: for each measure one figure a strategy, or two where there is room.
struct AnswerRows {
    /// Where a row is shown.
    enum Place: Hashable {
        case everywhere
        /// Only where a strategy has one figure: it tells what otherwise stands beside the mean.
        case oneFigure
        /// Only where a strategy has two.
        case twoFigures
    }

    struct Row {
        /// The group that begins with this row; nil: it goes on.
        var group: RowGroup?
        /// What is counted, with its unit.
        var label: String
        /// One a strategy.
        var cells: [String]
        /// The worst run beside them, where there is room; empty: there is no such thing.
        var worst: [String] = []
        /// Places of the strategies that are best beyond chance.
        var best: Set<Int> = []
        var place = Place.everywhere
        /// What the row is about; nil: nothing that has a definition.
        var metric: Metric?
        /// True if it is tested who is best.
        var isTested = false
    }

    private let study: Study
    private let options: AnswerOptions
    private let ledgers: [[Ledger]]
    private let answer: Answer?
    /// The runs are those of cells; nil: all count the same.
    private let cells: CellComparison?
    private let weights: [Double]
    private var runs: Int { study.replications.count }

    init(_ study: Study, _ options: AnswerOptions = AnswerOptions(), answer: Answer? = nil) {
        self.study = study
        self.options = options
        ledgers = study.results.map { $0.map(\.ledger) }
        self.answer = answer ?? Answer(study, decideBy: options.decideBy)
        cells = nil
        weights = []
    }

    /// The rows of runs of cells: means and shares are those of all replications, the worst run is that of those made.
    init(_ cells: CellComparison, _ options: AnswerOptions) {
        study = cells.study.madeRuns
        self.options = options
        ledgers = study.results.map { $0.map(\.ledger) }
        answer = nil
        self.cells = cells
        weights = cells.study.weights
    }

    /// All rows that have something to say.
    var rows: [Row] {
        var rows = groups.filter { options.rows.contains($0.name) }.flatMap { group in
            group.rows.compactMap { $0 }.enumerated().map { place, row in
                var row = row
                row.group = place == 0 ? group.name : nil
                return row
            }
        }
        let tested = rows.indices.filter { rows[$0].isTested }
        let metrics = tested.compactMap { rows[$0].metric }
        let leads =
            cells.map { $0.bestBeyondChance(metrics) }
            ?? BestBeyondChance.places(metrics, ledgers, before: study.before)
        for (row, lead) in zip(tested, leads) { rows[row].best = rows[row].metric.flatMap(decided) ?? lead }
        return rows
    }

    /// The measure that decides the answer is a question of its own, asked first: where the answer is clear it says who is best.
    private func decided(_ metric: Metric) -> Set<Int>? {
        if let answer = cells?.answer {
            guard answer.measure == metric, answer.certainty == .clear, case .best(let best) = answer.choice else {
                return nil
            }
            return Set(best)
        }
        guard let answer, answer.statistic == .mean, answer.measure == metric, answer.certainty == .clear,
            case .best(let best) = answer.choice
        else { return nil }
        return Set(best)
    }

    private var groups: [(name: RowGroup, rows: [Row?])] {
        let effort = Metric.effort(ticket: study.scenario.ticketWork)
        var groups: [(name: RowGroup, rows: [Row?])] = []
        if let prices = study.scenario.prices {
            groups.append((.cost, [mean(.cost(prices), ""), worst(.cost(prices), "worst run")]))
        }
        return groups + [
            (.exposure, exposure),
            (
                .time,
                [
                    mean(.timeToPatch50, "half patched"), mean(.timeToPatch95, "95 % patched"),
                    mean(.compliance, "in time"),
                ]
            ),
            (
                .downtime,
                [
                    mean(.plannedDowntime, "planned"), mean(.unplannedDowntime, "unplanned"),
                    worst(.unplannedDowntime, "worst run"),
                ] + services
            ),
            (
                .harm,
                [
                    mean(.blastRadius, "devices hit"), worst(.blastRadius, "worst run"),
                    mean(.downAtOnce, "down at once", in: .twoFigures), worst(.downAtOnce, "down at once, worst"),
                    mean(effort, "people"),
                ]
            ),
            (
                .outcome,
                [
                    count(.stopped, "stopped" + counted),
                    count(.stoppedFalsely, "  a good patch too"), count(.unfinished, "  unfinished at end"),
                    mean(.neverPatched, "never patched"),
                ]
            ),
        ]
    }

    /// What people had to do without, where devices are for something.
    private var services: [Row?] {
        guard !study.scenario.services.isEmpty else { return [] }
        let hasUsers = study.scenario.services.contains { $0.users > 0 }
        return [
            mean(.serviceOutage, "services"), worst(.serviceOutage, "services, worst run"),
            hasUsers ? mean(.userOutage, "users without") : nil,
        ]
    }

    private var exposure: [Row?] {
        guard !study.scenario.vulnerabilities.isEmpty else {
            return [Row(label: "(no vulnerabilities in this scenario)", cells: [])]
        }
        let shown = options.days ?? [DayMarks.usualDay(study.scenario.horizon)].compactMap { $0 }
        let days = zip(DayMark.all, Metric.exposedOnDay).filter { shown.contains($0.0) }
        return [mean(.exposedDeviceDays, ""), exploited] + days.map { mean($1, "open on day \($0)") }
    }

    // MARK: Kinds of rows

    private func mean(_ metric: Metric, _ words: String, in place: Place = .everywhere) -> Row? {
        let found = ledgers.map { own in own.compactMap { metric.value(in: $0) } }
        let values = found.map { own in
            own.count == runs ? mean(own.map(\.value)) : nil
        }
        var row = row(metric, words, values, found.map { $0.contains { $0.isCensored } })
        row?.isTested = true
        row?.place = place
        if runs > 1 { row?.worst = self.row(metric.over(.worst), words, worst(metric), [], isPlain: true)?.cells ?? [] }
        return row
    }

    /// The mean over all replications.
    private func mean(_ values: [Double]) -> Double {
        cells == nil
            ? values.reduce(0, +) / Double(max(1, values.count)) : zip(values, weights).reduce(0) { $0 + $1.0 * $1.1 }
    }

    /// The worst of all runs by strategy.
    private func worst(_ metric: Metric) -> [Double?] {
        ledgers.map { own in MetricSummary(metric.over(.worst), own)?.estimate }
    }

    /// The worst of all runs, as a row; none where there is one run.
    private func worst(_ metric: Metric, _ words: String) -> Row? {
        guard runs > 1 else { return nil }
        var row = row(metric.over(.worst), words, worst(metric), [], isPlain: true)
        row?.place = .oneFigure
        return row
    }

    /// The part of exposure while a vulnerability is exploited: nothing to tell where it is none of the exposure, or all.
    private var exploited: Row? {
        let pairs = ledgers.joined().map { (part: $0.exposure.exploited, all: $0.exposure.plain) }
        guard pairs.contains(where: { $0.part > 0 }), pairs.contains(where: { $0.part != $0.all }) else { return nil }
        return mean(.exposureExploited, "under attack")
    }

    /// Of what a row of counts has a part.
    private var counted: String {
        cells != nil ? ", % of runs" : runs > 1 ? ", of \(Figure.count(runs, "run", "runs"))" : ""
    }

    /// In how many runs something happened at all.
    private func count(_ metric: Metric, _ label: String) -> Row {
        if cells != nil {
            let shares = ledgers.map { own in metric.values(in: own).map { 100 * mean($0.map { $0 > 0 ? 1 : 0 }) } }
            let texts = shares.map { share in share.map(Figure.significant) ?? "-" }
            return Row(label: label, cells: texts, metric: metric)
        }
        let counts = ledgers.map { own -> Int? in
            metric.values(in: own).map { $0.count { $0 > 0 } }
        }
        let texts = counts.map { count -> String in
            guard let count else { return "-" }
            return runs > 1 ? Figure.grouped(count) : count > 0 ? "yes" : "no"
        }
        return Row(label: label, cells: texts, metric: metric)
    }

    /// A row of a metric's values: all in one unit, but small ones with as many decimals as they need.
    private func row(_ metric: Metric, _ words: String, _ values: [Double?], _ isBound: [Bool], isPlain: Bool = false)
        -> Row?
    {
        let known = values.compactMap { $0 }
        guard let greatest = known.map({ metric.shown($0) }).max() else { return nil }
        // What never happens in any run needs no row, except where that is the news.
        if greatest == 0, metric.base == Metric.plannedDowntime.base { return nil }
        let scale = MetricScale(greatest: greatest)
        let cells = values.enumerated().map { place, value in
            guard let value else { return "-" }
            let shown = metric.shown(value) / scale.divisor
            let decimals = shown == shown.rounded() && (isPlain || shown == 0) ? 0 : Figure.decimals(for: shown)
            return (isBound.indices.contains(place) && isBound[place] ? "≥" : "") + Figure.fixed(shown, decimals)
        }
        let unit = (scale.divisor == 1 ? "" : "k ") + Self.unit(metric)
        let saysUnit = ["devices hit", "down at once, worst", "down at once"].contains(words) && scale.divisor == 1
        let label = words.isEmpty ? unit : saysUnit ? words : "\(words), \(unit)"
        return Row(label: label, cells: cells, metric: metric)
    }

    private static func unit(_ metric: Metric) -> String {
        switch metric.unit {
        case .deviceDays: "device-days"
        case .deviceHours: "h"
        case .hours: "hours"
        case .days: "days"
        case .share: "%"
        case .devices: "devices"
        case .serviceHours: "h"
        case .userHours: "user-hours"
        case .pairs, .times, .gigabytes: metric.unit.name
        case .money(let currency): SafeText.line(currency)
        }
    }
}
