/// How well a device serves its user: the states that partition its time. Ordered from the best to the worst.
public enum Condition: UInt8, Sendable, Hashable, CaseIterable, BitwiseCopyable {
    case up
    /// Some of its capacity is lost to a regression.
    case degraded
    /// Planned: it cannot be used while it installs.
    case installing
    /// Planned.
    case restarting
    /// Unplanned: a failed attempt is being undone.
    case reverting
    /// Unplanned: a patch is being taken back.
    case rollingBack
    /// Unplanned: a component does not work, or the network is lost.
    case down
    /// Unplanned: it does not start.
    case dead

    public var isPlannedDowntime: Bool { self == .installing || self == .restarting }
    public var isUnplannedDowntime: Bool { rawValue >= Condition.reverting.rawValue }
}
