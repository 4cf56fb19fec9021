import EventEngine
import PatchModel

extension RolloutCourse {
    /// The three answers a canary can give.
    enum Verdict: Equatable {
        case pass, fail, inconclusive
    }

    /// Opens the canary; after the soak judges it against the control group, and opens the rest, stops, or waits.
    mutating func judge(
        at now: Tick,
        _ canary: CanaryRollout,
        _ strategy: Strategy,
        _ status: RolloutStatus?
    ) -> [ReasonedAction] {
        guard opened > 0 else { return [open(at: now, because: "canary")] }
        guard opened == 1, !isPaused, let status else { return [] }
        let soak = canary.soak + (hasExtended ? canary.extend ?? 0 : 0)
        guard now - soakBegan >= soak else { return [] }
        let treated = status.rings[0]
        let control = status.rings[1]
        let counts =
            "canary \(treated.unhealthy) of \(treated.reporting), control \(control.unhealthy) of \(control.seen) in trouble"
        switch Self.verdict(canary, treated, control) {
        case .pass:
            return openRest(at: now, because: "passed: \(counts)")
        case .fail:
            return stop(at: now, strategy, because: "failed: \(counts)")
        case .inconclusive where canary.extend != nil && !hasExtended:
            hasExtended = true
            return []
        case .inconclusive:
            switch canary.undecided {
            case .continue: return openRest(at: now, because: "inconclusive, going on: \(counts)")
            case .stop: return stop(at: now, strategy, because: "inconclusive: \(counts)")
            case .pause:
                isPaused = true
                return []
            }
        }
    }

    private mutating func openRest(at now: Tick, because reason: String) -> [ReasonedAction] {
        [open(at: now, because: reason), open(at: now, because: reason)]
    }

    /// Fails if the canaries are significantly worse than the control group; passes if they are not and enough of both
    /// have been heard of; is inconclusive otherwise.
    static func verdict(_ canary: CanaryRollout, _ treated: RingStatus, _ control: RingStatus) -> Verdict {
        let value = FisherExactTest.pValue(
            treatedUnhealthy: treated.unhealthy,
            treated: treated.reporting,
            controlUnhealthy: control.unhealthy,
            control: max(control.seen, control.unhealthy)
        )
        if value < canary.level { return .fail }
        let isEnough =
            treated.reporting >= min(canary.minimum, treated.targets)
            && control.seen >= min(canary.minimum, control.targets)
        return isEnough ? .pass : .inconclusive
    }
}
