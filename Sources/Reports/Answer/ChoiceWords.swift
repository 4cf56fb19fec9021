import Experiments
import PatchSimulator

/// What is said of a choice among strategies, however their figures were come by.
struct ChoiceWords {
    let names: [String]
    /// What decides.
    let measure: Metric
    /// What decides of each strategy.
    let figures: [Double]

    var amount: Amount { Amount(measure, greatest: figures.max() ?? 0) }

    var verb: String {
        switch measure.unit {
        case .money: "costs"
        case .deviceHours, .serviceHours, .userHours: "loses"
        default: "leaves"
        }
    }

    /// Strategies by their figures, the best first.
    var order: [Int] { names.indices.sorted { (figures[$0], $0) < (figures[$1], $1) } }

    /// `It costs 658 EUR on average; pilot 865`.
    func costs(of best: [Int], _ inWhichRuns: String) -> String {
        let rest = order.filter { !best.contains($0) }.map { "\(names[$0]) \(amount.number(figures[$0]))" }
        let subject = best.count == 1 ? "It \(verb)" : "They are the same, and each \(verb)"
        return "\(subject) \(amount.text(figures[best[0]])) \(inWhichRuns); \(VerdictWords.list(rest, joinedBy: "and"))"
    }

    func bothEnds(_ leastExposed: Int, _ leastDown: Int) -> String {
        "No strategy is best in both: \(names[leastExposed]) has the least exposure, \(names[leastDown]) the least downtime."
    }

    /// What a step from one strategy to the next costs and saves.
    func line(_ step: Answer.Step) -> AnswerText.Line {
        let exposure = Amount(.exposedDeviceDays, greatest: step.exposure)
        let downtime = Amount(.downtime, greatest: step.downtime)
        return AnswerText.Line(
            label: "\(names[step.from]) to \(names[step.to])",
            text: "+\(exposure.text(step.exposure)), saves \(downtime.number(step.downtime)) h of downtime"
        )
    }

    /// `big-bang costs least, 380; pilot 850`, of those that are to be told, the best first.
    func least(_ shown: [Int], _ value: (Int) -> Double) -> String {
        let values = shown.map { amount.number(value($0)) }
        // What is written the same is told as the same.
        if Set(values).count == 1 { return "\(VerdictWords.list(shown.map { names[$0] })) \(values[0])" }
        let texts = zip(shown, values).enumerated().map { place, item in
            place == 0 ? "\(names[item.0]) \(verb) least, \(item.1)" : "\(names[item.0]) \(item.1)"
        }
        return texts.joined(separator: "; ")
    }
}
