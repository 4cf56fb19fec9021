import Experiments
import Foundation
import PatchModel
import PatchSimulator
import Text

/// The same answer as `AnswerText`, for people who decide and do not calculate: a recommendation, how sure it is, and what it
/// costs.
struct BoardText {
    /// What is recommended, or that nothing can be.
    let title: String
    /// One or more sentences below it.
    let sentences: [String]
    /// `clear`, `likely` or `open`; nil where there is nothing to be sure of.
    let certainty: Answer.Certainty?
    /// What stands behind the recommendation, each below a label.
    let lines: [AnswerText.Line]
    /// Place of the strategy that is recommended; nil if none is, or one of several.
    let chosen: Int?

    /// Nil where nothing can be said.
    init?(_ study: Study) {
        guard let text = AnswerText(study) else { return nil }
        let words = Recommendation(text)
        title = words.title
        sentences = words.sentences
        if case .best(let best) = text.answer.choice { chosen = best.first } else { chosen = nil }
        switch text.answer.choice {
        case .best, .among: certainty = study.replications.count > 1 ? text.answer.certainty : nil
        case .ladder, .noDifference, .single: certainty = nil
        }
        lines = Self.lines(text, study, chosen)
    }

    private static func lines(_ text: AnswerText, _ study: Study, _ chosen: Int?) -> [AnswerText.Line] {
        var lines = courses(text)
        if case .ladder(let steps) = text.answer.choice, let sure = text.certaintyOfLadder(steps) {
            lines.append(.init(label: "How sure", text: sure.text))
        }
        if let duels = duels(text) { lines.append(.init(label: "How sure", text: duels)) }
        if let point = turningPoint(text) { lines.append(.init(label: "Turning point", text: point)) }
        if let chosen {
            lines.append(.init(label: "What you give up", text: GivenUp(study, chosen, text.names).text))
        }
        return lines
    }

    private static func share(_ count: Int, _ runs: Int) -> String {
        "\(Figure.grouped(count)) of \(Figure.grouped(runs))"
    }

    private static func courses(_ text: AnswerText) -> [AnswerText.Line] {
        let answer = text.answer
        guard text.runs > 1 else { return [] }
        switch answer.choice {
        case .noDifference: return []
        case .ladder(let steps):
            guard !answer.badRuns.isEmpty else { return [] }
            return [
                .init(label: "A bad patch (\(share(answer.badRuns.count, text.runs)) runs)", text: text.hits(steps))
            ]
        case .single: return text.typicalAndWorst.compactMap { $0 }
        case .best, .among:
            guard !answer.badRuns.isEmpty, !answer.goodRuns.isEmpty else {
                return text.typicalAndWorst.compactMap { $0 }
            }
            return [
                .init(
                    label: "No bad patch (\(share(answer.goodRuns.count, text.runs)) runs)",
                    text: text.means(in: answer.goodRuns)
                ),
                .init(
                    label: "A bad patch (\(share(answer.badRuns.count, text.runs)) runs)",
                    text: text.means(in: answer.badRuns) + text.worst
                ),
            ]
        }
    }

    private static func duels(_ text: AnswerText) -> String? {
        guard case .best = text.answer.choice, let lead = text.answer.lead, text.runs > 1 else { return nil }
        let rivals = lead.duels.filter { !$0.paired.isIdentical }
        guard !rivals.isEmpty else { return nil }
        guard rivals.count <= 4 else {
            return "\(text.names[lead.best]) is better than all others in \(Figure.grouped(lead.leads)) of "
                + "\(Figure.grouped(text.runs)) runs" + text.tryMore
        }
        let wins = WinsText(rivals, text.names, text.runs, text.answer.statistic).text
        return wins + text.tryMore
    }

    /// A number with two digits that count.
    private static func twoDigits(_ value: Double) -> String {
        guard value > 0, value.isFinite else { return "0" }
        let places = min(9, max(0, 1 - Int(log10(value).rounded(.down))))
        return Figure.fixed(value, places)
    }

    private static func turningPoint(_ text: AnswerText) -> String? {
        let answer = text.answer
        guard let price = text.currentPrice, answer.measure.id == "cost", answer.hasEnoughRuns, answer.lead != nil
        else {
            return nil
        }
        guard let point = answer.turningPoint else {
            return "No price of exposure makes another strategy the cheapest."
        }
        return "If a day of exposure of one device costs \(point.isBelow ? "less" : "more") than about "
            + "\(twoDigits(point.price)) \(answer.measure.unitWord) (assumed: \(Figure.plain(price))), "
            + "\(text.names[point.other]) is the cheapest"
    }

    /// The recommendation itself.
    private struct Recommendation {
        let title: String
        let sentences: [String]

