import EventEngine
public import PatchModel

/// One line of a device's life.
public enum DeviceEvent: Sendable, Hashable {
    case checkedIn
    /// The device accepted these patches.
    case offered([Int])
    case cancelled(Int)
    case installed(Int)
    case failed(Int, attempt: Int, isLast: Bool)
    case bricked(Int)
    case awaitsRestart
    case restarts(Restart.Kind)
    case runs(Int, isFixed: Bool)
    case rollsBack([Int])
    case rolledBack(Int)
    case rollbackFailed(Int)
    /// A regression took effect.
    case broke(String)
    /// The console heard of it.
    case reported
    case ticket
    case unrelatedTicket
    case repaired
    /// What a patch fixes is closed on this device; local number of the patch.
    case closed(Int)
    case reopened(Int)
}

/// Writes down the life of one device of a fleet.
struct DeviceRecorder: Sendable {
    let device: Int
    private(set) var entries: [(time: Tick, event: DeviceEvent)] = []

    init(device: Int) { self.device = device }

    @inline(__always)
    mutating func note(_ device: Int, _ time: Tick, _ event: @autoclosure () -> DeviceEvent) {
        if device == self.device { entries.append((time, event())) }
    }
}
