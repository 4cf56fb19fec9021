import EventEngine
import PatchModel

/// When devices are on: where each of them is in the sequence of its on-periods, if it has to be walked.
struct OnPeriods: Subject {
    /// The sequences themselves, which no run changes.
    let sessions: SessionGenerator
    private var cursors = SessionCursors()
    /// False if any period of any device is found at once.
    private let isWalked: Bool

    init(_ world: World, _ random: KeyedRandom) {
        isWalked = world.groups.contains { $0.connectivity.onPeriods.isWalked }
        sessions = SessionGenerator(random: random, horizon: world.scenario.horizon)
    }

    static func unshare(in run: inout Run) { run.onPeriods.cursors.unshare() }

    /// The device's on-period that contains `time`, or the next one.
    @inline(__always)
    mutating func session(at time: Tick, _ device: Int, _ group: Reference<GroupPlan>) -> SessionCursor {
        cursors.session(sessions, at: time, device, group)
    }

    /// Asks for where the device is in advance.
    @inline(__always)
    func askFor(_ device: Int) { cursors.askFor(device) }

    /// True if devices may be looked at in any order without loss of time.
    var keepsAll: Bool { !isWalked || cursors.keepsAll }

    /// From here on devices are looked at in any order.
    mutating func keepAll(_ world: World) {
        if isWalked { cursors.keepAll(sessions, world) }
    }

    /// Where a device is, needed where devices take turns, and not where each is run to the end at once, nor where no
    /// periods are walked.
    static func footprint(of outline: RunOutline) -> Int {
        let isWalked = outline.scenario.groups.contains { OnPeriodPlan.isWalked($0.connectivity) }
        return isWalked && outline.coupling > .none ? outline.devices * MemoryLayout<SessionCursor>.stride : 0
    }
}
