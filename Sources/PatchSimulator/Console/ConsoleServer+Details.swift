import EventEngine
import PatchModel

/// What the console shows only to who wants it: worked out when it is looked at, from what devices have told.
extension Run {
    /// Adds details to a console of the present instant. For contacts the run must have noted them from its beginning.
    func show(_ details: ConsoleDetails, on view: inout Console) {
        if details.contains(.progress) { view.progress = console.progress(world) }
        guard details.needsContacts, let book = recorder?.contacts else { return }
        let days = Int(min(Tick(Contacts.maximumDays), (max(-1, now) + 1) / 86_400))
        var all: [Contacts] = []
        var lastSeen: [Tick?] = []
        if details.contains(.lastSeen) { lastSeen.reserveCapacity(world.deviceCount) }
        for group in world.groups {
            var contacts = Contacts(daily: Array(repeating: 0, count: days))
            for device in group.devices {
                let past = PastContacts(device, group, onPeriods.sessions, book)
                let (last, seen) = past.summary(at: now, days: days)
                contacts.count(lastSeenBefore: last.map { Int(now - $0) }, days: seen)
                if details.contains(.lastSeen) { lastSeen.append(last) }
            }
            all.append(contacts)
        }
        if details.contains(.contacts) { view.contacts = all }
        if details.contains(.lastSeen) { view.lastSeen = lastSeen }
    }

    /// When the device was last seen; nil: never, or contacts were not noted.
    func lastSeen(of device: Int) -> Tick? {
        guard let book = recorder?.contacts else { return nil }
        let group = world.groups[world.group(of: device)]
        return PastContacts(device, group, onPeriods.sessions, book).summary(at: now, days: 0).last
    }
}

extension RolloutBook {
    /// How far each rollout has come in each group: by rollout, then by group.
    func progress(_ world: World) -> [[GroupProgress]] {
        rollouts.map { rollout in
            world.groups.map { group in
                var progress = GroupProgress()
                var counts = Array(repeating: 0, count: DeviceFlags.combinations)
                for device in group.devices where rollout.concerns(device) {
                    progress.targets += 1
                    if rollout.isOpen[Int(rollout.ringOf[device])] { progress.opened += 1 }
                    let flags = rollout.flags[device]
                    counts[flags.combination] += 1
                    if flags.contains(.setAside) { progress.setAside += 1 }
                }
                var sum = RingStatus(name: "")
                for (raw, count) in counts.enumerated() where count > 0 {
                    sum.add(count, DeviceFlags(rawValue: UInt8(raw)))
                }
                progress.take(sum)
                return progress
            }
        }
    }
}

extension GroupProgress {
    /// The numbers that are those of a ring.
    fileprivate mutating func take(_ sum: RingStatus) {
        seen = sum.seen
        offered = sum.offered
        reporting = sum.reporting
        succeeded = sum.succeeded
        failed = sum.failed
        troubled = sum.troubled
        unhealthy = sum.unhealthy
    }
}
