import EventEngine

/// What was found at the last looks at devices' contacts, so that the next look need not begin at the start.
///
/// It changes no answer: what has been seen stays seen, and how many devices were seen within a day is, k days later, how many
/// were on that day.
struct ContactLooks: Sendable {
    private struct Place: BitwiseCopyable {
        /// The last contact; −1: none yet.
        var last: Int32
        var cursor: SessionCursor
    }

    /// When somebody looked for the last time. Of that second not everything may have been known.
    private var time: Tick = 0
    /// By device.
    private var places: [Place] = []
    /// By the times of looks, for each group the devices that were seen in the 24 hours up to then.
    private var withinDay: [Tick: [Int]] = [:]

    /// By how many looks `withinDay` may grow before those are dropped that are too long ago to be asked for.
    private static let kept = 1000

    /// Looks at the contacts up to `now`, which is not before the last look.
    ///
    /// - Parameter days: as many days as the numbers of devices by day are to go back.
    /// - Returns: when each device was last seen, and for each group how many devices were seen in the 24 hours up to now, in the
    ///   24 hours before, and so on.
    mutating func look(at now: Tick, days: Int, _ world: World, _ sessions: SessionGenerator, _ book: ContactBook)
        -> (last: [Tick?], daily: [[Int]])
    {
        if places.isEmpty {
            places.reserveCapacity(world.deviceCount)
            for group in world.groups {
                for device in group.devices { places.append(Place(last: -1, cursor: sessions.first(device, group))) }
            }
        }
        for group in world.groups {
            for device in group.devices {
                let past = PastContacts(device, group, sessions, book, from: time)
                var place = places[device]
                if let last = past.last(from: time, to: now, place.cursor) { place.last = Int32(last) }
                sessions.advance(&place.cursor, to: now, device, group)
                places[device] = place
            }
        }
        time = max(0, now)
        if withinDay.count > Self.kept {
            withinDay = withinDay.filter { $0.key > now - Tick(Contacts.maximumDays) * 86_400 }
        }
        withinDay[now] = world.groups.map { group in
            group.devices.count { places[$0].last >= 0 && Tick(places[$0].last) > now - 86_400 }
        }
        let ends = (0..<Tick(days)).map { now - $0 * 86_400 }
        if ends.contains(where: { withinDay[$0] == nil }) { goBack(ends, world, sessions, book) }
        let daily = world.groups.map { group in ends.map { withinDay[$0]?[group.index] ?? 0 } }
        return (places.map { $0.last < 0 ? nil : Tick($0.last) }, daily)
    }

    /// Finds out about days at the ends of which nobody looked.
    private mutating func goBack(
        _ ends: [Tick],
        _ world: World,
        _ sessions: SessionGenerator,
        _ book: ContactBook
    ) {
        guard let now = ends.first else { return }
        var counts = ends.map { _ in world.groups.map { _ in 0 } }
        for group in world.groups {
            for device in group.devices {
                let seen = PastContacts(device, group, sessions, book).days(ends.count, before: now)
                for day in ends.indices where seen >> UInt32(day) & 1 == 1 { counts[day][group.index] += 1 }
            }
        }
        for (day, end) in ends.enumerated() where withinDay[end] == nil { withinDay[end] = counts[day] }
    }
}
