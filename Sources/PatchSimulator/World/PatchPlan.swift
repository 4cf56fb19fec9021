import EventEngine
import PatchModel

/// What the simulator needs to know of one patch: when it is out, and a plan of each subject that has one. Free to copy.
struct PatchPlan: Sendable {
    /// Ticks, at least 0: what was out before the start waited for the start.
    let released: Tick
    /// Seconds after the release; nil: none.
    let deadline: Tick?
    /// Bytes to download.
    let size: Int64
    /// Numbers of its defects.
    let defects: Range<Int>

    let installation: InstallationPlan
    let restart: RestartPlan
    let rollback: RollbackPlan
    let vendor: VendorPlan

    init(_ patch: Patch, defects: Range<Int>, deadline: Tick?, arena: Arena) {
        released = max(0, patch.released)
        self.deadline = deadline
        size = patch.size
        self.defects = defects
        installation = InstallationPlan(patch.installation, arena: arena)
        restart = RestartPlan(patch.restart, arena: arena)
        rollback = RollbackPlan(patch.rollback, arena: arena)
        vendor = VendorPlan(patch.vendorFix, arena: arena)
    }
}