        init(_ text: AnswerText) {
            let (answer, names, amount) = (text.answer, text.names, text.amount)
            let runs = Figure.count(text.runs, "run", "runs")
            switch answer.choice {
            case .best(let best):
                title = "Choose \(VerdictWords.list(best.map { names[$0] }, joinedBy: "or"))"
                sentences = [Self.lead(text, best), Self.sure(answer.certainty)]
            case .among(let some):
                guard answer.hasEnoughRuns else {
                    title = "Too few runs to choose"
                    let means = names.indices.map { ($0, text.figure($0)) }.sorted { ($0.1, $0.0) < ($1.1, $1.0) }
                    let told = means.prefix(6).map { "\(names[$0.0]) \(amount.text($0.1))" }
                    sentences = ["On average, so far: \(VerdictWords.list(told)). \(runs) may miss a rare great loss."]
                    return
                }
                title = VerdictWords.list(some.map { names[$0] }, joinedBy: "or")
                let values = VerdictWords.list(some.map { amount.number(text.figure($0)) })
                let rest = names.indices.filter { !some.contains($0) }
                let worse = rest.map { "\(names[$0]) (\(amount.number(text.figure($0))))" }
                let isOrAre = rest.count == 1 ? "is clearly worse" : "are clearly worse"
                sentences =
                    ["\(runs) do not separate them: \(values) \(amount.unit) on average."]
                    + (rest.isEmpty ? [] : ["\(VerdictWords.list(worse)) \(isOrAre)."])
            case .ladder(let steps):
                title = "There is no single best strategy without prices"
                let words = text.sentence
                sentences = [words.hasSuffix(":") ? words.dropLast() + "." : words] + steps.map { text.step($0) }
            case .noDifference:
                title = "No difference"
                sentences = [text.sentence]
            case .single:
                title = "Only \(names[0]) was run"
                sentences = [text.sentence, "There is nothing to compare it with."]
            }
        }

        private static func lead(_ text: AnswerText, _ best: [Int]) -> String {
            let (answer, amount) = (text.answer, text.amount)
            let own = text.figure(best[0])
            let start = "On average it \(text.verb) \(amount.text(own))"
            guard let next = answer.runnerUp else { return start + "." }
            let other = text.figure(next)
            let share = other > 0 ? (other - own) / other * 100 : 0
            let less = share >= 1 ? "\(Figure.fixed(share, 0)) % less than" : "a little less than"
            return "\(start), \(less) the next best (\(text.names[next]), \(amount.text(other)))."
        }

        private static func sure(_ certainty: Answer.Certainty) -> String {
            switch certainty {
            case .clear: "This is clear: the difference is larger than chance explains."
            case .likely: "This is likely, but more runs may change it."
            case .open: "This is open: the difference may be chance."
            }
        }
    }
}

/// What the recommended strategy is worse in than another one.
struct GivenUp {
    let text: String

    /// At most so many.
    private static let most = 2

    init(_ study: Study, _ chosen: Int, _ names: [String]) {
        let ledgers = study.results.map { $0.map(\.ledger) }
        var found: [(weight: Double, text: String, name: String)] = []
        for metric in [Metric.compliance, .exposedDeviceDays, .downtime, .blastRadius] {
            let values = ledgers.compactMap { metric.values(in: $0) }
            guard values.count == ledgers.count else { continue }
            let means = values.map { $0.reduce(0, +) / Double($0.count) }
            let isLow = metric.goal == .low
            guard let best = means.indices.min(by: { isLow ? means[$0] < means[$1] : means[$0] > means[$1] }) else {
                continue
            }
            // How many times as much of what is bad.
            let bad = { (value: Double) in isLow ? value : 1 - value }
            let (own, other) = (bad(means[chosen]), bad(means[best]))
            guard own > other * 1.05, own - other > (isLow ? 0.5 : 0.005) else { continue }
            found.append((own / max(other, 1e-9), Self.words(metric, means[chosen], means[best]), names[best]))
        }
        let told = found.enumerated().sorted { ($1.element.weight, $0.offset) < ($0.element.weight, $1.offset) }
            .prefix(Self.most).map(\.element)
        // The other strategy is named once where it is the same.
        let isOne = Set(told.map(\.name)).count == 1
        let parts = told.enumerated().map { place, item in
            isOne && place > 0 ? item.text : "\(item.text) with \(item.name)"
        }
        text =
            parts.isEmpty
            ? "Little: no other strategy is much better in time, exposure, downtime or devices hit"
            : parts.joined(separator: "; ")
    }

    private static func words(_ metric: Metric, _ own: Double, _ other: Double) -> String {
        if metric == .compliance {
            let digits = own > 0.9 && other > 0.9 ? 1 : 0
            return
                "\(Figure.fixed(own * 100, digits)) % patched in time, against \(Figure.fixed(other * 100, digits)) %"
        }
        let amount = Amount(metric, greatest: max(own, other))
        let what = metric == .blastRadius ? "devices hit" : amount.unit
        return "\(amount.number(own)) \(what), against \(amount.number(other))"
    }
}
