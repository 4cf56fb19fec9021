import EventEngine
package import PatchModel

extension RolloutCourse {
    /// Opens the canary, and looks at it every time: it fails as soon as the evidence against the patch is enough, passes at the one
    /// look at which the excess of trouble is shown to be small, and is inconclusive when the time is over with neither.
    mutating func watch(
        at now: Tick,
        _ canary: CanaryRollout,
        _ test: SequentialTest,
        _ strategy: Strategy,
        _ status: RolloutStatus?
    ) -> [ReasonedAction] {
        guard opened > 0 else { return [open(at: now, because: "canary")] }
        guard opened < ringCount, pause == nil, let status else { return [] }
        let treated = status.rings[0]
        let control = status.rings.first { $0.isControl && $0.opened == nil }
        let counts = Self.counts(treated, control)
        if let evidence = status.logrank, evidence.canaryEvents >= test.leastEvents,
            evidence.isReached(level: canary.level)
        {
            return stop(at: now, strategy, because: "failed, \(evidence.words): \(counts)")
        }
        let needed = min(max(canary.minimum, test.fewest), treated.expected)
        if treated.reporting >= min(canary.minimum, treated.expected), canary.couldNotInstall(treated) {
            return stop(at: now, strategy, because: "failed to install: \(counts)")
        }
        guard now >= soakBegan + canary.soak else { return [] }
        let isOver = now >= soakBegan + canary.soak + (canary.extend ?? 0)
        guard judged == nil, isOver || treated.comparable >= needed else {
            guard isOver else {
                if extended == nil { note(.extended, because: "too few canaries have reported: \(counts)") }
                return []
            }
            return settle(at: now, canary, strategy, because: ": \(judged ?? counts)")
        }
        guard let control, treated.comparable > 0 else {
            return isOver ? settle(at: now, canary, strategy, because: ", nobody to compare: \(counts)") : []
        }
        let bound = ExcessBound(confidence: test.confidence).upper(
            treated: (treated.troubled, treated.comparable),
            control: (control.troubled, control.watched)
        )
        let words = "the excess is at most \(percentWords(bound)) (\(percentWords(test.tolerated)) are tolerated)"
        if bound <= test.tolerated * (1 + 1e-9) {
            return openRest(at: now, because: "passed, \(words): \(counts)")
        }
        judged = "not shown to be harmless, \(words): \(counts)"
        guard isOver else {
            note(.judged, because: judged ?? "")
            if extended == nil { note(.extended, because: judged ?? "") }
            return []
        }
        return settle(at: now, canary, strategy, because: ", \(judged ?? "")")
    }
}

extension SequentialTest {
    /// The fewest canaries of which no trouble at all shows that the excess is tolerable.
    package var fewest: Int {
        // Where hardly anything is tolerated no number is enough, and the quotient need not be a number.
        let number = (naturalLogarithm(1 - confidence) / naturalLogarithm(1 - tolerated)).magnitude * (1 - 1e-12)
        return Int(min(1e15, number).rounded(.up))
    }
}

extension SafeLogrank {
    /// What it comes to, for the log.
    fileprivate var words: String {
        let value = (min(eValue, 1e9) * 10).rounded() / 10
        return
            "e-value \(value), \(canaryEvents) first troubles among canaries and \(controlEvents) among those that wait"
    }
}
