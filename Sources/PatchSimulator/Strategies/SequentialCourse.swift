import EventEngine
package import PatchModel

extension RolloutCourse {
    /// Opens the canary, and compares it with devices that wait: it fails as soon as the evidence against the patch is enough, passes
    /// at the one look at which the excess of trouble is shown to be small, and is inconclusive when the time is over with neither.
    mutating func compare(
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
        if treated.reporting >= min(canary.minimum, treated.expected), canary.couldNotInstall(treated) {
            return stop(at: now, strategy, because: "failed to install: \(counts)")
        }
        let groups = Groups(treated: treated, control: control, counts: counts)
        switch test.method {
        case .safeLogrank: return watch(at: now, canary, test, strategy, groups)
        case .groupSequential(let looks):
            let plan = PlannedLooks(looks, over: canary.soak, level: canary.level)
            return look(at: now, plan, canary, test, strategy, groups)
        }
    }

    /// What a test compares, and how the log speaks of it.
    private struct Groups {
        var treated: RingStatus
        var control: RingStatus?
        var counts: String
    }

    /// Passes at the one look at which the excess of trouble is shown to be small.
    private mutating func watch(
        at now: Tick,
        _ canary: CanaryRollout,
        _ test: SequentialTest,
        _ strategy: Strategy,
        _ groups: Groups
    ) -> [ReasonedAction] {
        let (treated, counts) = (groups.treated, groups.counts)
        guard now >= soakBegan + canary.soak else { return [] }
        let isOver = now >= soakBegan + canary.soak + (canary.extend ?? 0)
        guard judged == nil, isOver || treated.comparable >= test.needed(canary, treated) else {
            guard isOver else {
                if extended == nil { note(.extended, because: "too few canaries have reported: \(counts)") }
                return []
            }
            return settle(at: now, canary, strategy, because: ": \(judged ?? counts)")
        }
        guard let control = groups.control, treated.comparable > 0 else {
            return isOver ? settle(at: now, canary, strategy, because: ", nobody to compare: \(counts)") : []
        }
        let (isSmall, words) = test.excess(treated, control)
        if isSmall { return openRest(at: now, because: "passed, \(words): \(counts)") }
        judged = "not shown to be harmless, \(words): \(counts)"
        guard isOver else {
            note(.judged, because: judged ?? "")
            if extended == nil { note(.extended, because: judged ?? "") }
            return []
        }
        return settle(at: now, canary, strategy, because: ", \(judged ?? "")")
    }

    /// Looks when it is planned: fails if Fisher's test is significant at the level of the look; at the last one passes if the excess
    /// of trouble is shown to be small, and is inconclusive otherwise. The last one waits for reports as long as it may.
    private mutating func look(
        at now: Tick,
        _ plan: PlannedLooks,
        _ canary: CanaryRollout,
        _ test: SequentialTest,
        _ strategy: Strategy,
        _ groups: Groups
    ) -> [ReasonedAction] {
        let (treated, counts) = (groups.treated, groups.counts)
        let number = plan.newest(after: now - soakBegan)
        guard number > 0, looked.map({ $0 < soakBegan + plan.date(number) }) ?? true else { return [] }
        let isLast = number == plan.count
        let isOver = now >= soakBegan + canary.soak + (canary.extend ?? 0)
        guard !isLast || isOver || treated.comparable >= test.needed(canary, treated) else {
            if extended == nil { note(.extended, because: "too few canaries have reported: \(counts)") }
            return []
        }
        guard let control = groups.control, treated.comparable > 0 else {
            return isLast ? settle(at: now, canary, strategy, because: ", nobody to compare: \(counts)") : []
        }
        let value = FisherExactTest.pValue(
            treatedUnhealthy: treated.troubled,
            treated: treated.comparable,
            controlUnhealthy: control.troubled,
            control: control.watched
        )
        let level = plan.levels[number - 1]
        let words =
            "look \(number) of \(plan.count), p = \(percentWords(value)) (fails at \(percentWords(level)))"
        // The last bits are forgiven, as with a single look.
        if value <= level * (1 + 1e-9), treated.troubled >= test.leastEvents {
            return stop(at: now, strategy, because: "failed, \(words): \(counts)")
        }
        guard isLast else {
            looked = now
            note(.judged, because: "\(words): \(counts)")
            return []
        }
        let (isSmall, excess) = test.excess(treated, control)
        if isSmall { return openRest(at: now, because: "passed, \(words), \(excess): \(counts)") }
        return settle(at: now, canary, strategy, because: ", \(words), \(excess): \(counts)")
    }
}

extension SequentialTest {
    /// So many canaries must have reported before it is decided whether they pass; fewer do if there are no more.
    fileprivate func needed(_ canary: CanaryRollout, _ treated: RingStatus) -> Int {
        min(max(canary.minimum, fewest), treated.expected)
    }

    /// Whether the excess of trouble is shown to be tolerable, and what is shown.
    fileprivate func excess(_ treated: RingStatus, _ control: RingStatus) -> (isSmall: Bool, words: String) {
        let bound = ExcessBound(confidence: confidence).upper(
            treated: (treated.troubled, treated.comparable),
            control: (control.troubled, control.watched)
        )
        let words = "the excess is at most \(percentWords(bound)) (\(percentWords(tolerated)) are tolerated)"
        return (bound <= tolerated * (1 + 1e-9), words)
    }

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
