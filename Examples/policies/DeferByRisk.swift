import EventEngine
import PatchModel
import PatchSimulator

/// A policy in Swift, on the library: groups that the internet reaches go first, the others when these are well, and nobody is
/// deferred for longer than a bound.
///
/// It keeps nothing that the console shows, so that it can take over from another one at any time.
struct DeferByRisk: Policy {
    /// Seconds that the second ring waits at the least and at the most.
    var least: Tick = 86_400
    var most: Tick = 5 * 86_400
    /// Of the devices that report, the share that may be failed or in trouble.
    var tolerated = 0.02

    func decide(at now: Tick, released: [Int], console: Console) -> Decision {
        var decision = Decision()
        if !released.isEmpty {
            let rings = [
                RolloutPlan.RingPlan(name: "internet", size: .rest, condition: DevicePredicate(exposure: .internet)),
                RolloutPlan.RingPlan(name: "internal", size: .rest),
            ]
            let plan = RolloutPlan(patches: released, rings: rings)
            decision.actions.append(ReasonedAction(.begin(plan), because: "released"))
            decision.actions.append(
                ReasonedAction(.open(rollout: console.rollouts.count, ring: 0), because: "reached from the internet")
            )
        }
        var isWaiting = !released.isEmpty
        for (number, rollout) in console.rollouts.enumerated() where rollout.stopped == nil {
            let all = rollout.total
            if Double(all.unhealthy) > max(2, tolerated * Double(all.reporting)) {
                let reason = "\(all.unhealthy) of \(all.reporting) are not well"
                decision.actions.append(ReasonedAction(.stop(rollout: number, OnStop()), because: reason))
                continue
            }
            guard let next = rollout.rings.firstIndex(where: { $0.opened == nil }) else { continue }
            isWaiting = true
            let waited = now - rollout.began
            let haveReported = all.expected > 0 && all.reporting * 10 >= all.expected * 8
            if waited >= most || (waited >= least && haveReported) {
                decision.actions.append(ReasonedAction(.open(rollout: number, ring: next), because: "deferred enough"))
            }
        }
        decision.wake = isWaiting ? now + 3600 : nil
        return decision
    }
}
