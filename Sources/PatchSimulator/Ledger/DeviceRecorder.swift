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
    /// Everything is there, and may not be installed now.
    case awaitsWindow
    /// Still up, it gets no new work from its services.
    case drains
    case awaitsRestart
    /// Its user says "not now".
    case postponesRestart
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

/// Writes down the lives of chosen devices, and all devices' contacts where somebody wants to see them.
struct DeviceRecorder: Sendable {
    private let isChosen: [Bool]
    /// In the order in which they were served. Between two decisions that order depends on the driver, but for the events
    /// of one and the same device.
    private(set) var entries: [RecordedEvent] = []
    /// How many entries there were when each action of the policy was carried out.
    private(set) var entriesBeforeAction: [Int] = []
    /// Nil: nobody wants to see contacts.
    private(set) var contacts: ContactBook?
    private var looks = ContactLooks()

    init(devices: [Int], among count: Int, notingContacts: Bool = false) {
        var isChosen = Array(repeating: false, count: count)
        for device in devices where isChosen.indices.contains(device) { isChosen[device] = true }
        self.isChosen = isChosen
        contacts = notingContacts ? ContactBook(devices: count) : nil
    }

    /// Devices whose lives are written down.
    var chosen: [Int] { isChosen.indices.filter { isChosen[$0] } }

    @inline(__always)
    func records(_ device: Int) -> Bool { isChosen[device] }

    @inline(__always)
    mutating func note(_ device: Int, _ time: Tick, _ event: @autoclosure () -> DeviceEvent) {
        if isChosen[device] { entries.append(RecordedEvent(time: time, device: device, event: event())) }
        contacts?.note(device, time, event())
    }

    /// Looks at the contacts up to `now`; see `ContactLooks.look`. Nil: they are not written down.
    mutating func lookAtContacts(at now: Tick, days: Int, _ world: World, _ sessions: SessionGenerator)
        -> (last: [Tick?], daily: [[Int]])?
    {
        guard let contacts else { return nil }
        return looks.look(at: now, days: days, world, sessions, contacts)
    }

    /// The device reports before it goes off, though it is not connected any more.
    mutating func noteReport(_ device: Int, _ time: Tick) { contacts?.noteContact(device, time) }

    /// From here on the device cannot be reached.
    mutating func noteLoss(_ device: Int, _ time: Tick) { contacts?.noteSilence(device, time) }

    mutating func noteAction() { entriesBeforeAction.append(entries.count) }

    func events(of device: Int) -> [RecordedEvent] { entries.filter { $0.device == device } }
}
