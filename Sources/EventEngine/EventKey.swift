/// When something happens, what, and to whom, packed in one 64-bit word whose order is the order of events.
///
/// ```
///   63        33 32     27 26             0
///  ┌────────────┬─────────┬────────────────┐
///  │ time       │ kind    │ entity         │
///  │ 31 bits    │ 6 bits  │ 27 bits        │
///  └────────────┴─────────┴────────────────┘
/// ```
///
/// Tie order: earlier time first; at the same time, lower kind first; within a kind, lower entity first. Nothing else
/// plays a part, least of all the order in which events were scheduled: the sequence of a run is a function of what is in
/// the list, never of how it got there. Two events with equal time, kind and entity are indistinguishable.
public struct EventKey: RawRepresentable, Sendable, Hashable, Comparable {
    /// How many kinds there are: kinds run from 0 to one less.
    public static let maximumKinds = 1 << 6
    /// How many entities there can be: entities run from 0 to one less.
    public static let maximumEntities = 1 << 27

    /// The packed word, to be put into a `FutureEventList`.
    public let rawValue: UInt64

    /// The key with the given packed word, as it came out of a `FutureEventList`; every word is a valid key.
    @inlinable
    @inline(__always)
    public init(rawValue: UInt64) {
        self.rawValue = rawValue
    }

    /// Packs a key.
    ///
    /// - Parameters:
    ///   - time: from 0 to `Tick.never`.
    ///   - kind: below `maximumKinds`.
    ///   - entity: from 0 to below `maximumEntities`.
    /// - Precondition: all three are within their ranges. A world is checked against them when it is made.
    @inlinable
    @inline(__always)
    public init(time: Tick, kind: UInt8, entity: Int) {
        let packedTime = UInt64(bitPattern: time)
        let packedEntity = UInt64(bitPattern: Int64(entity))
        // Negative numbers become huge ones, so that each comparison checks both ends.
        precondition(packedTime < 1 << 31 && kind < 1 << 6 && packedEntity < 1 << 27, "event key out of range")
        rawValue = packedTime << 33 | UInt64(kind) << 27 | packedEntity
    }

    /// The time of the event.
    @inlinable
    @inline(__always)
    public var time: Tick { Tick(truncatingIfNeeded: rawValue >> 33) }

    /// The kind of the event.
    @inlinable
    @inline(__always)
    public var kind: UInt8 { UInt8(truncatingIfNeeded: rawValue >> 27 & 0x3F) }

    /// The entity it happens to.
    @inlinable
    @inline(__always)
    public var entity: Int { Int(truncatingIfNeeded: rawValue & 0x7FF_FFFF) }

    /// The order of events.
    @inlinable
    @inline(__always)
    public static func < (left: EventKey, right: EventKey) -> Bool { left.rawValue < right.rawValue }
}
