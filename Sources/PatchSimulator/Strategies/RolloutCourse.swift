import EventEngine
public import PatchModel

/// One rollout on its way: what has been opened, and what it waits for.
struct RolloutCourse: Sendable {
    let rollout: Int
    let began: Tick
    let ringCount: Int
    /// Number of rings opened, in order.
    var opened = 0
    /// When the newest ring opened, or the rollout went on after a stop.
    var soakBegan: Tick = 0
    var stopped: Tick?
    /// Why the soak of a canary was extended; nil: it was not.
    var extended: String?
    /// Why a canary that could not be judged waits for a person; nil: it does not.
    var pause: String?
    /// What was noted at this look.
    var notes: [PolicyNote] = []

    /// A rollout that begins now.
    init(rollout: Int, began: Tick, ringCount: Int) {
        self.rollout = rollout
        self.began = began
        self.ringCount = ringCount
    }

    /// How far a rollout has come.
    ///
    /// - Parameter notes: those about it; the ones made before it went on after a stop stand no longer.
    init(rollout: Int, status: RolloutStatus, notes: [LoggedNote]) {
        self.init(rollout: rollout, began: status.began, ringCount: status.rings.count)
        opened = status.rings.firstIndex { $0.opened == nil } ?? ringCount
        let newest = opened > 0 ? status.rings[opened - 1].opened ?? 0 : 0
        let resumed = status.interruptions.last { $0.resumed != nil }?.resumed
        soakBegan = max(newest, resumed ?? 0)
        stopped = status.stopped
        for item in notes where item.time > resumed ?? -1 {
            switch item.note.kind {
            case .extended: extended = item.note.reason
            case .paused: pause = item.note.reason
            }
        }
    }

    /// True if nothing that the console may still show can change the course.
    func isSettled(_ strategy: Strategy) -> Bool {
        if stopped != nil { return strategy.onStop.resume == .never }
        return strategy.stop == nil && (pause != nil || opened >= ringCount)
    }

    /// - Parameter status: nil when the rollout begins at this very moment.
    mutating func decide(
        at now: Tick,
        _ strategy: Strategy,
        _ rules: any StrategyRules,
        status: RolloutStatus?,
        console: Console
    ) -> [ReasonedAction] {
        if let stopped {
            guard let status, let reason = reasonToResume(now, stopped, strategy, status, console) else { return [] }
            self.stopped = nil
            soakBegan = now
            extended = nil
            pause = nil
            return [ReasonedAction(.resume(rollout: rollout), because: reason)]
        }
        if let status, let rule = strategy.stop, let reason = Self.reasonToStop(rule, status) {
            return stop(at: now, strategy, because: reason)
        }
        return rules.actions(of: &self, at: now, strategy, status)
    }

    mutating func open(at now: Tick, because reason: String) -> ReasonedAction {
        opened += 1
        soakBegan = now
        return ReasonedAction(.open(rollout: rollout, ring: opened - 1), because: reason)
    }

    /// Opens all rings that are not open yet.
    mutating func openRest(at now: Tick, because reason: String) -> [ReasonedAction] {
        (opened..<ringCount).map { _ in open(at: now, because: reason) }
    }

    mutating func note(_ kind: PolicyNote.Kind, because reason: String) {
        notes.append(PolicyNote(kind, rollout: rollout, because: reason))
    }

    mutating func stop(at now: Tick, _ strategy: Strategy, because reason: String) -> [ReasonedAction] {
        stopped = now
        return [ReasonedAction(.stop(rollout: rollout, strategy.onStop), because: reason)]
    }

    /// Of rings that are open the failures are counted; the devices that are meant are those of all rings.
    static func reasonToStop(_ rule: StopRule, _ status: RolloutStatus) -> String? {
        let total = status.total
        let isByAttempts = rule.of == .attempts
        let failures = isByAttempts ? total.failedAttempts : total.unhealthy
        let reported = isByAttempts ? total.attempts : total.reporting
        let base = rule.of == .all ? status.expected : total.denominator(rule.of)
        let most = rule.cap == .rollout ? status.expected : total.expected
        guard reported >= min(rule.minimum, most), rule.isPassed(count: failures, of: base) else { return nil }
        return "\(failures) of \(base) \(rule.of.words) failed\(isByAttempts ? "" : " or had problems")"
            + total.setAsideWords
    }

    private func reasonToResume(
        _ now: Tick,
        _ stopped: Tick,
        _ strategy: Strategy,
        _ status: RolloutStatus,
        _ console: Console
    ) -> String? {
        switch strategy.onStop.resume {
        case .never: return nil
        case .after(let wait):
            guard now - stopped >= wait else { return nil }
            let isFixed = status.patches.contains { console.vendorAnswer($0) == .fixed }
            return "the pause is over" + (isFixed ? "" : Self.words(ofFailed: status))
        case .withFix:
            let answers = status.patches.map { console.vendorAnswer($0) }
            guard !answers.contains(where: \.isPending), answers.contains(where: { $0 != .none }) else { return nil }
            return answers.contains(.fixed)
                ? "the vendor's fix is there" : "the vendor found no fault" + Self.words(ofFailed: status)
        }
    }

    /// Nothing new comes to devices that failed for good, if there is no fix: they are set aside when the rollout goes on, as
    /// are those that were set aside before.
    private static func words(ofFailed status: RolloutStatus) -> String {
        let failed = status.total.failed + status.total.setAside
        return failed == 0 ? "" : "; \(failed) that failed or were set aside before are set aside"
    }
}

extension RolloutStatus {
    /// Why a stop rule holds now, in words; nil: it does not. Of rings that are open the failures are counted.
    public func reason(toStopBy rule: StopRule) -> String? { RolloutCourse.reasonToStop(rule, self) }
}

extension RingStatus {
    /// What a reason in the log adds about devices that do not count.
    var setAsideWords: String { setAside == 0 ? "" : "; \(setAside) set aside" }
}

extension RingStatus {
    /// The number of devices a share is taken of.
    func denominator(_ denominator: Denominator) -> Int {
        switch denominator {
        case .reporting: reporting
        case .offered: offered
        case .all: expected
        case .attempts: attempts
        }
    }
}

extension Denominator {
    /// How the log speaks of it.
    var words: String {
        switch self {
        case .reporting: "reporting devices"
        case .offered: "devices offered"
        case .all: "devices"
        case .attempts: "attempts"
        }
    }
}
