import EventEngine
import Experiments
import PatchModel
import PatchSimulator
import Text

/// A debrief in words, the answer first.
package enum DebriefText {
    /// What is exact, and there at once.
    package static func exact(_ debrief: Debrief) -> [String] {
        answer(debrief) + [""] + truth(debrief) + [""] + lanes(debrief) + [""] + money(debrief) + [""] + curve(debrief)
            + [""] + duties(debrief) + notes(debrief)
    }

    // MARK: The answer

    static func answer(_ debrief: Debrief) -> [String] {
        let currency = debrief.lesson.prices.currency
        let difference = debrief.difference
        var lines = [
            difference == 0
                ? "It cost \(debrief.trainee.total.money(currency)), as it would have cost the expert on the same draw."
                : "It cost \(debrief.trainee.total.money(currency)): \(Cents(difference.magnitude).money(currency)) "
                    + "\(difference > 0 ? "more" : "less") than the expert would have paid on the same draw."
        ]
        if !debrief.isFirstAttempt {
            lines.append("This is branch \(debrief.branch), which is practice: the score is that of the first attempt.")
        } else if debrief.hasLookedAhead {
            lines.append(
                "Decisions were reopened before the end, so that this attempt knew more than it could see: its score says little."
            )
        }
        return lines
    }

    // MARK: What was true

    static func truth(_ debrief: Debrief) -> [String] {
        var lines = ["What was true"]
        let patches = debrief.lesson.scenario.patches
        let present = debrief.truth.defects.filter(\.isPresent)
        if debrief.truth.defects.isEmpty || present.isEmpty {
            lines.append("No update had a defect on this draw.")
        }
        for defect in present {
            let first = defect.onsets.first.map { ", the first on \(debrief.clock.text($0))" } ?? ""
            lines.append(
                "\(patches[defect.patch].name) had a defect: \(defect.name). It struck "
                    + "\(Figure.count(defect.onsets.count, "time", "times"))\(first)."
            )
        }
        for (number, time) in debrief.truth.exploited.enumerated() {
            let name = debrief.lesson.scenario.vulnerabilities[number].name
            lines.append(
                time.map { "\(name) was attacked from \(debrief.clock.text($0)) on." } ?? "\(name) was not attacked."
            )
        }
        if let t95 = debrief.truth.t95 {
            lines.append("95 % of the devices had their updates \(LessonClock.span(t95)) after the release.")
        } else {
            lines.append("The share of devices with their updates never reached 95 %.")
        }
        for (time, forecast) in debrief.forecasts {
            lines.append("On \(debrief.clock.text(time)) you expected \(LessonText.words(of: forecast)).")
        }
        return lines
    }

    /// Two lanes as a list: what was seen and what was true whenever something was done.
    private static func lanes(_ debrief: Debrief) -> [String] {
        var lines = ["What you saw and what was true"]
        if debrief.sightings.isEmpty { lines.append("You decided nothing.") }
        let exposed = debrief.truth.series[.exposedPairs]
        let step = max(1, debrief.truth.series.step)
        for sighting in debrief.sightings {
            let hit = debrief.truth.struck(by: sighting.time)
            let bin = Int(sighting.time / step)
            let open = exposed.indices.contains(bin) ? ", \(Figure.grouped(exposed[bin])) exposed" : ""
            let what = sighting.actions.map { name(of: $0, debrief) + ConsoleText.because($0.reason) }
            let who = sighting.decision.map { "Decision \($0)" } ?? "By a rule"
            lines.append(
                "\(who), \(debrief.clock.text(sighting.time)): console: \(sighting.unhealthy) of "
                    + "\(sighting.reporting) reporting failed or in trouble; truth: \(hit) struck by a defect\(open). You: "
                    + "\(what.joined(separator: "; "))."
            )
        }
        return lines
    }

    /// An action by the names of the plan that the log itself holds.
    static func name(of logged: LoggedAction, _ debrief: Debrief) -> String {
        let plans = debrief.log.compactMap { entry -> RolloutPlan? in
            if case .begin(let plan) = entry.action { plan } else { nil }
        }
        switch logged.action {
        case .begin(let plan): return "begin a rollout in rings \(plan.rings.map(\.name).joined(separator: ", "))"
        case .open(let rollout, let ring):
            let rings = plans.indices.contains(rollout) ? plans[rollout].rings : []
            return "open ring \(rings.indices.contains(ring) ? rings[ring].name : "\(ring)")"
        case .stop(_, let switches): return switches.rollsBack ? "roll back" : "pause"
        case .resume: return "resume"
        }
    }

    // MARK: Where the money went

    private static func money(_ debrief: Debrief) -> [String] {
        let currency = debrief.lesson.prices.currency
        var lines = ["Where the money went"]
        if let par = debrief.lesson.par, let luck = debrief.luckOfDraw {
            let rank = par.rank(of: debrief.expert.total)
            lines.append(
                "Par, the expert's mean over \(Figure.grouped(par.expert.count)) other draws: \(par.mean.money(currency)) ± "
                    + "\(par.half.money(currency))."
            )
            lines.append(
                "Luck of the draw: \(luck.change(currency)); \(Figure.grouped(rank)) of them were cheaper for the expert."
            )
        }
        lines.append("The expert on this draw: \(debrief.expert.total.money(currency)).")
        lines.append("You: \(debrief.trainee.total.money(currency)), \(debrief.difference.change(currency)).")
        for (place, item) in CostItem.allCases.enumerated()
        where debrief.trainee.items[place] != 0 || debrief.expert.items[place] != 0 {
            lines.append(
                "  \(item.words): you \(debrief.trainee.items[place].money(currency)), the expert "
                    + "\(debrief.expert.items[place].money(currency))"
            )
        }
        lines.append(
            "The best that was found with hindsight: \(debrief.best.cost.money(currency)), \(debrief.best.name). The price of "
                + "not knowing is \(debrief.priceOfNotKnowing.money(currency))."
        )
        return lines
    }

    // MARK: The handover curve

    /// The steps that moved the cost most, in the order of time.
    private static func curve(_ debrief: Debrief) -> [String] {
        let currency = debrief.lesson.prices.currency
        var lines = ["If the expert had taken over from you"]
        let points = debrief.handover
        let steps = points.indices.dropLast().filter { points[$0 + 1].cost != points[$0].cost }
        guard !steps.isEmpty else {
            return lines + ["It would have cost the same at any time."]
        }
        let largest = steps.sorted {
            let (one, other) = (points[$0 + 1].cost - points[$0].cost, points[$1 + 1].cost - points[$1].cost)
            return (other.magnitude, $0) < (one.magnitude, $1)
        }.prefix(8).sorted()
        lines.append("at the start: \(points[0].cost.money(currency))")
        for step in largest {
            let (from, to) = (points[step], points[step + 1])
            lines.append(
                "\(debrief.clock.text(from.time)) to \(debrief.clock.text(to.time)): \((to.cost - from.cost).change(currency))"
                    + ", to \(to.cost.money(currency))\(advice(from, debrief))"
            )
        }
        let rest = steps.count - largest.count
        if rest > 0 {
            let sum = steps.filter { !largest.contains($0) }.reduce(0) { $0 + points[$1 + 1].cost - points[$1].cost }
            lines.append(
                "\(Figure.count(rest, "smaller step", "smaller steps")) together: \(Cents(sum).change(currency))"
            )
        }
        lines.append("at the end: \(points[points.count - 1].cost.money(currency))")
        return lines
    }

    static func advice(_ point: HandoverPoint, _ debrief: Debrief) -> String {
        guard let advice = point.advice else { return "; the expert would have waited" }
        let when = advice.time == point.time ? "" : " on \(debrief.clock.text(advice.time))"
        return
            "; the expert would have done this\(when): \(plainName(of: advice.action, debrief, point.time)), because \(advice.reason)"
    }

    private static func plainName(of action: Action, _ debrief: Debrief, _ time: Tick) -> String {
        switch action {
        case .begin(let plan): "begin with \(plan.rings.map(\.name).joined(separator: ", "))"
        case .open(let rollout, let ring):
            debrief.ringName(ring, of: rollout, at: time).map { "open \($0)" } ?? "open the next ring"
        case .stop(_, let switches): switches.rollsBack ? "stop and roll back" : "stop"
        case .resume: "resume"
        }
    }

    /// What the trainee wrote down, which nobody else could tell.
    private static func notes(_ debrief: Debrief) -> [String] {
        guard !debrief.notes.isEmpty else { return [] }
        return ["", "Your notes"] + debrief.notes.map { "\(debrief.clock.text($0.time)): \($0.text)" }
    }

    private static func duties(_ debrief: Debrief) -> [String] {
        guard !debrief.must.isEmpty || !debrief.never.isEmpty || debrief.hintsUsed > 0 else { return [] }
        var lines = ["What must and what must never be done"]
        lines += debrief.must.map { "\($0.isMet ? "yes" : "NO"): you must \($0.duty.text)" }
        lines += debrief.never.map { "\($0.isBroken ? "NO" : "yes"): you must never \($0.duty.text)" }
        if debrief.hintsUsed > 0 {
            lines.append("Help was asked for \(Figure.count(debrief.hintsUsed, "time", "times")).")
        }
        return lines
    }
}
