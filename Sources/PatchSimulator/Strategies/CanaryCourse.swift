import EventEngine
import PatchModel

extension CanaryRollout: StrategyRules {
    var ringPlans: [RolloutPlan.RingPlan] {
        let canary = RolloutPlan.RingPlan(name: "canary", size: size, condition: condition)
        guard sequential?.control != .waiting else {
            return [canary, .init(name: "rest", size: .rest, isControl: true)]
        }
        return [
            canary, .init(name: "control", size: size, condition: condition, isControl: true),
            .init(name: "rest", size: .rest),
        ]
    }

    var comparison: SequentialTest.Strata? { sequential?.method == .safeLogrank ? sequential?.strata : nil }

    func actions(
        of course: inout RolloutCourse,
        at now: Tick,
        _ strategy: Strategy,
        _ status: RolloutStatus?
    ) -> [ReasonedAction] {
        if let sequential { return course.compare(at: now, self, sequential, strategy, status) }
        return course.judge(at: now, self, strategy, status)
    }

    func wait(of course: RolloutCourse, at now: Tick, _ status: RolloutStatus) -> RolloutWait? {
        let ring = status.rings.last?.name
        if let pause = course.pause {
            let reason = "a person to decide, who never comes (\(pause))"
            return RolloutWait(rollout: course.rollout, ring: ring, reason: reason)
        }
        let reason = course.extended.map { "the extended soak (\($0))" } ?? RolloutCourse.soak
        return RolloutWait(rollout: course.rollout, ring: ring, reason: reason, until: course.endOfSoak(self))
    }
}

extension RolloutCourse {
    /// The three answers a canary can give; where it is no pass, with what it is based on.
    enum Verdict: Equatable {
        case pass
        case fail(String)
        case inconclusive(String)
    }

    /// Opens the canary; after the soak judges it against the control group, and opens the rest, stops, or waits.
    fileprivate mutating func judge(
        at now: Tick,
        _ canary: CanaryRollout,
        _ strategy: Strategy,
        _ status: RolloutStatus?
    ) -> [ReasonedAction] {
        guard opened > 0 else { return [open(at: now, because: "canary")] }
        guard opened < ringCount, pause == nil, let status else { return [] }
        guard now >= endOfSoak(canary) else { return [] }
        let treated = status.rings[0]
        let control = status.rings.first { $0.isControl && $0.opened == nil }
        let counts = Self.counts(treated, control)
        let earlier = extended.map { "; the soak had been extended (\($0))" } ?? ""
        switch Self.verdict(canary, treated, control) {
        case .pass:
            return openRest(at: now, because: "passed: \(counts)\(earlier)")
        case .fail(let reason):
            return stop(at: now, strategy, because: "failed\(reason): \(counts)\(earlier)")
        case .inconclusive(let reason) where canary.extend != nil && extended == nil:
            // The reason is given with the action that follows, too, or with what the rollout waits for.
            note(.extended, because: "inconclusive\(reason): \(counts)")
            return []
        case .inconclusive(let reason):
            return settle(at: now, canary, strategy, because: "\(reason): \(counts)\(earlier)")
        }
    }

    /// What is done with a canary that could not be judged.
    ///
    /// - Parameter reason: begins behind the word.
    mutating func settle(
        at now: Tick,
        _ canary: CanaryRollout,
        _ strategy: Strategy,
        because reason: String
    ) -> [ReasonedAction] {
        switch canary.undecided {
        case .continue: return openRest(at: now, because: "inconclusive, going on\(reason)")
        case .stop: return stop(at: now, strategy, because: "inconclusive\(reason)")
        case .wait:
            pause = "inconclusive\(reason)"
            note(.paused, because: pause ?? "")
            return []
        }
    }

    /// When the soak is over, its extension included.
    func endOfSoak(_ canary: CanaryRollout) -> Tick {
        soakBegan + canary.soak + (extended == nil ? 0 : canary.extend ?? 0)
    }

    /// What the verdict is made of, in words for the log.
    static func counts(_ treated: RingStatus, _ control: RingStatus?) -> String {
        let others = control.map { " and \($0.troubled) of \($0.watched) control devices" } ?? ""
        var words =
            "of those heard of, \(treated.troubled) of \(treated.comparable) canaries\(others) are in trouble"
        if treated.failed > 0 { words += "; \(treated.failed) of \(treated.reporting) canaries failed to install" }
        return words + treated.setAsideWords
    }

    /// Fails if significantly more of the canaries that have the patches are in trouble than of the control group, or if too
    /// many canaries could not install them; passes if neither is so, enough of both groups have been heard of, and the test
    /// could have been significant; is inconclusive otherwise.
    ///
    /// Failed installations are no part of the test: a control group that installs nothing cannot have any.
    static func verdict(_ canary: CanaryRollout, _ treated: RingStatus, _ control: RingStatus?) -> Verdict {
        guard let control else { return .inconclusive(", there is no control group") }
        let value = FisherExactTest.pValue(
            treatedUnhealthy: treated.troubled,
            treated: treated.comparable,
            controlUnhealthy: control.troubled,
            control: control.watched
        )
        // The last bits of a p-value that is the level itself are forgiven: 3 of 3 against 0 of 3 is 5 %.
        let level = canary.level * (1 + 1e-9)
        if value <= level { return .fail("") }
        let needed = (treated: min(canary.minimum, treated.expected), control: min(canary.minimum, control.expected))
        guard treated.reporting >= needed.treated, control.seen >= needed.control else {
            return .inconclusive(
                ", too few reports (\(treated.reporting) of \(treated.expected) canaries, \(needed.treated) needed; "
                    + "\(control.seen) of \(control.expected) control devices, \(needed.control) needed)"
            )
        }
        if canary.couldNotInstall(treated) { return .fail(" to install") }
        let least = FisherExactTest.leastPValue(treated: treated.comparable, control: control.watched)
        guard least <= level else {
            return .inconclusive(", too small to tell (at best p = \(percentWords(least)))")
        }
        return .pass
    }
}

extension CanaryRollout {
    /// Too many canaries failed to install, or came to no end with it in time; a single one does not pass a share.
    func couldNotInstall(_ treated: RingStatus) -> Bool {
        let count = treated.failed + treated.timedOutInstead.silent
        let isSingle = if case .share = failed.measure { count < 2 } else { false }
        return !isSingle && failed.isPassed(count: count, of: treated.reporting)
    }
}

extension RingStatus {
    /// Canaries that have reported an outcome and could install the patches, or are in trouble anyhow. Of one that timed out and has
    /// told nothing else, nothing is known.
    var comparable: Int { reporting - (unhealthy - troubled) - timedOutInstead.silent }

    /// Devices of a control group that have been heard of.
    var watched: Int { max(seen, troubled) }
}
