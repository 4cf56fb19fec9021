public import EventEngine
public import PatchModel

/// A strategy of a scenario file at work.
///
/// Each rollout (a batch of patches released together, or each patch by itself, as the strategy says) goes its own way
/// through the strategy's rings.
public struct DeclaredPolicy: Policy {
    public let strategy: Strategy
    private(set) var courses: [RolloutCourse] = []

    public init(_ strategy: Strategy) {
        self.strategy = strategy
    }

    public mutating func decide(at now: Tick, released: [Int], console: Console) -> Decision {
        var actions: [ReasonedAction] = []
        let batches = strategy.unit == .batch ? [released].filter { !$0.isEmpty } : released.map { [$0] }
        for patches in batches {
            let number = console.rollouts.count + actions.count
            courses.append(RolloutCourse(rollout: number, began: now))
            actions.append(ReasonedAction(.begin(plan(for: patches)), because: "released"))
        }
        for number in courses.indices {
            // A rollout that begins now is not on the console yet: there is nothing reported of it.
            let rollout = courses[number].rollout
            let status = console.rollouts.indices.contains(rollout) ? console.rollouts[rollout] : nil
            actions += courses[number].decide(at: now, strategy: strategy, status: status, console: console)
        }
        let isWatching = courses.contains { !$0.isSettled(strategy) }
        return Decision(actions, wake: isWatching ? now + strategy.evaluate : nil)
    }

    /// The rings of the strategy.
    private func plan(for patches: [Int]) -> RolloutPlan {
        let rings: [RolloutPlan.RingPlan] =
            switch strategy.kind {
            case .bigBang:
                [.init(name: "everyone", size: .rest)]
            case .staged(let staged):
                staged.rings.map { .init(name: $0.name, size: $0.size, condition: $0.condition) }
            case .canary(let canary):
                [
                    .init(name: "canary", size: canary.size, condition: canary.condition),
                    .init(name: "control", size: canary.size, condition: canary.condition, isControl: true),
                    .init(name: "rest", size: .rest),
                ]
            }
        return RolloutPlan(patches: patches, rings: rings, assignment: strategy.assignment, watch: strategy.watch)
    }
}

/// One rollout on its way: what has been opened, and what it waits for.
struct RolloutCourse: Sendable {
    let rollout: Int
    let began: Tick
    /// Number of rings opened, in order.
    var opened = 0
    /// When the newest ring opened, or the rollout went on after a stop.
    var soakBegan: Tick = 0
    var stopped: Tick?
    /// Why the soak of a canary was extended; nil: it was not.
    var extended: String?
    /// Why a canary that could not be judged waits for a person; nil: it does not.
    var pause: String?

    init(rollout: Int, began: Tick) {
        self.rollout = rollout
        self.began = began
    }

    /// True if nothing that the console may still show can change the course.
    func isSettled(_ strategy: Strategy) -> Bool {
        if stopped != nil { return strategy.onStop.resume == .never }
        return strategy.stop == nil && (pause != nil || opened >= ringCount(strategy))
    }

    private func ringCount(_ strategy: Strategy) -> Int {
        switch strategy.kind {
        case .bigBang: 1
        case .staged(let staged): staged.rings.count
        case .canary: 3
        }
    }

    /// - Parameter status: nil when the rollout begins at this very moment.
    mutating func decide(
        at now: Tick,
        strategy: Strategy,
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
        switch strategy.kind {
        case .bigBang:
            return opened == 0 ? [open(at: now, because: "everyone at release")] : []
        case .staged(let staged):
            return advance(at: now, staged, status)
        case .canary(let canary):
            return judge(at: now, canary, strategy, status)
        }
    }

    mutating func open(at now: Tick, because reason: String) -> ReasonedAction {
        opened += 1
        soakBegan = now
        return ReasonedAction(.open(rollout: rollout, ring: opened - 1), because: reason)
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
        return "\(failures) of \(base) \(rule.of.words) failed\(isByAttempts ? "" : " or in trouble")"
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
            let isFixed = status.patches.contains { console.vendorAnswers[$0] == .fixed }
            return "the pause is over" + (isFixed ? "" : Self.words(ofFailed: status))
        case .withFix:
            let answers = status.patches.map { console.vendorAnswers[$0] }
            guard !answers.contains(.pending), answers.contains(where: { $0 != .none }) else { return nil }
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
