import Experiments
import Text

/// What a sweep over circumstances answers: nobody chooses a price, so that it is told how the best choice changes along it, and
/// where that turns.
struct CircumstanceAnswer {
    private let result: SweepResult
    private let names: SweepNames
    private let choices: SweepChoices

    /// Nil where no circumstance is varied, or the metric cannot be ranked.
    init?(_ result: SweepResult, _ metric: Metric, _ names: SweepNames) {
        guard let choices = SweepChoices(metric, result), choices.places.count > 1 else { return nil }
        self.result = result
        self.names = names
        self.choices = choices
    }

    private var metric: Metric { choices.metric }
    private var places: [SweepChoices.Place] { choices.places }
    private var keys: [String] { result.keys.filter(result.circumstances.contains) }
    /// Whether there is anything to choose under a circumstance.
    private var isChoice: Bool { places.contains { $0.cells.count > 1 } }
    private var runs: Int { places.map { result.cells[$0.best].ledgers.count }.min() ?? 0 }
    private var isTold: Bool { runs >= Significance.fewestReplications && places.allSatisfy(\.isDecided) }

    var block: AnswerBlock {
        isChoice
            ? AnswerBlock(sentence: sentence, lines: lines)
            : AnswerBlock(sentence: SafeText.line(course.sentence), lines: course.lines)
    }

    /// The cells that are best beyond chance under their circumstances.
    var best: Set<Int> {
        Set(
            places.flatMap { place -> [Int] in
                guard let ranking = place.ranking, place.isDecided, ranking.equal.count < ranking.count - 1 else {
                    return []
                }
                return (ranking.equal + [ranking.best]).map { place.cells[$0] }
            }
        )
    }

    /// At least so many runs would tell the best at one place more; nil if nothing is open.
    var needed: Int? {
        guard isChoice, !isTold else { return nil }
        return max(places.compactMap { $0.ranking?.needed }.min() ?? 0, Significance.fewestReplications)
    }

    // MARK: The best choice along the circumstances

    /// Each choice that is best somewhere, in the order in which they come, with the places where it is.
    private var winners: [(choice: SweepChoices.Choice, places: [Int])] {
        var found: [(choice: SweepChoices.Choice, places: [Int])] = []
        for place in places.indices {
            let best = choices.best(at: place)
            if let known = found.firstIndex(where: { $0.choice == best }) {
                found[known].places.append(place)
            } else {
                found.append((best, [place]))
            }
        }
        return found
    }

    private var sentence: String {
        let winners = winners
        let aim = "the \(metric.goal == .low ? "least" : "most") \(metric.phrase)"
        let soFar = isTold ? "" : " so far"
        let along = VerdictWords.list(keys.map { names[$0] })
        guard winners.count > 1 else {
            let name = winners.first.map { self.name($0.choice) } ?? ""
            let figures = "\(range(places.map { mean($0.best) })) on average"
            return SafeText.line(
                isTold
                    ? "Choose \(name) whatever the \(along): it has \(aim) everywhere, \(figures)."
                    : "\(name) has \(aim)\(soFar) whatever the \(along), \(figures)."
            )
        }
        guard keys.count == 1 else {
            let parts = winners.map { "\(name($0.choice)) at \($0.places.count)" }
            return SafeText.line(
                "What has \(aim)\(soFar) changes with \(along): of \(places.count) cases \(VerdictWords.list(parts))."
            )
        }
        let parts = winners.map { "\(name($0.choice)) at \(VerdictWords.list($0.places.map { value($0) }))" }
        return SafeText.line("What has \(aim)\(soFar) turns with \(along): \(parts.joined(separator: "; ")).")
    }

    /// Of so many turns or choices it is told at the head.
    private static let most = 2

    private var lines: [AnswerText.Line] {
        var lines: [AnswerText.Line] = []
        if keys.count == 1 {
            let turns = turns
            if !turns.isEmpty {
                let more = turns.count > Self.most ? "; and \(turns.count - Self.most) more" : ""
                lines.append(.init(label: "Turns", text: turns.prefix(Self.most).joined(separator: "; ") + more))
            }
            for place in [0, places.count - 1] {
                lines.append(.init(label: "At \(value(place))", text: figures(at: place)))
            }
        } else {
            for winner in winners.prefix(Self.most) where winners.count > 1 {
                let shown = winner.places.prefix(Self.most).map { names.text(places[$0].settings) }
                let more = winner.places.count > shown.count ? "; and \(winner.places.count - shown.count) more" : ""
                lines.append(.init(label: name(winner.choice), text: shown.joined(separator: "; ") + more))
            }
        }
        lines.append(.init(label: "How sure", text: certainty))
        return lines.map { .init(label: SafeText.line($0.label), text: SafeText.line($0.text)) }
    }

    private var certainty: String {
        let advice = needed.map { Advice.runs($0, of: runs) } ?? ""
        if runs < Significance.fewestReplications {
            return "open: so few runs (\(runs)) may miss a rare great loss\(advice)"
        }
        guard !isTold else { return "clear: best under each of them, beyond chance (5 % level)" }
        let open = places.indices.filter { !places[$0].isDecided }
        let all = open.count == places.count
        let extent = all ? "anywhere" : "at \(VerdictWords.list(open.map { described($0) }))"
        return "open: \(runs) runs do not tell the best \(extent)\(advice)"
    }

