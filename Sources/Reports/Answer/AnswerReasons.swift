import Experiments
import PatchModel
import PatchSimulator
import Text

/// How an answer was reached, for those who ask: the differences that decide, and what holds them to be more than luck.
struct AnswerReasons {
    private let study: Study
    private let answer: Answer
    private let names: [String]

    init(_ study: Study, _ answer: Answer) {
        self.study = study
        self.answer = answer
        names = study.policies.map { SafeText.line($0.name) }
    }

    var sentences: [String] {
        switch answer.choice {
        case .single: []
        case .noDifference: ["Reached so: in all runs the strategies are the same, or differ by less than a hundredth."]
        case .ladder(let steps): [ladder(steps)]
        case .best, .among: [rule, duels].filter { !$0.isEmpty }
        }
    }

    private var rule: String {
        let measure = answer.measure.phrase
        // What was looked at several times must be shown twice, each time at half the level.
        let isLooked = study.before != nil
        let twice = isLooked ? " at two looks in a row" : ""
        switch answer.statistic {
        case .mean:
            let levels = isLooked ? ("2.5 %", "10 %") : ("5 %", "20 %")
            return
                "Reached so: the least mean \(measure) leads. It is clear against another strategy if Hall's interval of the "
                + "difference, run by run, leaves zero out at \(levels.0)\(twice) after Holm's adjustment for all pairs, and likely at "
                + "\(levels.1)."
        case .typical:
            let samples = isLooked ? ("97.5", "90") : ("95", "80")
            return
                "Reached so: the least median \(measure) leads. It is clear if in \(samples.0) of 100 samples drawn from the runs again "
                + "(paired bootstrap, Holm's adjustment) it leads, too,\(twice) and likely in \(samples.1)."
        case .p90, .p95, .worst:
            return
                "Reached so: the strategy whose \(answer.statistic.words) has the least \(measure) leads. Nothing tests this: "
                + "it rests on one run of each."
        }
    }

    private var duels: String {
        guard let lead = answer.lead else { return "" }
        let amount = Amount(answer.measure, greatest: lead.duels.map { abs($0.paired.difference.mean) }.max() ?? 0)
        let parts = lead.duels.map { duel -> String in
            let names = "\(names[lead.best]) − \(names[duel.other])"
            guard !duel.paired.isIdentical else { return "\(names): the same in all runs" }
            let interval = duel.paired.difference.interval.map {
                "95 %: \(amount.number($0.lower)) … \(amount.number($0.upper))"
            }
            let chance = duel.adjustedPValue.map { "adjusted p \(Self.probability($0))" }
            let behind = [interval, chance].compactMap { $0 }
            return "\(names): \(amount.text(duel.paired.difference.mean))"
                + (behind.isEmpty ? "" : " (\(behind.joined(separator: "; ")))")
        }
        let isAdjusted = lead.duels.contains { $0.adjustedPValue != nil }
        return "Means of the differences, each with its own 95 % interval"
            + (isAdjusted ? ", and its p-value adjusted for all pairs" : "") + ": \(parts.joined(separator: ", "))."
    }

    private func ladder(_ steps: [Answer.Step]) -> String {
        let parts = steps.map { step -> String in
            let words = { (isShown: Bool) in isShown ? "more than luck" : "may be luck" }
            return "\(names[step.from]) to \(names[step.to]): exposure \(words(step.isExposureShown)), downtime "
                + words(step.isDowntimeShown)
        }
        return
            "Reached so: left out is what another strategy beats in exposure or downtime without being worse in the other, by "
            + "more than a hundredth. Differences run by run, Hall's intervals at "
            + (study.before == nil ? "5 %" : "2.5 % at two looks in a row") + ", Holm's adjustment for all steps: "
            + parts.joined(separator: "; ") + "."
    }

    private static func probability(_ value: Double) -> String {
        value < 0.001 ? "< 0.001" : "= \(Figure.fixed(value, value < 0.0995 ? 3 : 2))"
    }
}
