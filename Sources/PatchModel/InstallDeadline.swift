public import EventEngine

/// By when a device must have installed what its ring was offered, whatever its windows and users say.
public struct InstallDeadline: Sendable, Hashable {
    /// From when the time runs.
    public enum Origin: String, Sendable, Hashable, CaseIterable {
        /// The device's check-in at which it takes the offer.
        case discovery
        /// The opening of its ring, or its turn, whether the device was there or not.
        case offer
        /// The beginning of the rollout.
        case release
    }

    /// Seconds until an installation that waits is begun as soon as the device is on.
    public var after: Tick
    /// Seconds that a restart which waits has at least, also after the deadline.
    public var grace: Tick
    public var countsFrom: Origin

    public init(after: Tick, grace: Tick = 0, countsFrom: Origin = .discovery) {
        self.after = after
        self.grace = grace
        self.countsFrom = countsFrom
    }
}

extension Strategy {
    /// True if devices of one of its rings have a deadline.
    public var hasDeadlines: Bool {
        if case .staged(let staged) = kind { staged.rings.contains { $0.deadline != nil } } else { false }
    }
}
