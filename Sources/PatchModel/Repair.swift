public import EventEngine

/// The people who mend devices by hand.
public struct RepairShop: Sendable, Hashable {
    /// Which devices in trouble are visited.
    public enum Handles: String, Sendable, Hashable, CaseIterable {
        /// Every device known to be in trouble, by its own report or by a ticket.
        case all
        /// Only those that the console cannot reach.
        case unreachable
    }

    /// Number of technicians; nil: as many as needed.
    public var technicians: Int?
    /// Seconds of work on one device.
    public var duration: Distribution
    /// Seconds to get to the device; a technician is busy meanwhile, the device stays as it is.
    public var travel: Distribution
    /// Seconds until somebody writes a ticket about a device that an installation or a rollback left dead.
    public var noticedAfter: Distribution
    public var handles: Handles

    public init(
        technicians: Int?,
        duration: Distribution,
        travel: Distribution,
        noticedAfter: Distribution,
        handles: Handles = .all
    ) {
        self.technicians = technicians
        self.duration = duration
        self.travel = travel
        self.noticedAfter = noticedAfter
        self.handles = handles
    }
}
