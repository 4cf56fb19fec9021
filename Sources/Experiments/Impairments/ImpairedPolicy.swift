public import EventEngine
import PatchModel
public import PatchSimulator

/// A policy between which and the console something is wrong.
public struct ImpairedPolicy<Base: Policy>: Policy {
    public typealias Failure = Base.Failure

    /// A number that no draw of a run is made for; see `DrawPurpose`.
    private static var purpose: UInt16 { 200 }

    private var base: Base
    private let impairment: Impairment
    private let random: KeyedRandom
    /// Of one that is late: what it has not been told, and when it is.
    private var untold: [Int] = []
    private var due: Tick?
    private var isFirst = true

    init(_ base: Base, _ impairment: Impairment, _ episode: Episode) {
        self.base = base
        self.impairment = impairment
        random = KeyedRandom(seed: episode.seed, replication: UInt64(truncatingIfNeeded: episode.replication))
    }

    public mutating func brief(_ briefing: Briefing) { base.brief(briefing) }

    public var details: ConsoleDetails { base.details }

    public mutating func takeOver(_ handover: Handover) -> Tick? { base.takeOver(handover) }

    public mutating func hear(_ refusal: Refusal) { base.hear(refusal) }

    public mutating func decide(at now: Tick, released: [Int], console: Console) throws(Failure) -> Decision {
        switch impairment {
        case .late(let delay): return try decide(at: now, released: released, console: console, late: max(0, delay))
        case .deaf(let chance):
            return try base.decide(at: now, released: released, console: misheard(console, chance, asTrouble: false))
        case .jumpy(let chance):
            return try base.decide(at: now, released: released, console: misheard(console, chance, asTrouble: true))
        case .wide(let factor):
            var decision = try base.decide(at: now, released: released, console: console)
            for place in decision.actions.indices {
                guard case .begin(let plan) = decision.actions[place].action else { continue }
                decision.actions[place].action = .begin(plan.widened(factor))
            }
            return decision
        }
    }

    private mutating func decide(at now: Tick, released: [Int], console: Console, late delay: Tick)
        throws(Failure) -> Decision
    {
        untold += released
        if !released.isEmpty || isFirst { due = min(due ?? .latest, now + delay) }
        isFirst = false
        guard let due, due <= now else { return Decision(wake: due) }
        var decision = try base.decide(at: now, released: untold, console: console)
        untold = []
        self.due = decision.wake.map { min($0, .latest - delay) + delay }
        decision.wake = self.due
        return decision
    }

    /// The console on which, in rollouts that the dice choose, all is well with those who report, or nothing is.
    private func misheard(_ console: Console, _ chance: Double, asTrouble: Bool) -> Console {
        var shown = console
        for rollout in shown.rollouts.indices {
            var draw = random.draw(entity: UInt64(rollout), purpose: Self.purpose)
            guard draw.isTrue(withProbability: chance) else { continue }
            for ring in shown.rollouts[rollout].rings.indices { shown.rollouts[rollout].rings[ring].mishear(asTrouble) }
            guard let groups = shown.progress, groups.indices.contains(rollout) else { continue }
            for group in groups[rollout].indices { shown.progress?[rollout][group].mishear(asTrouble) }
        }
        return shown
    }
}

extension RingStatus {
    fileprivate mutating func mishear(_ asTrouble: Bool) {
        if asTrouble {
            (succeeded, troubled, unhealthy, failedAttempts) = (0, reporting - failed, reporting, attempts)
        } else {
            succeeded += unhealthy
            (failed, troubled, unhealthy, failedAttempts) = (0, 0, 0, 0)
        }
    }
}

extension GroupProgress {
    fileprivate mutating func mishear(_ asTrouble: Bool) {
        if asTrouble {
            (succeeded, troubled, unhealthy) = (0, reporting - failed, reporting)
        } else {
            succeeded += unhealthy
            (failed, troubled, unhealthy) = (0, 0, 0)
        }
    }
}

extension RolloutPlan {
    /// The plan with the first ring that has a size, and is no control group, so many times as large; a fleet is no larger than
    /// it is.
    fileprivate func widened(_ factor: Double) -> RolloutPlan {
        guard factor.isFinite, factor > 0,
            let first = rings.firstIndex(where: { !$0.isControl && $0.size != .rest })
        else { return self }
        var plan = self
        switch rings[first].size {
        case .share(let share): plan.rings[first].size = .share(min(1, share * factor))
        case .count(let count):
            plan.rings[first].size = .count(Self.widened(count, factor))
        case .ofEach(let count, let parts):
            plan.rings[first].size = .ofEach(Self.widened(count, factor), parts)
        case .upTo(let share): plan.rings[first].size = .upTo(min(1, share * factor))
        case .roundedDown(let share): plan.rings[first].size = .roundedDown(min(1, share * factor))
        case .rest: break
        }
        return plan
    }

    private static func widened(_ count: Int, _ factor: Double) -> Int {
        Int(min(Double(Int32.max), (Double(count) * factor).rounded(.up)))
    }
}
