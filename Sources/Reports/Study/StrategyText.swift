import EventEngine
import PatchModel
import Text

/// What a strategy does, in words.
struct StrategyText {
    private let strategy: Strategy
    private let scenario: Scenario

    init(_ strategy: Strategy, _ scenario: Scenario) {
        self.strategy = strategy
        self.scenario = scenario
    }

    /// A few sentences.
    var sentences: [String] {
        var result = [course]
        if strategy.unit == .patch { result.append("Each patch is rolled out by itself.") }
        if strategy.assignment == .perRelease { result.append("Other devices go first at each release.") }
        if let limit = strategy.inProgressTimeOut {
            result.append("A device that takes longer than \(Figure.span(Double(limit))) is timed out.")
        }
        for limit in strategy.limits { result.append(LimitText(limit).sentence) }
        for (number, clause) in strategy.stops.enumerated() {
            let begin = number == 0 ? "It stops when" : "It stops, too, when"
            let late = clause.latency > 0 ? ", \(Figure.span(Double(clause.latency))) later" : ""
            result.append("\(begin) \(words(clause.rule))\(late); \(words(clause.onStop ?? strategy.onStop))")
        }
        return result
    }

    /// Who goes when, without a full stop.
    var outline: String {
        switch strategy.kind {
        case .bigBang: return "All devices at release"
        case .staged(let staged):
            let rings = staged.rings.map { ring in
                ring.name + " (" + size(ring.size, ring.condition)
                    + (ring.after > 0 ? ", not before \(Figure.span(Double(ring.after)))" : "")
                    + (ring.pace.map(words) ?? "") + (ring.deadline.map(words) ?? "")
                    + ring.limits.map { ", " + LimitText($0).words }.joined() + ")"
            }
            return "Rings one after the other: " + rings.joined(separator: ", ")
        case .canary(let canary):
            return capitalised(size(canary.size, canary.condition))
                + (canary.sequential?.control == .waiting
                    ? " first, beside all others, which wait" : " first, beside a control group of as many that wait")
        }
    }

    private var course: String {
        var text = outline + "."
        switch strategy.kind {
        case .bigBang: return text
        case .staged(let staged):
            guard let gate = staged.gate else { return text + " They open by their dates alone." }
            text += " The next one opens \(Figure.span(Double(gate.soak))) after the one before, once"
            text += " \(DistributionText.share(gate.success)) of \(words(gate.of)) are healthy"
            let unwell = gate.tolerated > 0 ? ", of which \(gate.tolerated) may be unwell" : ""
            text +=
                gate.asksAll
                ? " and every device of the ring has reported\(unwell)"
                : " and at least \(gate.minimum) have reported (a smaller ring whole\(unwell))"
            if gate.delay > 0 { text += ", and then \(Figure.span(Double(gate.delay))) later" }
            if let hold = gate.hold { text += ", unless \(words(hold))" }
            return text + "."
        case .canary(let canary):
            if let test = canary.sequential { return text + sequence(canary, test) }
            text += " After"
            text += " \(Figure.span(Double(canary.soak))) a one-sided exact test at"
            text +=
                " \(DistributionText.share(canary.level)) compares their trouble, once \(canary.minimum) of each have reported."
            text += " It fails, too, if \(words(canary.failed)) cannot be installed."
            if let more = canary.extend {
                text += " If it is inconclusive, it is repeated \(Figure.span(Double(more))) later."
            }
            return text + words(canary.undecided)
        }
    }

    private func words(_ undecided: CanaryRollout.Undecided) -> String {
        switch undecided {
        case .wait: " If it is still inconclusive, the rollout waits for ever."
        case .continue: " If it is still inconclusive, all devices follow."
        case .stop: " If it is still inconclusive, the rollout is stopped."
        }
    }

    private func sequence(_ canary: CanaryRollout, _ test: SequentialTest) -> String {
        let level = DistributionText.share(canary.level)
        var text: String
        switch test.method {
        case .safeLogrank: text = " It fails as soon as a safe logrank test at \(level) says so of"
        case .groupSequential(let looks):
            text = " It fails if a one-sided exact test says so at one of \(Figure.count(looks, "look", "looks"))"
            text += ", over which \(level) are spent, with"
        }
        text +=
            " \(test.leastEvents) canaries in trouble or more, or if \(words(canary.failed)) cannot be installed."
        text += " After \(Figure.span(Double(canary.soak))) it passes"
        text += " if the excess of trouble is shown to be at most \(DistributionText.share(test.tolerated))."
        if let more = canary.extend {
            let span = Figure.span(Double(more))
            switch test.method {
            case .safeLogrank: text += " If not, it is watched for \(span) more."
            case .groupSequential:
                text += " If too few have reported by then, the last look waits for up to \(span) more."
            }
        }
        return text + words(canary.undecided)
    }

