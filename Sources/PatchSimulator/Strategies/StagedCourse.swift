import EventEngine
import PatchModel

extension StagedRollout: StrategyRules {
    var ringPlans: [RolloutPlan.RingPlan] {
        rings.map {
            .init(
                name: $0.name,
                size: $0.size,
                condition: $0.condition,
                pace: $0.pace,
                deadline: $0.deadline,
                limits: $0.limits
            )
        }
    }

    func actions(
        of course: inout RolloutCourse,
        at now: Tick,
        _ strategy: Strategy,
        _ status: RolloutStatus?
    ) -> [ReasonedAction] {
        course.advance(at: now, self, status)
    }

    func wait(of course: RolloutCourse, at now: Tick, _ status: RolloutStatus) -> RolloutWait? {
        let (reason, time) = course.wait(self, now, status)
        return RolloutWait(rollout: course.rollout, ring: status.rings[course.opened].name, reason: reason, until: time)
    }
}

extension RolloutCourse {
    /// Opens every ring whose date has come and whose gate lets it.
    fileprivate mutating func advance(at now: Tick, _ staged: StagedRollout, _ status: RolloutStatus?)
        -> [ReasonedAction]
    {
        var actions: [ReasonedAction] = []
        while opened < ringCount, now - began >= dateOfNext(staged) {
            // What was opened at this moment has had no time to report.
            let answer = gateAnswer(staged, now, status, hasOpenedNow: !actions.isEmpty)
            guard case .opens(let reason) = answer else { break }
            guard isDelayOver(staged, now, status, hasOpenedNow: !actions.isEmpty, because: reason) else { break }
            actions.append(open(at: now, because: reason))
        }
        return actions
    }

    /// Whether the gate's delay is over; the moment from which it counts is noted.
    private mutating func isDelayOver(
        _ staged: StagedRollout,
        _ now: Tick,
        _ status: RolloutStatus?,
        hasOpenedNow: Bool,
        because reason: String
    ) -> Bool {
        guard opened > 0, !hasOpenedNow, let delay = staged.gate?.delay, delay > 0,
            status.map({ $0.rings.indices.contains(opened - 1) && $0.rings[opened - 1].targets > 0 }) ?? false
        else { return true }
        if let shown { return now >= shown + delay }
        shown = now
        note(.shown, because: reason)
        return false
    }

    fileprivate func wait(_ staged: StagedRollout, _ now: Tick, _ status: RolloutStatus) -> (String, Tick?) {
        let date = began + dateOfNext(staged)
        if now < date { return ("its date", date) }
        switch gateAnswer(staged, now, status) {
        case .opens:
            let end = shown.flatMap { since in staged.gate.map { since + $0.delay } } ?? now
            return end > now ? ("the delay of the gate", end) : (Self.nextLook, nil)
        case .waits(let reason, let time): return (reason, time)
        }
    }

    /// When the next ring may open, in seconds since the rollout began.
    func dateOfNext(_ staged: StagedRollout) -> Tick {
        staged.rings.indices.contains(opened) ? staged.rings[opened].after : staged.rings.last?.after ?? 0
    }

    /// Whether the next ring, whose date has come, opens.
    enum GateAnswer {
        /// Why it opens.
        case opens(String)
        /// What it waits for, and when that comes; nil: nobody knows, or never.
        case waits(String, until: Tick?)
    }

    static let soak = "the soak"
    static let nextLook = "the next look at the console"

    func gateAnswer(
        _ staged: StagedRollout,
        _ now: Tick,
        _ status: RolloutStatus?,
        hasOpenedNow: Bool = false
    ) -> GateAnswer {
        guard opened > 0 else { return .opens("first ring") }
        guard let gate = staged.gate else { return .opens("its date has come") }
        guard let status, status.rings.indices.contains(opened - 1) else { return .waits(Self.nextLook, until: nil) }
        let ring = status.rings[opened - 1]
        if ring.targets == 0 { return .opens("the ring before is empty") }
        guard !hasOpenedNow, ring.opened != nil else { return .waits(Self.nextLook, until: nil) }
        if now - soakBegan < gate.soak { return .waits(Self.soak, until: soakBegan + gate.soak) }
        let answer = gate.answer(to: ring)
        if case .opens = answer, let hold = gate.hold, let reason = Self.reasonToStop(hold, status) {
            return .waits("the hold: \(reason)", until: nil)
        }
        return answer
    }
}

extension Gate {
    /// What the gate makes of a ring after the soak, but for its hold.
    fileprivate func answer(to ring: RingStatus) -> RolloutCourse.GateAnswer {
        if ring.expected == 0 {
            let whose = ring.setAside == 1 ? "the only device" : "all \(ring.setAside) devices"
            return .opens("\(whose) of the ring before \(ring.setAside == 1 ? "is" : "are") set aside")
        }
        let expected = passesOverUnreachable ? ring.expected - ring.unreachable : ring.expected
        let needed = min(minimum, expected)
        if ring.reporting < needed {
            let words = "\(ring.reporting) of \(expected) devices of \"\(ring.name)\" have reported"
            return .waits("reports: \(words), \(needed) are needed" + ring.setAsideWords, until: nil)
        }
        let base = ring.denominator(of)
        let succeeded = ring.successes(without: counts)
        let isReached = Limit(.share(success), isStrict: false).isPassed(count: succeeded, of: base)
        guard isReached || tolerates(ring) else {
            let words =
                "\(succeeded) of \(base) \(of.words) of \"\(ring.name)\" are \(successWords)"
                + ring.silentWords(of, counts)
            return .waits("success: \(words), \(percentWords(success)) are needed" + ring.setAsideWords, until: nil)
        }
        return .opens(
            "\(succeeded) of \(base) \(of.words) \(successWords) at the end of the soak"
                + (isReached ? "" : "; \(ring.unhealthy) not healthy, \(tolerated) tolerated") + ring.setAsideWords
        )
    }

    private var successWords: String { counts.contains(.troubled) ? "healthy" : "through" }

    /// True if the ring has reported whole, and no more of it is unwell than the gate lets pass whatever the share. Whoever has timed out
    /// is not through, whether the gate counts that as a failure or not.
    private func tolerates(_ ring: RingStatus) -> Bool {
        tolerated > 0 && ring.reporting >= ring.expected && ring.failures(counts.union([.timedOut])) <= tolerated
    }
}

extension RingStatus {
    /// How many have failed and how many have not reported, where the share is one of both.
    ///
    /// - Parameter counts: what keeps a device from being a success.
    fileprivate func silentWords(_ base: Denominator, _ counts: FailureKinds) -> String {
        guard base == .all || base == .offered else { return "" }
        let hasTrouble = counts.contains(.troubled)
        let bad = hasTrouble ? unhealthy : failed
        let silent = max(0, denominator(base) - successes(without: counts) - bad)
        return " (\(bad) \(hasTrouble ? "not healthy" : "failed"), \(silent) not reported)"
    }
}
