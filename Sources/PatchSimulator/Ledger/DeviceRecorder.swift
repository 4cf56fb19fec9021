public import EventEngine
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
    /// The device is in another condition from now on.
    case became(Condition)
}

/// Something that happened to a recorded device.
public struct RecordedEvent: Sendable, Hashable {
    public var time: Tick
    public var device: Int
    public var event: DeviceEvent

    public init(time: Tick, device: Int, event: DeviceEvent) {
        self.time = time
        self.device = device
        self.event = event
    }
}

/// Writes down the lives of chosen devices.
struct DeviceRecorder: Sendable {
    private let isChosen: [Bool]
    /// In the order in which they were served. Between two decisions that order depends on the driver, but for the events
    /// of one and the same device.
    private(set) var entries: [RecordedEvent] = []
    /// How many entries there were when each action of the policy was carried out.
    private(set) var entriesBeforeAction: [Int] = []

    init(devices: [Int], among count: Int) {
        var isChosen = Array(repeating: false, count: count)
        for device in devices where isChosen.indices.contains(device) { isChosen[device] = true }
        self.isChosen = isChosen
    }

    @inline(__always)
    func records(_ device: Int) -> Bool { isChosen[device] }

    @inline(__always)
    mutating func note(_ device: Int, _ time: Tick, _ event: @autoclosure () -> DeviceEvent) {
        if isChosen[device] { entries.append(RecordedEvent(time: time, device: device, event: event())) }
    }

    mutating func noteAction() { entriesBeforeAction.append(entries.count) }

    func events(of device: Int) -> [RecordedEvent] { entries.filter { $0.device == device } }
}
