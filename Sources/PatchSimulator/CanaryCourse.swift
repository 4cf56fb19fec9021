import EventEngine
import PatchModel

extension RolloutCourse {
    /// The three answers a canary can give; where it is no pass, with what it is based on.
    enum Verdict: Equatable {
        case pass
        case fail(String)
        case inconclusive(String)
    }

    /// Opens the canary; after the soak judges it against the control group, and opens the rest, stops, or waits.
    mutating func judge(
        at now: Tick,
        _ canary: CanaryRollout,
        _ strategy: Strategy,
        _ status: RolloutStatus?
    ) -> [ReasonedAction] {
        guard opened > 0 else { return [open(at: now, because: "canary")] }
        guard opened == 1, pause == nil, let status else { return [] }
        guard now >= endOfSoak(canary) else { return [] }
        let treated = status.rings[0]
        let control = status.rings[1]
        let counts = Self.counts(treated, control)
        let earlier = extended.map { "; the soak had been extended (\($0))" } ?? ""
        switch Self.verdict(canary, treated, control) {
        case .pass:
            return openRest(at: now, because: "passed: \(counts)\(earlier)")
        case .fail(let reason):
            return stop(at: now, strategy, because: "failed\(reason): \(counts)\(earlier)")
        case .inconclusive(let reason) where canary.extend != nil && extended == nil:
            // Only actions are logged: the reason is given with the action that follows, or with what the rollout waits for.
            extended = "inconclusive\(reason): \(counts)"
            return []
        case .inconclusive(let reason):
            switch canary.undecided {
            case .continue: return openRest(at: now, because: "inconclusive, going on\(reason): \(counts)\(earlier)")
            case .stop: return stop(at: now, strategy, because: "inconclusive\(reason): \(counts)\(earlier)")
            case .pause:
                pause = "inconclusive\(reason): \(counts)\(earlier)"
                return []
            }
        }
    }

    /// When the soak is over, its extension included.
    func endOfSoak(_ canary: CanaryRollout) -> Tick {
        soakBegan + canary.soak + (extended == nil ? 0 : canary.extend ?? 0)
    }

    private mutating func openRest(at now: Tick, because reason: String) -> [ReasonedAction] {
        [open(at: now, because: reason), open(at: now, because: reason)]
    }

    /// What the verdict is made of, in words for the log.
    private static func counts(_ treated: RingStatus, _ control: RingStatus) -> String {
        var words =
            "of those heard of, \(treated.troubled) of \(treated.comparable) canaries and \(control.troubled) of "
            + "\(control.watched) control devices are in trouble"
        if treated.failed > 0 { words += "; \(treated.failed) of \(treated.reporting) canaries failed to install" }
        return words + treated.setAsideWords
    }

    /// Fails if significantly more of the canaries that have the patches are in trouble than of the control group, or if too
    /// many canaries could not install them; passes if neither is so, enough of both groups have been heard of, and the test
    /// could have been significant; is inconclusive otherwise.
    ///
    /// Failed installations are no part of the test: a control group that installs nothing cannot have any.
    static func verdict(_ canary: CanaryRollout, _ treated: RingStatus, _ control: RingStatus) -> Verdict {
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
        let isSingle = if case .share = canary.failed.measure { treated.failed < 2 } else { false }
        if !isSingle, canary.failed.isPassed(count: treated.failed, of: treated.reporting) {
            return .fail(" to install")
        }
        let least = FisherExactTest.leastPValue(treated: treated.comparable, control: control.watched)
        guard least <= level else {
            return .inconclusive(", too small to tell (at best p = \(percentWords(least)))")
        }
        return .pass
    }
}

extension RingStatus {
    /// Canaries that have reported an outcome and could install the patches, or are in trouble anyhow.
    fileprivate var comparable: Int { reporting - (unhealthy - troubled) }

    /// Devices of a control group that have been heard of.
    fileprivate var watched: Int { max(seen, troubled) }
}
