/// What a device is busy with. A device has one thing to do at a time, and at most one step due.
enum Activity: UInt8, Sendable, BitwiseCopyable {
    /// Nothing waits for it; no step is due.
    case idle
    /// Something waits for it, and its next check-in has yet to be looked up; only while devices are swept.
    case called
    /// The next step is a check-in.
    case awaitingContact
    case downloading
    /// Everything is there, and waits for the time at which it may be installed.
    case awaitingWindow
    /// Still up, it gets no new work from its services, because it is about to be installed on.
    case drainingForInstallation
    case installing
    /// Returning to the state before a failed attempt.
    case reverting
    case awaitingRestart
    /// The same before its restart.
    case drainingForRestart
    case restarting
    case rollingBack
    /// It cannot check in; only a technician can help. No step is due.
    case unreachable

    /// True from the offer that is taken to the end of the job.
    var isInstallation: Bool { rawValue >= Self.downloading.rawValue && rawValue <= Self.restarting.rawValue }

    /// True if it runs empty before planned work.
    var isDraining: Bool { self == .drainingForInstallation || self == .drainingForRestart }
}
