import EventEngine
import PatchModel

/// Devices of which a rollout expects nothing: they hold up no gate, and what became of them before stops nothing again.
extension Rollout {
    /// When a rollout goes on: what failed for good before, and what runs on a device that was in trouble before, is not
    /// counted again.
    ///
    /// - Parameters:
    ///   - number: of the slot.
    ///   - attempts: the most that the patch allows.
    ///   - wasTroubled: the console knew of trouble with the device.
    mutating func noteOutcome(_ number: Int, _ slot: Slot, attempts: Int, wasTroubled: Bool) {
        let isOver =
            switch slot.state {
            case .failed, .failedFixed: true
            case .running: wasTroubled || slot.failures >= attempts
            case .runningFixed: wasTroubled
            default: false
            }
        if isOver { outcomesBefore.insert(number) }
    }

    /// True if what became of the pair belongs to the time before the rollout went on.
    ///
    /// - Parameter hasFix: a fixed revision is out.
    func wasCountedBefore(_ number: Int, _ slot: Slot, attempts: Int, hasFix: Bool) -> Bool {
        guard outcomesBefore.contains(number) else { return false }
        return switch slot.state {
        case .failed: !hasFix
        case .running: !hasFix || slot.failures >= attempts
        default: true
        }
    }
}

extension ConsoleServer {
    /// True if the patch does not run on the device and, as things stand, never will: nor will what needs it.
    static func cannotCome(_ local: Int, _ group: Reference<GroupPlan>, _ first: Int, in run: inout Run) -> Bool {
        switch run.pairs.state(first + local) {
        case .held, .failed: return !run.console.hasFix(of: group.patches[local])
        case .failedFixed: return true
        case .absent:
            for needed in group.software.prerequisites[local] where cannotCome(needed, group, first, in: &run) {
                return true
            }
            return lacksVersion(local, group, first, in: &run)
        default: return false
        }
    }

    /// True if the patch asks for a version that the device does not run, and, as things stand, never will.
    @inline(__always)
    static func lacksVersion(_ local: Int, _ group: Reference<GroupPlan>, _ first: Int, in run: inout Run) -> Bool {
        group.software.from.isEmpty ? false : cannotReach(local, group, first, in: &run)
    }

    private static func cannotReach(_ local: Int, _ group: Reference<GroupPlan>, _ first: Int, in run: inout Run)
        -> Bool
    {
        let software = group.software
        let step = software.upgradeSteps[local]
        if step < 0 { return true }
        let device = group.firstDevice + (first - group.firstSlot) / group.patches.count
        for range in software.from[local] where !run.pairs.runsAll(CollectionOfOne(range), device, group) {
            var comes = false
            for update in software.updatesOf[range.component]
            // Only what lies before it: so this comes to an end.
            where range.versions.contains(update.version) && 0..<step ~= software.upgradeSteps[update.local] {
                if !run.pairs.isRunning(first + update.local), !cannotCome(update.local, group, first, in: &run) {
                    comes = true
                }
            }
            if !comes { return true }
        }
        return false
    }
}
