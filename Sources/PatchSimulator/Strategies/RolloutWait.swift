public import EventEngine
import PatchModel

/// Something that a rollout waits for.
public struct RolloutWait: Sendable, Hashable {
    /// Number of the rollout, in the order in which they began.
    public var rollout: Int
    /// Name of the ring that is not open; nil: the rollout is stopped, or devices wait.
    public var ring: String?
    /// Devices that wait for a slot of a limit; 0: it is about a ring, or a stop.
    public var devices = 0
    /// What it waits for, in words.
    public var reason: String
    /// When that comes; nil: nobody knows, or never.
    public var until: Tick?
}

extension Simulation where Decider == DeclaredPolicy {
    /// What keeps rollouts from going on at this moment, the oldest first: none for those of which every ring is open.
    public var waits: [RolloutWait] {
        let console = console
        return policy.courses(console).flatMap { course in
            let wait = course.wait(at: max(0, now), policy.strategy, console.rollouts[course.rollout], console)
            // After a stop nobody is offered anything.
            let jam = course.stopped == nil ? slotWait(of: course.rollout) : nil
            return [wait, jam].compactMap { $0 }
        }
    }

    /// Devices of a rollout that wait for a slot; nil: none does.
    private func slotWait(of rollout: Int) -> RolloutWait? {
        var run = settled
        guard let jam = run.jam(of: rollout) else { return nil }
        return withExtendedLifetime(run) {
            RolloutWait(rollout: rollout, devices: jam.waiting, reason: jam.words)
        }
    }
}

extension RolloutCourse {
    func wait(at now: Tick, _ strategy: Strategy, _ status: RolloutStatus, _ console: Console) -> RolloutWait? {
        if let stopped {
            let (reason, time) = wait(afterStopAt: stopped, strategy, status, console)
            return RolloutWait(rollout: rollout, ring: nil, reason: reason, until: time)
        }
        guard status.rings.indices.contains(opened) else { return nil }
        return strategy.kind.rules.wait(of: self, at: now, status)
    }

    private func wait(
        afterStopAt stopped: Tick,
        _ strategy: Strategy,
        _ status: RolloutStatus,
        _ console: Console
    ) -> (String, Tick?) {
        switch resumption(strategy) {
        case .never: return ("nothing: after a stop it never goes on", nil)
        case .after(let wait): return ("the end of the pause", stopped + wait)
        case .withFix:
            if status.patches.contains(where: { console.vendorAnswer($0).isPending }) {
                return ("the vendor's answer", nil)
            }
            let hasAnswer = status.patches.contains { console.vendorAnswer($0) != .none }
            return (
                hasAnswer ? Self.nextLook : "a vendor's answer that never comes: no patch of it has vendor-fix", nil
            )
        }
    }
}

/// A share in per cent, with two decimals at most: `95 %`, `16.67 %`.
func percentWords(_ share: Double) -> String {
    if share > 0, share < 5e-5 { return "under 0.01 %" }
    let percent = (share * 1e4).rounded() / 100
    return (percent == percent.rounded() ? "\(Int(percent))" : "\(percent)") + " %"
}
