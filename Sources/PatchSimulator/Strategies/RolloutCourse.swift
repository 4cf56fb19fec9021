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
    /// What the newest look at a canary's test has shown; nil: none has been taken.
    var judged: String?
    /// When the newest of several looks was taken; nil: none was.
    var looked: Tick?
    /// When the newest ring had shown what its gate asks for; nil: it has not.
    var shown: Tick?
    /// A rule that holds, since when, and why: its stop has yet to take effect.
    var stopping: (rule: Int, since: Tick, reason: String)?
    /// What the stop that lasts has thrown.
    private var thrown: OnStop?
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
        // By place: a copy of a ring would be one of its name, too.
        opened = status.rings.indices.first { status.rings[$0].opened == nil } ?? ringCount
        let newest = opened > 0 ? status.rings[opened - 1].opened ?? 0 : 0
        let resumed = status.interruptions.last { $0.resumed != nil }?.resumed
        soakBegan = max(newest, resumed ?? 0)
        stopped = status.stopped
        thrown = status.thrown
        for item in notes where item.time > resumed ?? -1 {
            switch item.note.kind {
            case .extended: extended = item.note.reason
            case .paused: pause = item.note.reason
            case .judged: (judged, looked) = (item.note.reason, item.time)
            case .shown: if item.time >= soakBegan { shown = item.time }
            case .stopping: stopping = item.note.rule.map { ($0, item.time, item.note.reason) }
            }
        }
    }

    /// True if nothing that the console may still show can change the course.
    func isSettled(_ strategy: Strategy) -> Bool {
        if stopped != nil { return resumption(strategy) == .never }
        return strategy.stops.isEmpty && (pause != nil || opened >= ringCount)
    }

    /// How it goes on after the stop that lasts.
    func resumption(_ strategy: Strategy) -> OnStop.Resumption {
        let isByRule = strategy.stops.contains { $0.onStop != nil }
        return (isByRule ? thrown : nil)?.resume ?? strategy.onStop.resume
    }

    /// When a stop takes effect that is on its way; nil: none is.
    func stopIsDue(_ strategy: Strategy) -> Tick? {
        guard stopped == nil, let stopping, strategy.stops.indices.contains(stopping.rule) else { return nil }
        return stopping.since + strategy.stops[stopping.rule].latency
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
            (judged, looked) = (nil, nil)
            shown = nil
            stopping = nil
            return [ReasonedAction(.resume(rollout: rollout), because: reason)]
        }
        if let status, let orders = askRules(at: now, strategy, status) { return orders }
        return rules.actions(of: &self, at: now, strategy, status)
    }

    mutating func open(at now: Tick, because reason: String) -> ReasonedAction {
        opened += 1
        soakBegan = now
        shown = nil
        return ReasonedAction(.open(rollout: rollout, ring: opened - 1), because: reason)
    }

    /// Opens all rings that are not open yet.
    mutating func openRest(at now: Tick, because reason: String) -> [ReasonedAction] {
        (opened..<ringCount).map { _ in open(at: now, because: reason) }
    }

    mutating func note(_ kind: PolicyNote.Kind, because reason: String, rule: Int? = nil) {
        notes.append(PolicyNote(kind, rollout: rollout, because: reason, rule: rule))
    }

    /// - Parameter switches: nil: those that the strategy has for all stops.
    mutating func stop(
        at now: Tick,
        _ strategy: Strategy,
        _ switches: OnStop? = nil,
        because reason: String
    ) -> [ReasonedAction] {
        stopped = now
        let switches = switches ?? strategy.onStop
        thrown = switches
        return [ReasonedAction(.stop(rollout: rollout, switches), because: reason)]
    }

    /// Asks the rules in their order; nil: none stops the rollout now. One with a latency is noted, and stops it later.
    private mutating func askRules(at now: Tick, _ strategy: Strategy, _ status: RolloutStatus) -> [ReasonedAction]? {
        if let due = stopIsDue(strategy), due <= now, let stopping {
            let switches = strategy.stops[stopping.rule].onStop
            return stop(at: now, strategy, switches, because: stopping.reason)
        }
        for (number, clause) in strategy.stops.enumerated() {
            guard let reason = Self.reasonToStop(clause.rule, status) else { continue }
            if clause.latency == 0 { return stop(at: now, strategy, clause.onStop, because: reason) }
            // A slow stop that is on its way hides no faster one.
            if let due = stopIsDue(strategy), due <= now + clause.latency { continue }
            stopping = (number, now, reason)
            note(.stopping, because: reason, rule: number)
        }
        return nil
    }

    /// Of rings that are open the failures are counted; the devices that are meant are those of all rings.
    static func reasonToStop(_ rule: StopRule, _ status: RolloutStatus) -> String? {
        if rule.scope == .all { return reasonToStop(rule, status.total, of: status.expected) }
        for ring in status.rings where ring.opened != nil {
            if let reason = reasonToStop(rule, ring, of: ring.expected) { return reason + " in \"\(ring.name)\"" }
        }
        return nil
    }

    /// - Parameter all: devices that are meant, of rings that are shut, too.
    private static func reasonToStop(_ rule: StopRule, _ total: RingStatus, of all: Int) -> String? {
        let isByAttempts = rule.of == .attempts
        let failures = isByAttempts ? total.failedAttempts : total.failures(rule.counts)
        let reported = isByAttempts ? total.attempts : total.reporting
        let base = rule.of == .all ? all : total.denominator(rule.of)
        let most = rule.cap == .rollout ? all : total.expected
        guard reported >= min(rule.minimum, most), rule.notified <= 0 || total.notified >= min(rule.notified, all),
            rule.isPassed(count: failures, of: base)
        else { return nil }
        // Of those that have yet to get their turn nobody has been told.
        let whom = rule.of == .notified && total.waiting > 0 ? "notified devices" : rule.of.words
        return "\(failures) of \(base) \(whom) \(isByAttempts ? "failed" : Self.words(rule.counts))"
            + total.setAsideWords
    }

    /// How the log speaks of failures.
    private static func words(_ counts: FailureKinds) -> String {
        let words: [(FailureKind, String)] = [
            (.failed, "failed"), (.timedOut, "timed out"), (.troubled, "had problems"),
            (.unreachable, "were not reached"),
        ]
        return words.filter { counts.contains($0.0) }.map(\.1).joined(separator: " or ")
    }

    private func reasonToResume(
        _ now: Tick,
        _ stopped: Tick,
        _ strategy: Strategy,
        _ status: RolloutStatus,
        _ console: Console
    ) -> String? {
        switch resumption(strategy) {
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
        case .executed: executed
        case .offered: offered
        case .connected: seen
        case .notified: notified
        case .all: expected
        case .attempts: attempts
        }
    }
}

extension RingStatus {
    /// Devices for which any of these holds.
    func failures(_ counts: FailureKinds) -> Int {
        let hasTrouble = counts.contains(.troubled)
        let hasFailed = counts.contains(.failed)
        let reported = hasFailed ? hasTrouble ? unhealthy : failed : hasTrouble ? troubled : 0
        let late = timedOutInstead
        let further =
            hasFailed ? hasTrouble ? late.either : late.failed : hasTrouble ? late.troubled : timedOut
        let told = reported + (counts.contains(.timedOut) ? further : 0)
        // Whoever reported a failed installation was seen.
        return counts.contains(.unreachable) ? told + unreachable - (hasTrouble ? silentTroubled : 0) : told
    }

    /// Devices that have installed the patches, and for which none of these holds.
    func successes(without counts: FailureKinds) -> Int {
        counts.contains(.troubled) ? succeeded : installed
    }
}

extension Denominator {
    /// How the log speaks of it.
    var words: String {
        switch self {
        case .reporting: "reporting devices"
        case .executed: "devices that are through"
        case .offered: "devices offered"
        case .connected: "devices heard of"
        case .notified: "devices in open rings"
        case .all: "devices"
        case .attempts: "attempts"
        }
    }
}
