import EventEngine
import Experiments
import PatchModel
import PatchSimulator
import Text

/// What came of the only strategy that was run, where there is nothing to compare it with.
struct SingleOutcome {
    private let study: Study
    private let answer: Answer
    private let ledgers: [Ledger]
    private var runs: Int { ledgers.count }

    init(_ study: Study, _ answer: Answer) {
        self.study = study
        self.answer = answer
        ledgers = study.results.first?.map(\.ledger) ?? []
    }

    /// `costs 12 EUR on average: 3 exposed device-days, 2 hours of downtime and 1 device hit`.
    var outcome: String {
        let average = runs > 1 ? " on average" : ""
        var parts: [String] = []
        if !study.scenario.vulnerabilities.isEmpty { parts.append(amount(.exposedDeviceDays)) }
        parts += [amount(.downtime), amount(.blastRadius)]
        let told = VerdictWords.list(parts.filter { !$0.isEmpty })
        guard let prices = study.scenario.prices else { return "leaves \(told)\(average)" }
        return "costs \(amount(.cost(prices)))\(average): \(told)"
    }

    private func amount(_ metric: Metric) -> String {
        guard let values = metric.values(in: ledgers) else { return "" }
        let mean = values.reduce(0, +) / Double(values.count)
        guard metric == .blastRadius else { return Amount(metric, greatest: mean).text(mean) }
        let isWhole = mean == mean.rounded()
        return isWhole
            ? Figure.count(Int(mean), "device", "devices") + " hit by a defect"
            : Amount(metric, greatest: mean).text(mean) + " hit by a defect"
    }

    /// At most two: what was bad, and how sure the figures are.
    var lines: [AnswerText.Line] { [bad, certainty] }

    private var bad: AnswerText.Line {
        let stops = ledgers.count { $0.rollouts.stops > 0 }
        let falseStops = ledgers.count { $0.rollouts.falseStops > 0 }
        guard runs > 1, let most = ledgers.map(\.defects.blastRadius).max() else { return alone }
        let bad = ledgers.count { $0.defects.blastRadius > 0 }
        var text =
            bad > 0
            ? "in \(share(bad)), with \(Figure.count(most, "device", "devices")) hit at most" : "in none of \(all)"
        text += stops > 0 ? "; stopped in \(Figure.grouped(stops))" : "; never stopped"
        if falseStops > 0 { text += ", a good patch in \(Figure.grouped(falseStops))" }
        return AnswerText.Line(label: "A bad patch", text: text)
    }

    private var alone: AnswerText.Line {
        guard let ledger = ledgers.first else { return AnswerText.Line(label: "Outcome", text: "nothing was run") }
        var parts = [ledger.defects.firstEffect.map { "a defect took effect on day \(Self.day($0))" } ?? "no bad patch"]
        if let stop = ledger.rollouts.firstStop {
            let isFalse = ledger.rollouts.falseStops > 0 ? ", of a good patch too" : ""
            parts.append("first stopped on day \(Self.day(stop))\(isFalse)")
        } else {
            parts.append("never stopped")
        }
        if ledger.rollouts.unfinished > 0 { parts.append("unfinished at the end") }
        let missing = ledger.patching.neverPatchedDevices
        parts.append(missing == 0 ? "all patched" : Figure.count(missing, "device", "devices") + " never patched")
        return AnswerText.Line(label: "Outcome", text: parts.joined(separator: "; "))
    }

    private var certainty: AnswerText.Line {
        let label = "How sure"
        let more = "Try -n \(Significance.fewestReplications)"
        guard runs > 1 else {
            return AnswerText.Line(label: label, text: "open: one course of events of many. \(more)")
        }
        guard runs >= Significance.fewestReplications else {
            return AnswerText.Line(label: label, text: "open: so few runs may miss a rare great loss. \(more)")
        }
        guard let summary = MetricSummary(answer.measure, ledgers), let lower = summary.lower else {
            return AnswerText.Line(label: label, text: "open: nothing bounds the mean")
        }
        let amount = Amount(answer.measure, greatest: summary.upper ?? summary.estimate)
        let range =
            summary.upper.map { "\(amount.range(lower, $0)) \(amount.unit)" } ?? "at least \(amount.text(lower))"
        return AnswerText.Line(label: label, text: "the mean is \(range), with 95 % confidence")
    }

    private var all: String { Figure.count(runs, "run", "runs") }
    private func share(_ count: Int) -> String { "\(Figure.grouped(count)) of \(all)" }

    private static func day(_ time: Tick) -> String { Figure.fixed(Double(time) / 86_400, 1) }
}
