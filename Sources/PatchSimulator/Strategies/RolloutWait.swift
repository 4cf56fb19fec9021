public import EventEngine
import PatchModel

/// Something that a rollout waits for.
public struct RolloutWait: Sendable, Hashable {
    /// Number of the rollout, in the order in which they began.
    public var rollout: Int
    /// Name of the ring that is not open; nil: the rollout is stopped.
    public var ring: String?
    /// What it waits for, in words.
    public var reason: String
    /// When that comes; nil: nobody knows, or never.
    public var until: Tick?
}

extension Simulation where Decider == DeclaredPolicy {
    /// What keeps rollouts from going on at this moment, the oldest first: none for those of which every ring is open.
    public var waits: [RolloutWait] {
        let console = console
        return policy.courses(console).compactMap { course in
            course.wait(at: max(0, now), policy.strategy, console.rollouts[course.rollout], console)
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
    let percent = (share * 1e4).rounded() / 100
    return (percent == percent.rounded() ? "\(Int(percent))" : "\(percent)") + " %"
}
