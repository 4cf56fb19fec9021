import EventEngine

/// What cannot be worked out afterwards of devices' contacts with the console.
///
/// Most check-ins are polls of devices for which nothing waits: they are no events, and `PastContacts` finds them when
/// somebody asks. Written down here are the others, at the ends of jobs, and from when on a device was silent although it
/// was connected: it restarted, or could not be reached any more. Silence ends with the next contact that is written down,
/// because a device that is back looks for its next check-in at once, which then is an event.
///
/// It watches, and changes nothing. There is one only for who wants to see contacts.
struct ContactBook: Sendable {
    private struct Entry: BitwiseCopyable {
        let time: Int32
        /// False: from here on the device is silent.
        let isContact: Bool
        /// The previous entry of the same device; −1: none.
        let previous: Int
    }

    private var entries: [Entry] = []
    /// By device, its newest entry; −1: none.
    private var newest: [Int]

    init(devices: Int) { newest = Array(repeating: -1, count: devices) }

    /// Something happens to a device.
    mutating func note(_ device: Int, _ time: Tick, _ event: DeviceEvent) {
        switch event {
        case .checkedIn: noteContact(device, time)
        case .restarts: noteSilence(device, time)
        default: break
        }
    }

    mutating func noteContact(_ device: Int, _ time: Tick) { add(device, time, isContact: true) }

    /// The device does not check in any more, whether it is connected or not.
    mutating func noteSilence(_ device: Int, _ time: Tick) { add(device, time, isContact: false) }

    private mutating func add(_ device: Int, _ time: Tick, isContact: Bool) {
        entries.append(Entry(time: Int32(time), isContact: isContact, previous: newest[device]))
        newest[device] = entries.count - 1
    }

    /// What is written down of a device: its contacts, ascending, and when it was silent; the last silence may not be over,
    /// and then ends with `Tick.never`.
    ///
    /// - Parameter begin: what lies before that may be left out, but for a silence that lasts.
    func past(of device: Int, from begin: Tick) -> (contacts: [Tick], silences: [Range<Tick>]) {
        guard newest[device] >= 0 else { return ([], []) }
        var own: [Entry] = []
        var next = newest[device]
        while next >= 0 {
            own.append(entries[next])
            if Tick(entries[next].time) < begin { break }
            next = entries[next].previous
        }
        var contacts: [Tick] = []
        var silences: [Range<Tick>] = []
        var silentSince: Tick?
        for entry in own.reversed() {
            let time = Tick(entry.time)
            if entry.isContact {
                contacts.append(time)
                if let since = silentSince { silences.append(since..<time) }
                silentSince = nil
            } else {
                silentSince = silentSince ?? time
            }
        }
        if let since = silentSince { silences.append(since..<Tick.never) }
        return (contacts, silences)
    }
}