    /// How many, and of whom: a share is one of the devices that meet the condition and have something to install.
    private func size(_ size: RingSize, _ condition: DevicePredicate) -> String {
        let whom = ConditionText(condition, scenario).devices
        return switch size {
        case .share(let share), .roundedDown(let share):
            "\(DistributionText.share(share)) of \(whom ?? "all devices")"
        case .upTo(let share): "up to \(DistributionText.share(share)) of \(whom ?? "all devices")"
        case .count(let count):
            whom.map { "\(Figure.grouped(count)) of \($0)" } ?? Figure.count(count, "device", "devices")
        case .ofEach(let count, let parts):
            Figure.count(count, "device", "devices")
                + (parts.count == 1 ? "" : " of each of \(Figure.grouped(parts.count)) parts")
                + " of \(whom ?? "the fleet")"
        case .rest: whom.map { "the rest of \($0)" } ?? "the rest"
        }
    }

    private func words(_ pace: OfferPace) -> String {
        switch pace {
        case .rate(let rate):
            var text = ", \(Figure.plain(rate.perMinute)) a minute"
            if let step = rate.step {
                text += ", times \(Figure.plain(rate.factor)) after every \(Figure.grouped(step))"
            }
            if let cap = rate.cap { text += ", at most \(Figure.plain(cap))" }
            return text
        case .percentages(let steps):
            let span = Figure.span(Double(steps.last?.after ?? 0))
            return ", each when the percentage reaches the number that it draws, the last after \(span)"
        }
    }

    private func words(_ deadline: InstallDeadline) -> String {
        let origin =
            switch deadline.countsFrom {
            case .discovery: "it was found"
            case .offer: "its ring opened"
            case .release: "the release"
            }
        let grace = deadline.grace > 0 ? ", with \(Figure.span(Double(deadline.grace))) of grace" : ""
        return ", forced \(Figure.span(Double(deadline.after))) after \(origin)\(grace)"
    }

    private func words(_ denominator: Denominator) -> String {
        switch denominator {
        case .reporting: "the devices that have reported"
        case .executed: "the devices that have finished it"
        case .offered: "the devices that were offered it"
        case .connected: "the devices that have checked in"
        case .notified: "the devices of open rings"
        case .all: "all devices"
        case .attempts: "the attempts reported"
        }
    }

    private func words(_ failed: Limit) -> String {
        let measure =
            switch failed.measure {
            case .share(let share): DistributionText.share(share) + " of the canaries"
            case .count(let count): Figure.count(count, "canary", "canaries")
            }
        return (failed.isStrict ? "more than " : "at least ") + measure
    }

    private func words(_ counts: FailureKinds) -> String {
        let words: [(FailureKind, String)] = [
            (.failed, "fail"), (.troubled, "are in trouble"), (.unreachable, "are not reached"),
            (.timedOut, "time out"),
        ]
        return words.filter { counts.contains($0.0) }.map(\.1).joined(separator: " or ")
    }

    private func words(_ rule: StopRule) -> String {
        var measure =
            switch rule.failures.measure {
            case .share(let share): DistributionText.share(share) + " of " + words(rule.of)
            case .count(let count): Figure.count(count, "device", "devices")
            }
        if case .share(let share) = rule.failures.measure, share > 0, rule.least > 1 {
            measure += ", and at least \(rule.least) of them,"
        }
        let open = rule.cap == .openRings ? ", or from when all open rings have reported whole" : ""
        if rule.scope == .ring { measure += " of a ring" }
        let notified = rule.notified > 0 ? " (from \(Figure.grouped(rule.notified)) notified on)" : ""
        return (rule.failures.isStrict ? "more than " : "at least ") + measure + " " + words(rule.counts) + notified
            + (rule.minimum > 0 ? " (from \(rule.minimum) reports on\(open))" : "")
    }

    private func words(_ switches: OnStop) -> String {
        var parts: [String] = []
        if switches.stopsOffers { parts.append("makes no new offers") }
        if switches.cancelsQueued { parts.append("cancels what waits") }
        if switches.interruptsInFlight { parts.append("breaks off what is under way") }
        if switches.rollsBack { parts.append("rolls the patches back") }
        var text = parts.isEmpty ? "nothing else changes" : "then it " + parts.joined(separator: ", ")
        switch switches.resume {
        case .never: text += ", and never resumes."
        case .withFix: text += ", and resumes when the vendor has answered."
        case .after(let time): text += ", and resumes \(Figure.span(Double(time))) later."
        }
        return text
    }

    private func capitalised(_ text: String) -> String { text.prefix(1).uppercased() + text.dropFirst() }
}
