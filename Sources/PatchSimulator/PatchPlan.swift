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

/// What the simulator needs to know of one regression, free to copy.
struct DefectPlan: Sendable {
    enum Onset: Sendable {
        case atOnce
        case restart
        case after(Law)
    }

    let patch: Int
    let chance: Double
    let share: Double
    /// Conditions on what is installed; those on the group are in `GroupPlan.defectMatches`.
    let components: Table<VersionRange>
    let onset: Onset
    let effect: Regression.Effect
    let telemetryProbability: Double
    let telemetryDelay: Law
    let helpDeskProbability: Double
    let helpDeskDelay: Law

    init(_ regression: Regression, patch: Int, arena: Arena) {
        self.patch = patch
        chance = regression.chance
        share = regression.share
        components = arena.table(regression.condition.components)
        switch regression.onset {
        case .atOnce: onset = .atOnce
        case .restart: onset = .restart
        case .after(let delay): onset = .after(Law(delay, in: arena))
        }
        effect = regression.effect
        telemetryProbability = regression.telemetry.probability
        telemetryDelay = Law(regression.telemetry.delay, in: arena)
        helpDeskProbability = regression.helpDesk.probability
        helpDeskDelay = Law(regression.helpDesk.delay, in: arena)
    }
}

/// What the simulator needs to know of the people who mend devices.
struct RepairPlan: Sendable {
    let technicians: Int?
    let duration: Law
    let travel: Law
    let notice: Law
    let handlesAll: Bool

    init(_ repair: RepairShop, arena: Arena) {
        technicians = repair.technicians
        duration = Law(repair.duration, in: arena)
        travel = Law(repair.travel, in: arena)
        notice = Law(repair.notice, in: arena)
        handlesAll = repair.handles == .all
    }
}
