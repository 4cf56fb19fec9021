import EventEngine
import PatchModel

/// Where a device is in the sequence of its on-periods: the period that contains, or is the next after, a point in time.
///
/// The sequence is a pure function of seed, replication and device. Going on and off is therefore no event: whoever needs
/// to know the next contact moves a copy of the cursor forward to it.
struct SessionCursor: Sendable, BitwiseCopyable {
    /// Names the period among those of the device: its number in the sequence, or, where periods are found without those
    /// before, its start.
    var index: Int32
    /// Negative for a period that was under way when the scenario began: polls count from here.
    var start: Int32
    /// Exclusive; `Tick.never` when the device is never switched on again.
    var end: Int32
    var place: Place

    static let finished = SessionCursor(
        index: .max,
        start: Int32(Tick.never),
        end: Int32(Tick.never),
        place: .corporate
    )

    /// Before the start of the scenario.
    static let beforeAll = SessionCursor(index: -1, start: -1, end: -1, place: .corporate)

    @inline(__always)
    func contains(_ time: Tick) -> Bool { Tick(start) <= time && time < Tick(end) }

    var isFinished: Bool { Tick(start) == .never }
}

/// Where devices are in their sequences: for all of them, or only for those that were looked at last. That is enough while
/// each device is run from its beginning to its end before others are looked at.
struct SessionCursors: Sendable {
    private struct Recent: BitwiseCopyable {
        var device: Int32
        /// Up to here the cursor was moved.
        var time: Int32
        var cursor: SessionCursor
    }

    /// Devices that were looked at last, each at the place of its number modulo the size.
    private var recent = Column<Recent>(
        repeating: Recent(device: -1, time: -1, cursor: .finished),
        count: Sweep.blockSize
    )
    /// Empty as long as `recent` is enough.
    private var all = Column<SessionCursor>(zeros: 0)

    var keepsAll: Bool { !all.isEmpty }

    mutating func unshare() {
        recent.unshare()
        all.unshare()
    }

    /// From here on, the cursor of every device is kept.
    mutating func keepAll(_ sessions: SessionGenerator, _ world: World) {
        all = Column(zeros: world.deviceCount)
        for group in world.groups {
            for device in group.devices { all[device] = sessions.first(device, group) }
        }
    }

    /// Asks for the cursor of a device in advance, if that of every device is kept.
    @inline(__always)
    func askFor(_ device: Int) {
        if !all.isEmpty { all.askFor(device) }
    }

    /// The period that contains `time`, or the next one.
    @inline(__always)
    mutating func session(
        _ sessions: SessionGenerator,
        at time: Tick,
        _ device: Int,
        _ group: Reference<GroupPlan>
    ) -> SessionCursor {
        guard all.isEmpty else {
            // Of devices whose periods are not walked, too, if there are others.
            var cursor = all[device]
            if Tick(cursor.end) <= time {
                sessions.advance(&cursor, to: time, device, group)
                all[device] = cursor
            }
            return cursor
        }
        let place = device % Sweep.blockSize
        let last = recent[place]
        let isKnown = Int(last.device) == device && Tick(last.time) <= time
        var cursor = isKnown ? last.cursor : sessions.beginning(device, group)
        sessions.advance(&cursor, to: time, device, group)
        recent[place] = Recent(device: Int32(device), time: Int32(time), cursor: cursor)
        return cursor
    }
}
