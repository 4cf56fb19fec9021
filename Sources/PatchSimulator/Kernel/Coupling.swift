/// How strongly devices may influence each other, which decides how they are driven; see `Subject`.
package enum Coupling: Int, Comparable, Sendable {
    /// Devices never meet: each may be run to the end at once, whatever the console decides meanwhile.
    case none
    /// Devices meet only where a policy looks at the console: between two decisions each may be run by itself.
    case atDecisions
    /// What one device does may change at once what another one meets: everything happens in the exact order of time.
    case always

    package static func < (left: Coupling, right: Coupling) -> Bool { left.rawValue < right.rawValue }
}

/// Whom the events of a subject concern: who has to have been brought up to their time, where devices are swept, before one of
/// them is served.
enum Reach {
    /// Nobody who is swept: only devices of groups that the subject couples always.
    case coupled
    /// The device that the event's entity is, which must be one.
    case device
    /// Any device.
    case fleet
}
