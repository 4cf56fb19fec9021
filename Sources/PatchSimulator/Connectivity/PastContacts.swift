import EventEngine

/// The contacts of one device with the console, worked out from what its sequence of on-periods says and what is written
/// down of it.
///
/// Its next contact after any moment is found from that moment alone, so that nothing has to be kept between two
/// questions, and no question changes the answer to another one.
struct PastContacts {
    private let device: Int
    private let group: Reference<GroupPlan>
    private let sessions: SessionGenerator
    /// Ascending.
    private let noted: [Tick]
    /// Ascending, none within another.
    private let silences: [Range<Tick>]

    init(_ device: Int, _ group: Reference<GroupPlan>, _ sessions: SessionGenerator, _ book: ContactBook) {
        self.device = device
        self.group = group
        self.sessions = sessions
        (noted, silences) = book.past(of: device)
    }

    /// The first contact at or after `time`. What lies in the future is a plan, and whoever asks leaves it out.
    ///
    /// - Parameter cursor: the device's on-period at `time` or before; it is moved to `time`.
    private func next(from time: Tick, _ cursor: inout SessionCursor) -> Tick? {
        sessions.advance(&cursor, to: time, device, group)
        let written = noted.isEmpty ? nil : noted.first { $0 >= time }
        var from = time
        while let poll = sessions.checkIn(from: from, cursor, device, group) {
            guard let silence = silences.first(where: { $0.contains(poll) }) else {
                return min(poll, written ?? .never)
            }
            if silence.upperBound == .never { return written }
            from = silence.upperBound
        }
        return written
    }

    /// The last contact up to `limit`, which is not before the contact at `first`.
    ///
    /// - Parameter cursor: the device's on-period at `first`.
    private func last(from first: Tick, to limit: Tick, _ cursor: SessionCursor) -> Tick {
        var found = first
        var beyond = limit + 1
        while beyond - found > 1 {
            let middle = found + (beyond - found) / 2
            var moving = cursor
            if let contact = next(from: middle, &moving), contact <= limit { found = contact } else { beyond = middle }
        }
        return found
    }

    /// When the device was in contact for the last time up to `now`, and in which of as many days: bit k stands for the 24
    /// hours that ended k days before `now`.
    ///
    /// - Parameter days: at most 32, none of which begins before time 0.
    func summary(at now: Tick, days: Int) -> (last: Tick?, days: UInt32) {
        guard now >= 0 else { return (nil, 0) }
        var cursor = sessions.first(device, group)
        let begin = now + 1 - Tick(days) * 86_400
        var from = begin
        var seen: UInt32 = 0
        var newest: (contact: Tick, end: Tick, cursor: SessionCursor)?
        while let contact = next(from: from, &cursor), contact <= now {
            let day = (now - contact) / 86_400
            seen |= 1 << UInt32(day)
            from = now + 1 - day * 86_400
            newest = (contact, from - 1, cursor)
        }
        if let newest { return (last(from: newest.contact, to: newest.end, newest.cursor), seen) }
        cursor = sessions.first(device, group)
        guard let first = next(from: 0, &cursor), first < begin else { return (nil, 0) }
        return (last(from: first, to: begin - 1, cursor), 0)
    }
}
