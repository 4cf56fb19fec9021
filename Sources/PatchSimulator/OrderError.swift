public import EventEngine
import PatchModel

/// Why an order is impossible. Its words say what is possible instead.
public enum OrderError: Error, Sendable, Hashable {
    /// Nothing can be ordered before the first instant has come.
    case notBegun
    /// There is no rollout of that number, but so many.
    case noRollout(Int, count: Int)
    /// The rollout has no ring of that number, but so many.
    case noRing(Int, rollout: Int, count: Int)
    case ringIsOpen(Int, name: String, rollout: Int, since: Tick)
    /// Rings open one after the other: `next` is the first that is not open.
    case ringsInOrder(Int, rollout: Int, next: Int, name: String)
    case isStopped(rollout: Int, since: Tick)
    case isNotStopped(rollout: Int)
    /// A rollout without patches.
    case noPatches
    /// There is no patch of that number, but so many.
    case noPatch(Int, count: Int)
    case patchTwice(Int, name: String)
    case notReleased(Int, name: String, until: Tick)
    /// The patch is in a rollout that has begun.
    case patchIsTaken(Int, name: String, rollout: Int)
    /// A rollout needs at least one ring, and has room for `Rollout.maximumRings`.
    case ringCount(Int)
    /// The share of the ring of that number is no number.
    case ringSize(Int)
    /// An attribution window that ends before it begins.
    case attributionWindow(Tick)
    /// A deadline or a time-out that is no span of time.
    case span(Tick)
    /// A limit without a number of slots that is possible.
    case slots
}

extension OrderError: CustomStringConvertible {
    /// What is wrong, and what is possible.
    public var description: String {
        switch self {
        case .notBegun: "nothing can be ordered before time 0: let the simulation advance to it first"
        case .noRollout(let number, let count):
            "there is no rollout \(number): " + Self.numbers(count, "no rollout has begun", "the rollouts are")
        case .noRing(let number, let rollout, let count):
            "rollout \(rollout) has no ring \(number): " + Self.numbers(count, "it has none", "its rings are")
        case .ringIsOpen(let number, let name, let rollout, let since):
            "ring \(number) (\"\(name)\") of rollout \(rollout) has been open since \(Self.time(since))"
        case .ringsInOrder(let number, let rollout, let next, let name):
            "ring \(number) of rollout \(rollout) cannot open yet: rings open in order, and the next is ring \(next) "
                + "(\"\(name)\")"
        case .isStopped(let rollout, let since):
            "rollout \(rollout) has been stopped since \(Self.time(since)): it can be resumed, and stopped again after that"
        case .isNotStopped(let rollout): "rollout \(rollout) is not stopped: only a stopped rollout can be resumed"
        case .noPatches: "a rollout needs at least one patch"
        case .noPatch(let number, let count):
            "there is no patch \(number): " + Self.numbers(count, "the scenario has none", "the patches are")
        case .patchTwice(let number, let name):
            "patch \(number) (\"\(name)\") is named twice: once is enough"
        case .notReleased(let number, let name, let until):
            "patch \(number) (\"\(name)\") is not out yet: it can be rolled out from \(Self.time(until)) on"
        case .patchIsTaken(let number, let name, let rollout):
            "patch \(number) (\"\(name)\") is in rollout \(rollout) already, whose rings can be opened, and which can be "
                + "stopped and resumed"
        case .ringCount(let count):
            "a rollout of \(count) rings cannot begin: 1 to \(Rollout.maximumRings) are possible"
        case .ringSize(let number):
            "ring \(number) of the rollout has a share that is no number: every finite number is possible"
        case .attributionWindow(let seconds):
            "an attribution window cannot have \(seconds) seconds: 0 and more are possible"
        case .span(let seconds):
            "a deadline, its grace or a time-out cannot have \(seconds) seconds: 0 to \(Tick.latest) are possible, and a time-out has 1 at least"
        case .slots:
            "a limit needs a count from 0 to \(Scenario.maximumDevices), or a share above 0 and not above 1"
        }
    }

