import EventEngine
import PatchModel

/// A rollout as the console server knows it: who is in which ring, which orders stand, and what each device has reported.
/// Only the server has any.
struct Rollout: Sendable {
    /// Stands for "in no ring".
    static let noRing: UInt8 = 255
    static let maximumRings = 250

    let patches: [Int]
    /// The same, to be asked whether one is among them.
    let contents: Set<Int>
    /// For each device its ring; it never changes.
    let ringOf: Column<UInt8>
    /// For each ring the number of its devices.
    let targets: [Int]
    /// The plan's rings, if whoever has the same devices and rings puts the same devices into them; nil if each rollout takes
    /// other ones first.
    let sharedRings: [RolloutPlan.RingPlan]?
    /// How devices are drawn into them.
    let assignment: Strategy.Assignment
    /// For each group the local numbers of those of the patches that concern it.
    let localPatches: Table<Table<Int>>
    /// For each group the only one of these; −1: there is none, or there are several.
    let soleLocalPatch: Table<Int>
    /// Keeps the memory of the tables.
    private let arena: Arena
    /// For each device what the console remembers.
    var flags: Column<DeviceFlags>
    private(set) var isOpen: [Bool]
    let isControl: [Bool]
    /// By ring, true if its check-ins are counted: it is open, or a control group.
    private(set) var isWatched: [Bool]
    /// Place of the rings' numbers among those of all rollouts.
    let rings: Range<Int>
    /// The attribution window: trouble counts against the rollout for that many seconds after a patch takes effect on the device.
    let attributionWindow: Tick
    /// Numbers of slots whose outcome belongs to the time before the rollout went on, and is not counted again until
    /// something new is accepted.
    var outcomesBefore: Set<Int> = []
    /// Nil: canaries are not compared with devices that wait.
    var risks: RiskSets?
    /// Nil: devices of a ring that is open are offered the patches all at once.
    let turns: Turns?
    private(set) var clock: OfferClock
    /// Nil: devices never time out.
    var timeOuts: TimeOuts?
    /// Nil: nothing need be installed by any time.
    var deadlines: Deadlines?
    // The switches thrown by a stop.
    var stopsOffers = false
    var cancelsQueued = false
    var isReverting = false

    /// - Parameters:
    ///   - plan: with patches and rings that are there.
    ///   - local: for each group the local numbers of those of the patches that concern it.
    ///   - first: place of the first ring's numbers among those of all rollouts.
    ///   - risks: for a comparison of canaries with devices that wait.
    ///   - turns: when devices get their turn.
    init(
        _ plan: RolloutPlan,
        _ assignment: RingAssignment,
        local: [[Int]],
        first: Int,
        devices: Int,
        risks: RiskSets?,
        turns: Turns?
    ) {
        let arena = Arena()
        patches = plan.patches
        contents = Set(plan.patches)
        ringOf = assignment.ringOf
        targets = assignment.targets
        self.assignment = plan.assignment
        self.risks = risks
        self.turns = turns
        clock = OfferClock(rings: plan.rings.count)
        deadlines = Deadlines(plan.rings, devices: devices)
        timeOuts = plan.inProgressTimeOut.map { TimeOuts(limit: $0, devices: devices, rings: plan.rings.count) }
        sharedRings = plan.assignment == .perRelease ? nil : plan.rings
        localPatches = arena.tables(local)
        soleLocalPatch = arena.table(local.map { $0.count == 1 ? $0[0] : -1 })
        self.arena = arena
        flags = Column(zeros: devices)
        isOpen = plan.rings.map { _ in false }
        isControl = plan.rings.map(\.isControl)
        isWatched = isControl
        rings = first..<first + plan.rings.count
        attributionWindow = plan.attributionWindow
    }

    /// True if the device is meant by the rollout.
    @inline(__always)
    func concerns(_ device: Int) -> Bool { ringOf[device] != Self.noRing }

    /// True if a check-in of the device at `now` may carry an offer.
    @inline(__always)
    func offers(to device: Int, at now: Tick) -> Bool {
        let ring = ringOf[device]
        guard ring != Self.noRing && !stopsOffers && isOpen[Int(ring)] else { return false }
        guard turns != nil else { return true }
        return turn(of: device).map { $0 <= now } ?? false
    }

    /// When the device gets its turn, if its ring has a pace and is open, and offers are made; nil: otherwise, or never.
    func turn(of device: Int) -> Tick? {
        let ring = ringOf[device]
        guard let turns, ring != Self.noRing, !stopsOffers, let begin = clock.begin(of: Int(ring)) else { return nil }
        let turn = turns.turn(of: device)
        return turn == .never ? nil : begin + turn
    }

    /// True if the stop left the device the offer that it has; it may go on trying.
    @inline(__always)
    func keepsOffer(to device: Int) -> Bool {
        stopsOffers && !cancelsQueued && flags[device].contains(.offered)
    }

    mutating func open(_ ring: Int, at now: Tick) {
        clock.open(ring, at: now)
        isOpen[ring] = true
        isWatched[ring] = true
    }

    mutating func stop(_ switches: OnStop, at now: Tick) {
        if switches.stopsOffers { clock.hold(at: now) }
        stopsOffers = switches.stopsOffers
        // An offer that is taken back while offers go on would be made again at the same check-in.
        cancelsQueued = switches.cancelsQueued && switches.stopsOffers
        isReverting = switches.rollsBack
    }

    mutating func resume(at now: Tick) {
        clock.goOn(at: now)
        stopsOffers = false
        cancelsQueued = false
        isReverting = false
    }
}
