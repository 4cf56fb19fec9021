import EventEngine
import PatchModel

/// Devices of which a rollout expects nothing: they hold up no gate, and what became of them before stops nothing again.
extension FleetState {
    /// When a rollout goes on: what failed for good before, and what runs on a device that was in trouble before, is not
    /// counted again.
    mutating func noteOutcomes(_ device: Int, _ group: Reference<GroupPlan>, _ rollout: Int, wasTroubled: Bool) {
        let first = group.slots(of: device)
        for local in rollouts[rollout].localPatches[group.index] {
            let slot = slots[first + local]
            let isOver =
                switch slot.state {
                case .failed, .failedFixed: true
                case .running: wasTroubled || slot.failures >= world.patches[group.patches[local]].attempts
                case .runningFixed: wasTroubled
                default: false
                }
            if isOver { rollouts[rollout].outcomesBefore.insert(first + local) }
        }
    }

    /// True if no outcome of the patch is to be expected from the device: nothing new comes of it, and what there was
    /// belongs to the time before the rollout went on; or it waits for a fixed revision that is not there.
    ///
    /// - Parameter first: number of the device's first slot.
    // Mutating in form only, as questions at every check-in are.
    @inline(__always)
    mutating func isLeftOut(_ local: Int, _ group: Reference<GroupPlan>, _ first: Int, _ rollout: Int) -> Bool {
        switch slots[first + local].state {
        case .held: return revision[group.patches[local]] == 0
        case .failed, .failedFixed, .running, .runningFixed:
            return !rollouts[rollout].outcomesBefore.isEmpty && wasCountedBefore(local, group, first, rollout)
        case .absent:
            for needed in group.prerequisites[local] where cannotCome(needed, group, first) { return true }
            return false
        default: return false
        }
    }

    private func wasCountedBefore(_ local: Int, _ group: Reference<GroupPlan>, _ first: Int, _ rollout: Int) -> Bool {
        guard rollouts[rollout].outcomesBefore.contains(first + local) else { return false }
        let slot = slots[first + local]
        let patch = group.patches[local]
        return switch slot.state {
        case .failed: revision[patch] == 0
        case .running: revision[patch] == 0 || slot.failures >= world.patches[patch].attempts
        default: true
        }
    }

    /// True if the patch does not run on the device and, as things stand, never will: nor will what needs it.
    private func cannotCome(_ local: Int, _ group: Reference<GroupPlan>, _ first: Int) -> Bool {
        switch slots[first + local].state {
        case .held, .failed: revision[group.patches[local]] == 0
        case .failedFixed: true
        case .absent: group.prerequisites[local].contains { cannotCome($0, group, first) }
        default: false
        }
    }
}
