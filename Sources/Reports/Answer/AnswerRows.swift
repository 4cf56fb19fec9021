import Experiments
import PatchModel
import PatchSimulator
import Text

/// The rows of the table below an answer: for each measure one figure a strategy.
struct AnswerRows {
    struct Row {
        /// The group that begins with this row; nil: it goes on.
        var group: String?
        /// What is counted, with its unit.
        var label: String
        /// One a strategy.
        var cells: [String]
        /// Places of the strategies that are best beyond chance.
        var best: Set<Int> = []
    }

    private let study: Study
    private let ledgers: [[Ledger]]
    private let answer: Answer?
    private var runs: Int { study.replications.count }

    init(_ study: Study) {
        self.study = study
        ledgers = study.results.map { $0.map(\.ledger) }
        answer = Answer(study)
    }

    /// All rows that have something to say.
    var rows: [Row] {
        let metrics = groups.flatMap { $0.rows }.compactMap(\.metric)
        let leads = BestBeyondChance.places(metrics, ledgers)
        var next = 0
        return groups.flatMap { group -> [Row] in
            var rows: [Row] = []
            for spec in group.rows {
                var best: Set<Int> = []
                if let metric = spec.metric {
                    best = decided(metric) ?? leads[next]
                    next += 1
                }
                guard var row = spec.row(self) else { continue }
                row.best = best
                row.group = rows.isEmpty ? group.name : nil
                rows.append(row)
            }
            return rows
        }
    }

    /// The measure that decides the answer is a question of its own, asked first: where the answer is clear it says who is best.
    private func decided(_ metric: Metric) -> Set<Int>? {
        guard let answer, answer.measure == metric, answer.certainty == .clear, case .best(let best) = answer.choice
        else {
            return nil
        }
        return Set(best)
    }

    /// How one row is made.
    private struct Spec {
        /// A mean that is tested; nil: the row has no test.
        var metric: Metric?
        var row: (AnswerRows) -> Row?
    }

    private var groups: [(name: String, rows: [Spec])] {
        let effort = Metric.effort(ticket: study.scenario.ticketWork)
        var groups: [(name: String, rows: [Spec])] = []
        if let prices = study.scenario.prices {
            groups.append(("cost", [Self.mean(.cost(prices), ""), Self.worst(.cost(prices), "worst run")]))
        }
        groups += [
            ("exposure", [Self.mean(.exposedDeviceDays, ""), Self.exploited]),
            (
                "time",
                [
                    Self.mean(.timeToPatch50, "half patched"), Self.mean(.timeToPatch95, "95 % patched"),
                    Self.mean(.compliance, "in time"),
                ]
            ),
            (
                "downtime",
                [
                    Self.mean(.plannedDowntime, "planned"), Self.mean(.unplannedDowntime, "unplanned"),
                    Self.worst(.unplannedDowntime, "worst run"),
                ]
            ),
            (
                "harm",
                [
                    Self.mean(.blastRadius, "devices hit"), Self.worst(.blastRadius, "worst run"),
                    Self.mean(effort, "people"),
                ]
            ),
            (
                "outcome",
                [
                    Self.count("stopped") { $0.ledger.rollouts.stops > 0 },
                    Self.count("a good patch too") { $0.ledger.rollouts.falseStops > 0 },
                    Self.count("unfinished at end", \.isUnfinished),
                    Self.mean(.neverPatched, "never patched"), Self.worst(.neverPatched, "  worst run"),
                ]
            ),
        ]
        return groups
    }

    // MARK: Kinds of rows

    private static func mean(_ metric: Metric, _ words: String) -> Spec {
        Spec(metric: metric) { rows in
            let found = rows.ledgers.map { own in own.compactMap { metric.value(in: $0) } }
            let values = found.map { own in
                own.count == rows.runs ? own.reduce(0) { $0 + $1.value } / Double(max(1, own.count)) : nil
            }
            let isBound = found.map { $0.contains { $0.isCensored } }
            return rows.row(metric, words, values, isBound)
        }
    }

    /// The worst of all runs; none where there is one run.
    private static func worst(_ metric: Metric, _ words: String) -> Spec {
        Spec { rows in
            guard rows.runs > 1 else { return nil }
            let values = rows.ledgers.map { own in own.compactMap { metric.value(in: $0)?.value }.max() }
            return rows.row(metric, words, values, values.map { _ in false }, isPlain: true)
        }
    }

    /// The part of exposure while a vulnerability is exploited.
    private static var exploited: Spec {
        Spec { rows in
            guard let figure = Ledger.figure("exposure_exploited_s") else { return nil }
            let values = rows.ledgers.map { figure.mean(in: $0) }
            // Nothing to tell where it is none of the exposure, or all.
            let all = rows.ledgers.map { own in Metric.exposedDeviceDays.values(in: own) }
            let isAll = zip(values, all).allSatisfy { part, own in
                guard let part, let own, !own.isEmpty else { return false }
                return abs(part - own.reduce(0, +) / Double(own.count)) <= 1e-9 * abs(part)
            }
            guard values.contains(where: { $0 ?? 0 > 0 }), !isAll else { return nil }
            return rows.row(.exposedDeviceDays, "under attack", values, values.map { _ in false })
        }
    }

    /// In how many runs something happened at all.
    private static func count(_ words: String, _ happened: @escaping (RunResult) -> Bool) -> Spec {
        Spec { rows in
            let counts = rows.study.results.map { own in own.count(where: happened) }
            let label =
                words == "stopped" && rows.runs > 1 ? "\(words), of \(Figure.count(rows.runs, "run", "runs"))" : words
            let texts = rows.runs > 1 ? counts.map { Figure.grouped($0) } : counts.map { $0 > 0 ? "yes" : "no" }
            return Row(label: words == "a good patch too" ? "  " + words : label, cells: texts)
        }
    }

    /// A row of a metric's values: all with as many decimals as suit the greatest, but small ones with as many as they need.
    private func row(_ metric: Metric, _ words: String, _ values: [Double?], _ isBound: [Bool], isPlain: Bool = false)
        -> Row?
    {
        let known = values.compactMap { $0 }
        guard let greatest = known.map({ metric.shown($0) }).max() else { return nil }
        // What never happens in any run needs no row, except where that is the news.
        if greatest == 0, [.exposedDeviceDays, .plannedDowntime].contains(metric) { return nil }
        let scale = MetricScale(greatest: greatest)
        let cells = values.enumerated().map { place, value in
            guard let value else { return "-" }
            let shown = metric.shown(value) / scale.divisor
            let decimals = shown == shown.rounded() && (isPlain || shown == 0) ? 0 : Figure.decimals(for: shown)
            return (isBound[place] ? "≥" : "") + Figure.fixed(shown, decimals)
        }
        let unit = (scale.divisor == 1 ? "" : "k ") + Self.unit(metric)
        let label = words.isEmpty ? unit : Self.needsUnit(words) ? "\(words), \(unit)" : words
        return Row(label: label, cells: cells)
    }

    private static func needsUnit(_ words: String) -> Bool { !["devices hit"].contains(words) }

    private static func unit(_ metric: Metric) -> String {
        switch metric.unit {
        case .deviceDays: "device-days"
        case .deviceHours: "h"
        case .hours: "hours"
        case .days: "days"
        case .share: "%"
        case .devices: "devices"
        case .money(let currency): currency
        }
    }
}
