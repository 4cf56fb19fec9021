import EventEngine
import PatchModel

/// What the console shows only to who wants it: worked out when it is looked at, from what devices have told.
extension Run {
    /// Adds details to a console of the present instant. For contacts the run must have noted them from its beginning.
    mutating func show(_ details: ConsoleDetails, on view: inout Console) {
        if details.contains(.progress) { view.progress = console.progress(world) }
        if details.contains(.services) { view.services = serviceStatuses() }
        if details.contains(.repair), world.repair != nil { view.repair = repairs.status }
        guard details.needsContacts else { return }
        let now = now
        let sessions = onPeriods.sessions
        let days = details.contains(.contacts) ? min(Contacts.maximumDays, Int(max(-1, now) + 1) / 86_400) : 0
        guard let (last, daily) = recorder?.lookAtContacts(at: now, days: days, world, sessions) else { return }
        if details.contains(.lastSeen) { view.lastSeen = last }
        guard details.contains(.contacts) else { return }
        view.contacts = world.groups.map { group in
            var contacts = Contacts(daily: daily[group.index])
            for device in group.devices { contacts.count(lastSeenBefore: last[device].map { Int(now - $0) }) }
            return contacts
        }
    }

    /// When the device was last seen; nil: never, or contacts were not noted.
    func lastSeen(of device: Int) -> Tick? {
        guard let book = recorder?.contacts else { return nil }
        let group = world.groups[world.group(of: device)]
        let sessions = onPeriods.sessions
        return PastContacts(device, group, sessions, book).last(from: 0, to: now, sessions.first(device, group))
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