    /// What is best at a place, and the next, with their figures.
    private func figures(at number: Int) -> String {
        let place = places[number]
        let isLow = metric.goal == .low
        let order = place.cells.sorted {
            (isLow ? mean($0) : -mean($0), $0) < (isLow ? mean($1) : -mean($1), $1)
        }
        let shown = [place.best] + order.filter { $0 != place.best }
        let amount = Amount(metric, greatest: shown.map { abs(mean($0)) }.max() ?? 0)
        return shown.prefix(3).enumerated().map { rank, cell in
            let figure = rank == 0 ? amount.behindName(mean(cell)) : amount.number(mean(cell))
            return "\(name(choices.choices[cell])) \(figure)"
        }.joined(separator: ", ")
    }

    // MARK: Where it turns

    /// Between which values of the one key the best choice is another.
    private var turns: [String] {
        places.indices.dropLast().compactMap { place in
            let (old, new) = (choices.best(at: place), choices.best(at: place + 1))
            guard old != new else { return nil }
            let point = crossing(place, old, new).map { ", at about \(Figure.significant($0))" } ?? ""
            return "from \(name(old)) to \(name(new)) between \(value(place)) and \(value(place + 1))\(point)"
        }
    }

    /// Where the means of two choices cross on straight lines between two places, which is exact of a cost along a price; nil
    /// if the values are no numbers, or if another choice is better there.
    private func crossing(_ place: Int, _ old: SweepChoices.Choice, _ new: SweepChoices.Choice) -> Double? {
        guard let start = Double(value(place)), let end = Double(value(place + 1)), start < end,
            let one = line(of: old, from: place), let other = line(of: new, from: place)
        else { return nil }
        let sign: Double = metric.goal == .low ? 1 : -1
        let (before, after) = (other.0 - one.0, other.1 - one.1)
        guard before != after else { return nil }
        let share = before / (before - after)
        guard share >= 0, share <= 1 else { return nil }
        let height = { (line: (Double, Double)) in sign * (line.0 + share * (line.1 - line.0)) }
        let best = height(one)
        let others = Set(places[place].cells.map { choices.choices[$0] }).compactMap { line(of: $0, from: place) }
        guard others.allSatisfy({ height($0) >= best - 1e-9 * max(1, abs(best)) }) else { return nil }
        return start + share * (end - start)
    }

    private func line(of choice: SweepChoices.Choice, from place: Int) -> (Double, Double)? {
        let ends = [place, place + 1].compactMap { number in
            places[number].cells.first { choices.choices[$0] == choice }.map(mean)
        }
        return ends.count == 2 ? (ends[0], ends[1]) : nil
    }

    // MARK: Nothing to choose

    /// From where to where the metric goes where there is nothing to choose.
    private var course: (sentence: String, lines: [AnswerText.Line]) {
        let means = places.map { mean($0.best) }
        let who = result.strategies.count == 1 ? " of \(result.strategies[0])" : ""
        let phrase = metric.phrase.prefix(1).uppercased() + metric.phrase.dropFirst() + who
        let amount = Amount(metric, greatest: means.map { abs($0) }.max() ?? 0)
        guard let least = means.indices.min(by: { means[$0] < means[$1] }),
            let most = means.indices.max(by: { means[$0] < means[$1] }), means[least] < means[most]
        else {
            return (
                "Nothing that was varied changes the \(metric.phrase)\(who): \(range(means)) at all "
                    + "\(Figure.grouped(places.count)) points.",
                []
            )
        }
        let sentence =
            "\(phrase) depends on \(VerdictWords.list(keys.map { names[$0] })): "
            + "\(amount.behindName(means[least])) at \(described(least)), \(amount.number(means[most])) at \(described(most))."
        let own = result.cells[places[least].best].values(metric) ?? []
        let other = result.cells[places[most].best].values(metric) ?? []
        let paired = PairedDifference(of: other, against: own)
        let isShown = paired.map { $0.verdict(metric.goal, adjustedPValue: $0.pValue) != .cannotTell } ?? false
        let certainty =
            isShown
            ? "clear: these two differ beyond chance (5 % level)"
            : runs < Significance.fewestReplications
                ? "open: so few runs (\(runs)) may miss a rare great loss\(Advice.runs(Significance.fewestReplications, of: runs))"
                : "open: \(runs) runs do not distinguish these two"
        let nothing = "there is nothing to choose here; name several strategies with -s to see which is best where"
        return (
            sentence,
            [.init(label: "How sure", text: SafeText.line(certainty)), .init(label: "Choice", text: nothing)]
        )
    }

    // MARK: Words

    private func mean(_ cell: Int) -> Double {
        let values = result.cells[cell].values(metric) ?? []
        return values.reduce(0, +) / Double(max(1, values.count))
    }

    private func range(_ values: [Double]) -> String {
        Amount(metric, greatest: values.map { abs($0) }.max() ?? 0)
            .rangeBehindName(values.min() ?? 0, values.max() ?? 0)
    }

    /// The value of the one circumstance at a place.
    private func value(_ place: Int) -> String { places[place].settings.first?.value ?? "" }

    private func described(_ place: Int) -> String {
        keys.count == 1 ? value(place) : "(\(names.text(places[place].settings)))"
    }

    private func name(_ choice: SweepChoices.Choice) -> String {
        guard !choice.settings.isEmpty else { return choice.strategy }
        let settings = names.text(choice.settings)
        return result.strategies.count > 1 ? "\(choice.strategy) with \(settings)" : settings
    }
}
