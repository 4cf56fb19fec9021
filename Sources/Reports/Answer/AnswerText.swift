import Experiments
import PatchModel
import PatchSimulator
import Text

/// An answer in words: a sentence that says what to do, and at most four labelled lines about it.
struct AnswerText {
    let answer: Answer
    let names: [String]
    let runs: Int
    let currentPrice: Double?
    /// By strategy, the most devices on which a defect took effect in a run.
    private let mostHits: [Int]
    /// What came of the only strategy; nil where there are several.
    private let alone: SingleOutcome?

    /// Nil where nothing can be said.
    init?(_ study: Study) {
        guard let answer = Answer(study) else { return nil }
        self.init(study, answer)
    }

    init(_ study: Study, _ answer: Answer) {
        self.answer = answer
        names = study.policies.map { SafeText.line($0.name) }
        runs = study.replications.count
        mostHits = study.results.map { $0.map(\.ledger.defects.blastRadius).max() ?? 0 }
        currentPrice = study.scenario.prices?.exposedDeviceDay
        alone = answer.choice == .single ? SingleOutcome(study, answer) : nil
    }

    /// A label and what stands behind it.
    struct Line: Hashable {
        var label: String
        var text: String
    }

    /// The answer in a sentence.
    var sentence: String {
        // Prices that make no difference decide nothing.
        let isUndecidedByCost = currentPrice != nil && answer.measure.id != "cost" && answer.choice != .noDifference
        return (isUndecidedByCost ? "At the prices given all cost the same. " : "") + choice
    }

    private var choice: String {
        switch answer.choice {
        case .best(let best):
            "Choose \(VerdictWords.list(best.map { names[$0] }, joinedBy: "or"))\(byStatistic). \(costs(of: best))."
        case .among(let some): undecided(some)
        case .ladder(let steps): ladder(steps)
        case .noDifference: noDifference
        case .single: single
        }
    }

    var lines: [Line] {
        let found: [Line?] =
            switch answer.choice {
            case .ladder(let steps): steps.map(line) + [badRuns(steps), certaintyOfLadder(steps)]
            case .noDifference: []
            case .single: typicalAndWorst + (alone?.lines ?? [])
            case .best, .among: courses + [certainty, turningPoint]
            }
        return found.compactMap { $0 }
    }

    // MARK: The sentence

    var amount: Amount { words.amount }

    /// What decides of a strategy: its mean, unless another statistic was asked for.
    func figure(_ strategy: Int) -> Double { answer.value(of: strategy) ?? 0 }

    /// By what was chosen, where it is no mean.
    private var byStatistic: String { answer.statistic == .mean ? "" : " by the \(answer.statistic.words)" }

    private var inWhichRuns: String { answer.statistic == .mean ? "on average" : "in its \(answer.statistic.words)" }

    var verb: String { words.verb }

    private var words: ChoiceWords {
        ChoiceWords(names: names, measure: answer.measure, figures: names.indices.map { figure($0) })
    }

    private func costs(of best: [Int]) -> String { words.costs(of: best, inWhichRuns) }

    private func undecided(_ some: [Int]) -> String {
        guard answer.hasEnoughRuns else {
            let order = names.indices.sorted { (figure($0), $0) < (figure($1), $1) }
            let first = "\(names[order[0]]) \(amount.text(figure(order[0])))"
            let rest = order.dropFirst().map { "\(names[$0]) \(amount.number(figure($0)))" }
            let what = answer.statistic == .mean ? "Means" : "By the \(answer.statistic.words)"
            return "\(Figure.count(runs, "run is", "runs are")) too few to choose. \(what) so far: "
                + VerdictWords.list([first] + rest) + "."
        }
        let some = some.sorted { (figure($0), $0) < (figure($1), $1) }
        let amounts = VerdictWords.list(some.map { amount.number(figure($0)) })
        var text = VerdictWords.list(some.map { names[$0] }, joinedBy: "and")
        text += " cannot be told apart yet after \(Figure.count(runs, "run", "runs")) (\(amounts) \(amount.unit))."
        let rest = names.indices.filter { !some.contains($0) }
        guard !rest.isEmpty else { return text }
        return text
            + " Clearly worse: \(VerdictWords.list(rest.map { "\(names[$0]) (\(amount.number(figure($0))))" }))."
    }

