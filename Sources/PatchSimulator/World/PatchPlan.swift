import EventEngine
import PatchModel

/// What the simulator needs to know of one patch, free to copy.
struct PatchPlan: Sendable {
    /// Ticks, at least 0: what was out before the start waited for the start.
    let released: Tick
    /// Seconds after the release; nil: none.
    let deadline: Tick?
    let size: Int64
    let duration: Law
    let failure: Double
    let attempts: Int
    let backoff: Tick
    let revert: Law
    let bricks: Double
    let interrupts: Bool
    let keepsOn: Bool
    let restart: Restart.Kind
    let restartDuration: Law
    let restartWait: Law
    let canRollBack: Bool
    let rollbackDuration: Law
    let rollbackFailure: Double
    /// Numbers of its defects.
    let defects: Range<Int>
    /// Nil: the vendor never reacts.
    let vendorAnswers: Law?
    let vendorReports: Int

    init(_ patch: Patch, defects: Range<Int>, deadline: Tick?, arena: Arena) {
        released = max(0, patch.released)
        self.deadline = deadline
        size = patch.size
        let installation = patch.installation
        duration = Law(installation.duration, in: arena)
        failure = installation.failure
        attempts = installation.attempts
        backoff = installation.backoff
        revert = Law(installation.revert, in: arena)
        bricks = installation.bricks
        interrupts = installation.interrupts
        keepsOn = installation.keepsOn
        restart = patch.restart.kind
        restartDuration = Law(patch.restart.duration, in: arena)
        restartWait = Law(patch.restart.wait, in: arena)
        canRollBack = patch.rollback != nil
        rollbackDuration = Law(patch.rollback?.duration ?? .zero, in: arena)
        rollbackFailure = patch.rollback?.failure ?? 0
        self.defects = defects
        vendorAnswers = patch.vendorFix.map { Law($0.after, in: arena) }
        vendorReports = patch.vendorFix?.reports ?? 1
    }
}
