import EventEngine

/// Asking for the state of devices in advance, where events are served in the exact order of time: then each concerns another
/// device, and in a large fleet none of what is known of that one is in the caches.
extension Run {
    /// So many events lie between asking and serving: long enough for memory to answer, and few enough not to be driven out again.
    private static let distance = 24
    /// Smaller fleets stay in the caches.
    private static let leastDevices = 1 << 17

    /// True if it is worth while.
    var asksAhead: Bool { world.deviceCount >= Self.leastDevices }

    /// Asks for the state of the device that an event concerns which is to be served soon, if one is known.
    @inline(__always)
    func askAhead() {
        guard let raw = agenda.events.upcoming(Self.distance) else { return }
        let key = EventKey(rawValue: raw)
        guard key.kind == FirstKind.devices else { return }
        let device = key.entity
        devices.askFor(device)
        conditions.askFor(device)
        onPeriods.askFor(device)
        console.askFor(device)
        pairs.askFor(world.groups[world.group(of: device)].slots(of: device))
    }
}