    private func ladder(_ steps: [Answer.Step]) -> String {
        guard let first = steps.first, let last = steps.last else { return noDifference }
        // A step whose saving chance may explain, at twenty times the exposure an hour of the one before it.
        if answer.hasEnoughRuns, steps.count > 1, let before = steps.dropLast().last, !last.isDowntimeShown,
            price(last) > 20 * price(before)
        {
            let rest = steps.dropLast().map(\.from) + [last.from]
            return "\(names[last.to]) buys next to nothing over \(names[last.from]). Choose between "
                + VerdictWords.list(rest.map { names[$0] }) + ":"
        }
        return words.bothEnds(first.from, last.to)
    }

    private func price(_ step: Answer.Step) -> Double { step.exposure / max(step.downtime, 1e-9) }

    private var noDifference: String {
        "No difference after \(Figure.count(runs, "run", "runs")) in exposure or downtime"
            + (currentPrice == nil ? "." : ", nor in cost.")
    }

    private var single: String { alone.map { "\(names[0]) \($0.outcome)." } ?? "" }

    // MARK: Good and bad runs

    private var courses: [Line?] {
        guard runs > 1 else { return [] }
        guard !answer.badRuns.isEmpty, !answer.goodRuns.isEmpty else { return typicalAndWorst }
        return [
            Line(label: "No bad patch", text: "\(share(answer.goodRuns.count)): \(means(in: answer.goodRuns))"),
            Line(label: "A bad patch", text: "\(share(answer.badRuns.count)): \(means(in: answer.badRuns))\(worst)"),
        ]
    }

    /// The means of those that matter in these runs, the best first.
    func means(in runs: [Int]) -> String {
        words.least(compared(in: runs)) { answer.mean(of: $0, in: runs) ?? 0 }
    }

    /// The worst that was seen of the one that is chosen.
    var worst: String {
        guard case .best(let best) = answer.choice, let own = best.first,
            let most = answer.badRuns.map({ answer.values[own][$0] }).max()
        else { return "" }
        return " (\(names[own]) at worst \(amount.number(most)))"
    }

    /// Of so many strategies all are told of; of more the one that does best in these runs, and the one that is chosen.
    private static let mostTold = 4

    private func compared(in runs: [Int]) -> [Int] {
        let order = names.indices.sorted {
            (answer.mean(of: $0, in: runs) ?? 0, $0) < (answer.mean(of: $1, in: runs) ?? 0, $1)
        }
        guard order.count > Self.mostTold, let first = order.first, let best = answer.lead?.best else { return order }
        let other = first == best ? answer.runnerUp : best
        return [first] + (other.map { [$0] } ?? [])
    }

    private func share(_ count: Int) -> String { "\(Figure.grouped(count)) of \(Figure.count(runs, "run", "runs"))" }

    var typicalAndWorst: [Line?] {
        guard runs > 1 else { return [] }
        guard names.count > 1 else {
            let own = answer.values[0]
            return [
                Line(label: "Typical run", text: amount.text(median(own))),
                Line(label: "Worst of \(Figure.grouped(runs))", text: amount.text(own.max() ?? 0)),
            ]
        }
        let order = compared(in: Array(0..<runs))
        let typical = order.map { "\(names[$0]) \(amount.number(median(answer.values[$0])))" }
        let worst = order.map { "\(names[$0]) \(amount.number(answer.values[$0].max() ?? 0))" }
        return [
            Line(label: "Typical run", text: typical.joined(separator: "; ")),
            Line(label: "Worst of \(Figure.grouped(runs))", text: worst.joined(separator: "; ")),
        ]
    }

    func median(_ values: [Double]) -> Double { quantile(sorted: values.sorted(), 0.5) ?? 0 }

    // MARK: How sure

