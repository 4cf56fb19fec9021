/// What an event is about. Simultaneous events are served in this order, and those of one kind in the order of their
/// entities, never in the order in which they were planned.
enum EventKind: UInt8 {
    /// Entity: patch.
    case vendorAnswer
    /// Entity: device.
    case step
    /// Entity: incident.
    case onset
    case telemetry
    case ticket
    /// Entity: visit.
    case visitEnd
    /// Entity: device.
    case noise
}
