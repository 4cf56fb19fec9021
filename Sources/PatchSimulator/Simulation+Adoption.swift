import EventEngine
import PatchModel

/// How far a patch has come in one group. Numbers of devices.
public struct Adoption: Sendable, Hashable {
    /// Devices to which the patch applies.
    public var devices: Int
    /// Those of them that have it.
    public var installed: Int

    public init(devices: Int, installed: Int) { (self.devices, self.installed) = (devices, installed) }
}

extension Simulation {
    /// What the console shows of a patch now, by group: devices that have reported its rollout's patches as installed, in trouble or
    /// not. This is what reports of real consoles count. No devices where the patch does not apply; none installed before its
    /// rollout begins.
    ///
    /// Complexity: a look at each device.
    public func reportedAdoption(of patch: Int) -> [Adoption] {
        adoption(of: patch) { fleet, group in fleet.console.reportedInstalls(of: patch, group.devices) }
    }

    /// What is true of a patch now, by group: devices that run it.
    ///
    /// Complexity: a look at each device.
    public func trueAdoption(of patch: Int) -> [Adoption] {
        adoption(of: patch) { fleet, group in
            guard let local = group.patches.firstIndex(of: patch) else { return 0 }
            return group.devices.count { fleet.pairs.isRunning(group.slots(of: $0) + local) }
        }
    }

    private func adoption(of patch: Int, _ installed: (Run, Reference<GroupPlan>) -> Int) -> [Adoption] {
        guard world.patches.indices.contains(patch) else {
            return world.groups.map { _ in Adoption(devices: 0, installed: 0) }
        }
        return lookingAtSettled { fleet in
            world.groups.map { group in
                guard group.patches.contains(patch) else { return Adoption(devices: 0, installed: 0) }
                return Adoption(devices: group.count, installed: installed(fleet, group))
            }
        }
    }
}
