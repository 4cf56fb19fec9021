import EventEngine
import Experiments
import PatchModel
import PatchSimulator

/// Whether the rings of one strategy opened when they were planned to, over all rollouts of all runs.
///
/// Times are seconds since the rollout began. A rollout whose ring was planned to open after the end of the simulated time
/// does not count for that ring.
struct GateCounts: Sendable, Hashable {
    /// What lies before one ring.
    struct Gate: Sendable, Hashable {
        var ring: String
        /// The soak times and dates before it, added up; nil: nobody has declared them.
        var planned: Tick?
        /// Rollouts in which the ring opened.
        var opened = 0
        /// Those of them in which it opened as planned, or with no more delay than looking at the console takes; nil: no time
        /// is declared.
        var onTime: Int?
        /// Not until the end.
        var never = 0
        /// The median over rollouts; nil: half of them or more never opened it.
        var typical: Tick?

        var late: Int? { onTime.map { opened - $0 } }
    }

    /// Without the first ring, which has no gate, and without control groups, which open with the ring behind them.
    let gates: [Gate]

    init(_ policy: StudiedPolicy, _ results: [RunResult], horizon: Tick) {
        let courses = results.flatMap { Self.courses($0.decisions) }
        let planned = policy.strategy.map(Self.planned) ?? []
        let most = courses.map(\.plan.rings.count).max() ?? 0
        gates = (0..<most).dropFirst().compactMap { ring in
            let own = courses.filter { course in
                guard course.plan.rings.indices.contains(ring), !course.isAside(ring) else { return false }
                return !planned.indices.contains(ring) || course.begun + planned[ring] <= horizon
            }
            guard let name = own.first?.plan.rings[ring].name else { return nil }
            var gate = Gate(ring: name, planned: planned.indices.contains(ring) ? planned[ring] : nil)
            let looks = Tick(ring) * max(1, policy.strategy?.checkEvery ?? 1)
            let waits = own.compactMap { course in course.opened[ring].map { $0 - course.begun } }.sorted()
            gate.opened = waits.count
            gate.onTime = gate.planned.map { due in waits.count { $0 <= due + looks } }
            gate.never = own.count - waits.count
            let middle = (own.count - 1) / 2
            gate.typical = waits.indices.contains(middle) ? waits[middle] : nil
            return gate
        }
    }

    /// When each ring opens if nothing goes wrong; empty for a strategy without gates.
    private static func planned(_ strategy: Strategy) -> [Tick] {
        switch strategy.kind {
        case .bigBang: return []
        case .canary(let canary):
            return canary.sequential?.control == .waiting ? [0, canary.soak] : [0, canary.soak, canary.soak]
        case .staged(let staged):
            var times: [Tick] = []
            for ring in staged.rings {
                let afterSoak = times.last.map { $0 + (staged.gate.map { $0.soak + $0.delay } ?? 0) } ?? 0
                times.append(max(ring.after, afterSoak))
            }
            return times
        }
    }

    /// One rollout of one run.
    private struct Course {
        var plan: RolloutPlan
        var begun: Tick
        /// By ring.
        var opened: [Int: Tick] = [:]

        /// A control group that opens with the ring behind it.
        func isAside(_ ring: Int) -> Bool { plan.rings[ring].isControl && ring < plan.rings.count - 1 }
    }

    private static func courses(_ decisions: [LoggedAction]) -> [Course] {
        var courses: [Course] = []
        for decision in decisions {
            switch decision.action {
            case .begin(let plan): courses.append(Course(plan: plan, begun: decision.time))
            case .open(let rollout, let ring) where courses.indices.contains(rollout):
                if courses[rollout].opened[ring] == nil { courses[rollout].opened[ring] = decision.time }
            default: break
            }
        }
        return courses
    }
}
