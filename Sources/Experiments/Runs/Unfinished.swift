import PatchSimulator

extension RunResult {
    /// True if at the end a rollout was stopped, or had a ring that was not open.
    package var isUnfinished: Bool {
        var closed: [Int] = []
        var stopped: Set<Int> = []
        for decision in decisions {
            switch decision.action {
            case .begin(let plan): closed.append(plan.rings.count)
            case .open(let rollout, _):
                if closed.indices.contains(rollout) { closed[rollout] -= 1 }
            case .stop(let rollout, _): stopped.insert(rollout)
            case .resume(let rollout): stopped.remove(rollout)
            }
        }
        return !stopped.isEmpty || closed.contains { $0 > 0 }
    }
}
