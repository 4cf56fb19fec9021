import EventEngine

/// The contacts of one device with the console, worked out from what its sequence of on-periods says and what is written
/// down of it.
///
/// Its next contact after any moment is found from that moment alone, so no question changes the answer to another one.
struct PastContacts {
    private let device: Int
    private let group: Reference<GroupPlan>
    private let sessions: SessionGenerator
    /// Ascending.
    private let noted: [Tick]
    /// Ascending, none within another.
    private let silences: [Range<Tick>]

    /// - Parameter begin: nobody is going to ask for contacts before that.
    init(
        _ device: Int,
        _ group: Reference<GroupPlan>,
        _ sessions: SessionGenerator,
        _ book: ContactBook,
        from begin: Tick = 0
    ) {
        self.device = device
        self.group = group
        self.sessions = sessions
        (noted, silences) = book.past(of: device, from: begin)
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

    /// The last contact from `begin` up to `end`; nil if there is none.
    ///
    /// - Parameter cursor: the device's on-period at `begin` or before.
    func last(from begin: Tick, to end: Tick, _ cursor: SessionCursor) -> Tick? {
        guard begin <= end else { return nil }
        // Most devices were seen lately: first a day is looked through, then more and more.
        var span: Tick = 86_400
        while true {
            let from = max(begin, end + 1 - span)
            var moving = cursor
            if let first = next(from: from, &moving), first <= end { return last(after: first, to: end, moving) }
            if from == begin { return nil }
            span *= 4
        }
    }

    /// The last contact up to `end`, by bisection.
    ///
    /// - Parameters:
    ///   - first: a contact.
    ///   - cursor: the device's on-period at that time or before.
    private func last(after first: Tick, to end: Tick, _ cursor: SessionCursor) -> Tick {
        var found = first
        var beyond = end + 1
        while beyond - found > 1 {
            let middle = found + (beyond - found) / 2
            var moving = cursor
            if let contact = next(from: middle, &moving), contact <= end { found = contact } else { beyond = middle }
        }
        return found
    }

    /// On which days there was a contact: bit k stands for the 24 hours that ended k days before `now`.
    ///
    /// - Parameter days: at most 32, none of which begins before time 0.
    func days(_ days: Int, before now: Tick) -> UInt32 {
        var cursor = sessions.first(device, group)
        var from = now + 1 - Tick(days) * 86_400
        var seen: UInt32 = 0
        while let contact = next(from: from, &cursor), contact <= now {
            let day = (now - contact) / 86_400
            seen |= 1 << UInt32(day)
            from = now + 1 - day * 86_400
        }
        return seen
    }
}
