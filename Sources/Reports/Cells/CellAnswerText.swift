import Experiments
import PatchModel
import PatchSimulator
import Text

/// The answer of a comparison in cells: a sentence that says what to do, and a few labelled lines about it.
struct CellAnswerText {
    private let answer: CellAnswer
    private let comparison: CellComparison
    private let names: [String]
    private let words: ChoiceWords

    init(_ answer: CellAnswer, _ comparison: CellComparison) {
        self.answer = answer
        self.comparison = comparison
        names = comparison.study.policies.map { SafeText.line($0.name) }
        words = ChoiceWords(names: names, measure: answer.measure, figures: answer.means.map(\.mean))
    }

    var sentence: String {
        let prices = comparison.study.scenario.prices
        let isUndecidedByCost = prices != nil && answer.measure.id != "cost" && answer.choice != .noDifference
        return (isUndecidedByCost ? "At the prices given all cost the same. " : "") + choice
    }

    var lines: [AnswerText.Line] {
        let found: [AnswerText.Line?] =
            switch answer.choice {
            case .ladder(let steps): steps.map { words.line($0) } + [certainty]
            case .noDifference: []
            case .single: [badRun]
            case .best, .among: kinds + [badRun, certainty, turningChance, turningPrice]
            }
        return found.compactMap { $0 }
    }

    private var choice: String {
        let amount = words.amount
        switch answer.choice {
        case .best(let best):
            return
                "Choose \(VerdictWords.list(best.map { names[$0] }, joinedBy: "or")). \(words.costs(of: best, "on average"))."
        case .among(let some):
            let shown = words.order.filter { some.contains($0) }
            let values = VerdictWords.list(shown.map { amount.number(words.figures[$0]) })
            let rest = words.order.filter { !some.contains($0) }
            let worse = rest.map { "\(names[$0]) (\(amount.number(words.figures[$0])))" }
            let state = answer.certainty == .clear ? "differ by less than matters" : "cannot be told apart yet"
            return "\(VerdictWords.list(shown.map { names[$0] })) \(state) (\(values) \(amount.unit))."
                + (worse.isEmpty ? "" : " Clearly worse: \(VerdictWords.list(worse)).")
        case .ladder(let steps):
            return steps.first.map { words.bothEnds($0.from, steps[steps.count - 1].to) } ?? ""
        case .noDifference:
            return "No difference in exposure or downtime"
                + (comparison.study.scenario.prices == nil ? "." : ", nor in cost.")
        case .single:
            return "\(names[0]) \(words.verb) \(amount.text(words.figures[0])) on average."
        }
    }

    /// The means with a defect and without, where both happen.
    private var kinds: [AnswerText.Line?] {
        let cells = comparison.study.design.cells
        guard cells.count > 1, let clean = cells.indices.first(where: { cells[$0].name == "clean" }) else { return [] }
        let rest = cells.indices.filter { $0 != clean }
        let weight = rest.reduce(0) { $0 + cells[$1].weight }
        func told(_ value: (Int) -> Double) -> String {
            words.least(names.indices.sorted { (value($0), $0) < (value($1), $1) }, value)
        }
        let with = { (place: Int) in
            rest.reduce(0) { $0 + cells[$1].weight * answer.means[place].means[$1] } / weight
        }
        return [
            AnswerText.Line(
                label: "Without a defect",
                text: "\(share(cells[clean].weight)) of runs: \(told { answer.means[$0].means[clean] })"
            ),
            AnswerText.Line(label: "With a defect", text: "\(share(weight)) of runs: \(told(with))"),
        ]
    }

    /// What is exceeded in one run of 20.
    private var badRun: AnswerText.Line? {
        let shown = words.order.prefix(Self.mostTold)
        let tails = shown.compactMap { place in answer.tails[place].map { (place, $0) } }
        guard tails.count == shown.count, let first = tails.first else { return nil }
        let amount = Amount(answer.measure, greatest: tails.map(\.1.mean.mean).max() ?? 0)
        let texts = tails.map { place, tail in
            "\(names[place]) \(amount.number(tail.quantile.value)) or more, \(amount.number(tail.mean.mean)) on average"
        }
        let rarity = Int((1 / first.1.chance).rounded())
        return AnswerText.Line(label: "A bad run", text: "1 in \(rarity): " + texts.joined(separator: "; "))
    }

    private var certainty: AnswerText.Line {
        var text = answer.certainty.rawValue
        switch (answer.choice, answer.certainty) {
        case (.best, .clear): text += ": shown at two looks in a row"
        case (.best, .likely): text += ": not shown at two looks in a row"
        case (.among, .clear): text += ": no difference that matters, at two looks in a row"
        case (.among, _): text += ": the difference may be luck"
        default: break
        }
        if let needed = answer.runsNeeded { text += "; at least \(Figure.grouped(needed)) runs of each would tell" }
        return AnswerText.Line(label: "How sure", text: text)
    }

    /// At which chance of the defect another strategy is the better one.
    private var turningChance: AnswerText.Line? {
        guard comparison.study.design.isOneDefect, answer.certainty != .open else { return nil }
        guard let turning = answer.turningChance else {
            return AnswerText.Line(
                label: "Turning point",
                text: "none: \(names[answer.best]) \(words.verb) least however likely the defect is"
            )
        }
        let range =
            turning.interval.map { found in
                found.lower == found.upper ? "" : "\(percent(found.lower)) to \(share(found.upper)); "
            } ?? "which may as well be any other; "
        return AnswerText.Line(
            label: "Turning point",
            text: "a chance of \(share(turning.chance)) of the defect (\(range)yours \(share(turning.given))); "
                + "\(turning.isBelow ? "below" : "above") it \(names[turning.other])"
        )
    }

    /// At which price of exposure another strategy costs less.
    private var turningPrice: AnswerText.Line? {
        guard let given = comparison.study.scenario.prices?.exposedDeviceDay, let point = answer.turningPrice else {
            return nil
        }
        return AnswerText.Line(
            label: "Turning price",
            text: "exposure at about \(Figure.significant(point.price)) \(answer.measure.unitWord) a device-day "
                + "(yours \(Figure.plain(given))); \(point.isBelow ? "below" : "above") it \(names[point.other])"
        )
    }

    private static let mostTold = 4

    private func percent(_ share: Double) -> String { Figure.significant(100 * share) }
    private func share(_ share: Double) -> String { percent(share) + " %" }
}
