import CLanes
import EventEngine

/// The next check-ins of many devices of a group from the same moment on.
///
/// Where periods are memoryless, several devices are looked at at once, on machines that have lanes for it; a test holds that
/// against `SessionGenerator.checkIn`.
struct FirstContacts: Sendable {
    private let sessions: SessionGenerator
    private let group: Reference<GroupPlan>
    /// Nil if devices have to be looked at one by one.
    private let lanes: patchlab_contacts?

    init(_ group: Reference<GroupPlan>, _ sessions: SessionGenerator, inLanes: Bool = KeyedRandom.hasLanes) {
        self.sessions = sessions
        self.group = group
        let plan = group.connectivity
        guard inLanes, case .memoryless(let periods, let away) = plan.onPeriods,
            !plan.needsCorporate || away == 0
        else {
            lanes = nil
            return
        }
        let (on, off) = periods.lanes(sessions.random)
        lanes = patchlab_contacts(
            weights: KeyedRandom.laneWeights,
            on: on,
            off: off,
            horizon: sessions.horizon,
            every: plan.isPush ? 0 : plan.every,
            jitter: plan.jitter,
            lateness: sessions.random.laneKey(purpose: DrawPurpose.pollJitter.rawValue)
        )
    }

    /// Writes down the first check-in of each device at or after `time`; `Tick.never` if there is none.
    func find(
        of devices: UnsafeBufferPointer<Int32>,
        from time: Tick,
        into contacts: UnsafeMutablePointer<Int32>
    ) {
        if var lanes, let first = devices.baseAddress {
            patchlab_find_contacts(&lanes, time, first, devices.count, contacts)
            for place in devices.indices where contacts[place] < 0 {
                contacts[place] = contact(of: devices[place], time)
            }
        } else {
            for place in devices.indices { contacts[place] = contact(of: devices[place], time) }
        }
    }

    private func contact(of device: Int32, _ time: Tick) -> Int32 {
        let device = Int(device)
        let session = sessions.beginning(device, group)
        let contact = sessions.checkIn(from: time, session, device, group)
        return Int32(contact.map { min($0, .latest) } ?? .never)
    }
}
