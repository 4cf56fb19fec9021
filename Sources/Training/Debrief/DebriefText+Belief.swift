import EventEngine
import PatchModel
import PatchSimulator
import Text

extension DebriefText {
    /// What rests on other draws, the answer first.
    package static func belief(_ debrief: Debrief, _ belief: Belief) -> [String] {
        score(debrief, belief) + [""] + parts(debrief, belief) + [""] + moments(debrief, belief)
            + forecasts(debrief, belief)
            + [""] + rule(debrief)
    }

    static func score(_ debrief: Debrief, _ belief: Belief) -> [String] {
        guard let score = Score(debrief, belief) else {
            return ["No score: the lesson has no par. \"patchlab train par\" works it out."]
        }
        let number = "Score \(Figure.fixed(score.value, 0)) ± \(Figure.fixed(score.half, 0)) of 100"
        let asked = Figure.fixed(Score.pass, 0)
        let isDutiful = debrief.must.allSatisfy(\.isMet) && !debrief.never.contains(where: \.isBroken)
        let verdict: String =
            switch score.verdict {
            case .passed: "passed: all of the interval is at \(asked) or above, and the lists are kept."
            case .failed:
                isDutiful
                    ? "not passed: \(asked) are asked for."
                    : "not passed: something on the lists was not kept, whatever the score."
            case .cannotTell: "cannot tell: the interval reaches to both sides of \(asked). Play another draw."
            }
        var lines = ["\(number): \(verdict)"]
        if belief.decisions < 0 {
            lines.append("Given what could be known you decided better than the expert does.")
        }
        return lines
    }

    static func parts(_ debrief: Debrief, _ belief: Belief) -> [String] {
        let currency = debrief.lesson.prices.currency
        var lines = ["Knowing and luck"]
        if let par = debrief.lesson.par, let luck = debrief.luckOfDraw {
            lines.append("Par: \(par.mean.money(currency))")
            lines.append("+ luck of the draw: \(luck.change(currency))")
        } else {
            lines.append("The expert on this draw: \(debrief.expert.total.money(currency))")
        }
        lines.append(
            "+ your decisions, given what could be known: \(belief.decisions.change(currency)) ± \(belief.half.money(currency))"
        )
        lines.append("+ luck of your choices: \(belief.choices.change(currency))")
        lines.append("= what it cost: \(debrief.trainee.total.money(currency))")
        let blind = belief.steps.count { $0.worlds == 0 }
        if blind > 0 {
            lines.append(
                "For \(blind) of \(belief.steps.count) steps fewer than \(Belief.fewest) other draws looked like this one: there is "
                    + "no belief, and what they cost on this draw was taken instead."
            )
        }
        return lines
    }

    /// The three steps that cost or saved most, given what could be known, in the order of time.
    static func momentPlaces(_ belief: Belief) -> [Int] {
        belief.steps.indices.filter { belief.steps[$0].loss != 0 }
            .sorted { (belief.steps[$1].loss.magnitude, $0) < (belief.steps[$0].loss.magnitude, $1) }
            .prefix(3).sorted()
    }

    private static func moments(_ debrief: Debrief, _ belief: Belief) -> [String] {
        let places = momentPlaces(belief)
        guard !places.isEmpty else {
            return ["At no moment did a decision different from the expert's make a difference."]
        }
        var lines = ["Three moments that mattered"]
        for place in places {
            lines.append(moment(place, debrief, belief))
            let from = belief.steps[place].from
            if let number = debrief.sightings.first(where: { $0.time == from })?.decision {
                lines.append("  \"branch \(number)\" opens it again.")
            }
        }
        return lines
    }

    /// What was seen and done at a step, what it cost, and what the expert does.
    static func moment(_ place: Int, _ debrief: Debrief, _ belief: Belief) -> String {
        let currency = debrief.lesson.prices.currency
        let step = belief.steps[place]
        let seen = debrief.sightings.last { $0.time <= step.from }
        let did = debrief.sightings.first { $0.time == step.from }?.actions ?? []
        var text =
            "\(debrief.clock.text(step.from)) to \(debrief.clock.text(step.to)): \(step.loss.change(currency))"
        text += step.worlds == 0 ? " on this draw." : " ± \(step.half.money(currency)) on the mean."
        if let seen, seen.time == step.from {
            text += " You saw \(seen.unhealthy) of \(seen.reporting) reporting failed or in trouble."
        }
        text +=
            did.isEmpty
            ? " You did nothing."
            : " You did: "
                + did.map { name(of: $0, debrief) + ConsoleText.because($0.reason) }.joined(separator: "; ") + "."
        if step.worlds > 0 {
            text +=
                " Of \(step.worlds) other draws that looked like this, \(step.defective) had a defect"
                + " (\(Figure.percentage(Double(step.defective) / Double(step.worlds), 0)))."
        }
        return text + capitalised(advice(debrief.handover[place], debrief).dropFirst(2)) + "."
    }

    private static func capitalised(_ text: Substring) -> String {
        " " + text.prefix(1).uppercased() + text.dropFirst()
    }

    /// Forecasts of a defect against what could be believed: what a Brier score would be on the mean over those draws, less the least
    /// that anybody could reach, which is the square of the difference.
    static func forecasts(_ debrief: Debrief, _ belief: Belief) -> [String] {
        debrief.forecasts.compactMap { time, forecast in
            guard forecast.kind == .defect, let step = belief.steps.last(where: { $0.from <= time }), step.worlds > 0
            else {
                return nil
            }
            let share = Double(step.defective) / Double(step.worlds)
            let miss = forecast.value - share
            return
                "On \(debrief.clock.text(time)) you gave a defect \(Figure.percentage(forecast.value, 0)); of the draws that "
                + "looked alike \(Figure.percentage(share, 0)) had one. "
                + "The square of the difference is \(Figure.fixed(miss * miss, 2)); 0 is best, 1 is confident and wrong."
        }
    }

    private static func rule(_ debrief: Debrief) -> [String] {
        debrief.lesson.rule.isEmpty ? [] : ["The rule to take home: \(debrief.lesson.rule)"]
    }
}