    private static func numbers(_ count: Int, _ none: String, _ some: String) -> String {
        count == 0 ? none : "\(some) numbered 0 to \(count - 1)"
    }

    /// A time since the start: `day 3, 04:00:00`, where day 0 is the first.
    private static func time(_ time: Tick) -> String {
        func two(_ number: Tick) -> String { (number < 10 ? "0" : "") + "\(number)" }
        let inDay = time % 86_400
        return "day \(time / 86_400), \(two(inDay / 3600)):\(two(inDay / 60 % 60)):\(two(inDay % 60))"
    }
}

extension Console {
    /// Whether the action is possible now: what simulations ask before they carry an action out, and what a policy, or
    /// whoever shows a person the choices, can ask beforehand.
    ///
    /// - Parameters:
    ///   - now: the time.
    ///   - briefing: that of the fleet whose console this is.
    /// - Throws: why it is not.
    public func check(_ action: Action, at now: Tick, _ briefing: Briefing) throws(OrderError) {
        switch action {
        case .begin(let plan): try check(plan, now, briefing)
        case .open(let rollout, let ring):
            let rings = try status(of: rollout).rings
            guard rings.indices.contains(ring) else { throw .noRing(ring, rollout: rollout, count: rings.count) }
            if let since = rings[ring].opened {
                throw .ringIsOpen(ring, name: rings[ring].name, rollout: rollout, since: since)
            }
            guard let next = rings.firstIndex(where: { $0.opened == nil }), next < ring else { return }
            throw .ringsInOrder(ring, rollout: rollout, next: next, name: rings[next].name)
        case .stop(let rollout, _):
            if let since = try status(of: rollout).stopped { throw .isStopped(rollout: rollout, since: since) }
        case .resume(let rollout):
            guard try status(of: rollout).stopped != nil else { throw .isNotStopped(rollout: rollout) }
        }
    }

    private func status(of rollout: Int) throws(OrderError) -> RolloutStatus {
        guard rollouts.indices.contains(rollout) else { throw .noRollout(rollout, count: rollouts.count) }
        return rollouts[rollout]
    }

    private func check(_ plan: RolloutPlan, _ now: Tick, _ briefing: Briefing) throws(OrderError) {
        guard (1...Rollout.maximumRings).contains(plan.rings.count) else { throw .ringCount(plan.rings.count) }
        for (number, ring) in plan.rings.enumerated() {
            guard case .share(let share) = ring.size, !share.isFinite else { continue }
            throw .ringSize(number)
        }
        guard plan.attributionWindow >= 0 else { throw .attributionWindow(plan.attributionWindow) }
        let spans = plan.rings.compactMap(\.deadline).flatMap { [$0.after, $0.grace] }
        if let wrong = spans.first(where: { !(0...Tick.latest).contains($0) }) { throw .span(wrong) }
        if let limit = plan.inProgressTimeOut, !(1...Tick.latest).contains(limit) { throw .span(limit) }
        for limit in plan.limits + plan.rings.flatMap(\.limits) {
            if let expiry = limit.expiry, !(1...Tick.latest).contains(expiry) { throw .span(expiry) }
            guard limit.slots.isPossible, limit.surge?.isPossible ?? true else { throw .slots }
        }
        guard !plan.patches.isEmpty else { throw .noPatches }
        var named = Set<Int>()
        for patch in plan.patches {
            guard briefing.patches.indices.contains(patch) else {
                throw .noPatch(patch, count: briefing.patches.count)
            }
            let name = briefing.patches[patch].name
            guard named.insert(patch).inserted else { throw .patchTwice(patch, name: name) }
            let released = briefing.patches[patch].released
            guard released <= now else { throw .notReleased(patch, name: name, until: released) }
            if let rollout = rollouts.firstIndex(where: { $0.patches.contains(patch) }) {
                throw .patchIsTaken(patch, name: name, rollout: rollout)
            }
        }
    }
}