    private var certainty: Line? {
        guard let lead = answer.lead else { return nil }
        var text = answer.certainty.rawValue
        switch answer.choice {
        case .best where ![.mean, .typical].contains(answer.statistic):
            return Line(
                label: "How sure",
                text: "open: the \(answer.statistic.words) rests on one of \(Figure.count(runs, "run", "runs"))"
            )
        case .best:
            let rivals = lead.duels.filter { !$0.paired.isIdentical }
            if rivals.allSatisfy({ $0.leads == runs }) {
                text +=
                    ": better than \(VerdictWords.list(rivals.map { names[$0.other] })) in all \(Figure.grouped(runs)) runs"
            } else {
                text += " \(answer.statistic == .mean ? "by the mean" : "by the typical run"): "
                text += WinsText(rivals, names, runs, answer.statistic).text
            }
        default:
            text +=
                answer.hasEnoughRuns
                ? ": the difference may be luck"
                : ": so few may miss a rare great loss"
        }
        return Line(label: "How sure", text: text + tryMore)
    }

    /// What to type so that the answer may be told.
    var tryMore: String {
        guard answer.hasEnoughRuns else {
            let forecast = answer.worthTrying.flatMap { $0 <= 2000 ? $0 : nil }
            return ". Try -n \(forecast ?? Significance.fewestReplications)"
        }
        guard let count = answer.worthTrying, count > runs else { return "" }
        guard count > 2000 else { return ". Try -n \(count)" }
        return answer.lead?.needed.map { ". It would take \(VerdictWords.atLeast($0)) runs" } ?? ""
    }

    private var turningPoint: Line? {
        guard let currentPrice, answer.measure.id == "cost", answer.statistic == .mean, answer.hasEnoughRuns,
            let best = answer.lead?.best
        else {
            return nil
        }
        guard let point = answer.turningPoint else {
            return Line(
                label: "Turning point",
                text: "none: by the means \(names[best]) costs least at any price of exposure"
            )
        }
        return Line(
            label: "Turning point",
            text: "exposure at about \(Figure.significant(point.price)) \(answer.measure.unitWord) a device-day "
                + "(yours \(Figure.plain(currentPrice))); \(point.isBelow ? "below" : "above") it \(names[point.other])"
        )
    }

    // MARK: The ladder

    private func line(_ step: Answer.Step) -> Line { words.line(step) }

    /// The same in a sentence.
    func step(_ step: Answer.Step) -> String {
        let line = line(step)
        let downtime = Amount(.downtime, greatest: step.downtime)
        let exposure = Amount(.exposedDeviceDays, greatest: step.exposure)
        return "From \(line.label): \(exposure.number(step.exposure)) more exposed device-days, "
            + "\(downtime.number(step.downtime)) hours less downtime."
    }

    private func badRuns(_ steps: [Answer.Step]) -> Line? {
        guard runs > 1, !answer.badRuns.isEmpty else { return nil }
        return Line(label: "A bad patch", text: "\(share(answer.badRuns.count)); \(hits(steps))")
    }

    func hits(_ steps: [Answer.Step]) -> String {
        let strategies = steps.prefix(1).map(\.from) + steps.map(\.to)
        let hits = strategies.map { "\(names[$0]) \(Figure.grouped(mostHits[$0]))" }
        return "devices hit at most: \(VerdictWords.list(hits))"
    }

    func certaintyOfLadder(_ steps: [Answer.Step]) -> Line? {
        guard runs > 1 else { return nil }
        let words = { (isShown: Bool) in isShown ? Answer.Certainty.clear.rawValue : Answer.Certainty.open.rawValue }
        let exposure = words(steps.allSatisfy(\.isExposureShown))
        let downtime = words(steps.allSatisfy(\.isDowntimeShown))
        let text = exposure == downtime ? exposure : "exposure: \(exposure); downtime: \(downtime)"
        let rare = answer.badRuns.count < 5 && !answer.badRuns.isEmpty && downtime != exposure
        return Line(label: "How sure", text: text + (rare ? ", a bad patch is rare" : "") + tryMore)
    }
}
