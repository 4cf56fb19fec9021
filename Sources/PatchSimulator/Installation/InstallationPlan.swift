import EventEngine
import PatchModel

/// How a patch is installed, and what may go wrong; free to copy.
struct InstallationPlan: Sendable {
    let duration: Law
    /// Probability that an attempt fails cleanly.
    let failureChance: Double
    let attempts: Int
    /// Seconds before the second attempt.
    let backoff: Tick
    let revert: Law
    /// Probability that an attempt leaves the device dead.
    let brickChance: Double
    let interrupts: Bool
    let finishesBeforeShutdown: Bool

    init(_ installation: Installation, arena: Arena) {
        duration = Law(installation.duration, in: arena)
        failureChance = installation.failureChance
        attempts = installation.attempts
        backoff = installation.backoff
        revert = Law(installation.revert, in: arena)
        brickChance = installation.brickChance
        interrupts = installation.interrupts
        finishesBeforeShutdown = installation.finishesBeforeShutdown
    }
}
