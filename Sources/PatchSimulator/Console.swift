public import EventEngine
import PatchModel

/// What the console knows of one ring of a rollout. Numbers of devices.
public struct RingStatus: Sendable, Hashable {
    public var name: String
    /// Devices in the ring to which at least one of the patches applies.
    public var targets = 0
    /// True for a group that is watched from the beginning, though it is offered nothing yet.
    public var isControl = false
    /// When the ring was opened; nil: not yet.
    public var opened: Tick?
    /// Devices that have checked in since the ring was opened (for a control group: since the rollout began).
    public var seen = 0
    /// Devices that have been offered the patches, or have reported that they need none of them any more.
    public var offered = 0
    /// Devices of which an outcome is known: installed, failed for good, timed out, or in trouble.
    public var reporting = 0
    /// Devices that have reported all patches as installed, in time and without trouble.
    public var succeeded = 0
    /// Devices that have reported an installation that failed for good.
    public var failed = 0
    /// Devices of which the installation came to an end: installed, failed for good, or timed out, in trouble or not.
    public var executed = 0
    /// Devices that have reported all patches as installed, in time, in trouble or not.
    public var installed = 0
    /// Devices about which trouble was reported, by themselves or by their users.
    public var troubled = 0
    /// Those of them that have not checked in since the ring was opened.
    var silentTroubled = 0
    /// Devices that are failed or troubled, each counted once.
    public var unhealthy = 0
    /// Attempts that devices have reported: tries at installing whatever the rollout brings to the device at once.
    public var attempts = 0
    /// Those of the attempts of which something failed.
    public var failedAttempts = 0
    /// Devices that nothing is expected of: they failed for good or were in trouble before the rollout went on and get
    /// nothing new, or a technician took the patches off them until there is a fixed revision. They are neither offered
    /// nor reporting, and no gate waits for them.
    public var setAside = 0
    /// Devices of a ring that is open whose turn has yet to come.
    public var waiting = 0
    /// Devices that took the offer, and did not come to an end with it in time.
    public var timedOut = 0
    /// Of these, those that are not failed, not troubled, and neither of both.
    var timedOutInstead = TimedOutInstead()

    struct TimedOutInstead: Sendable, Hashable {
        var failed = 0
        var troubled = 0
        var either = 0
        /// Those that have reported nothing at all: neither installed, nor failed, nor trouble.
        var silent = 0
    }

    /// A ring of which nothing has been reported.
    public init(name: String, targets: Int = 0, isControl: Bool = false, opened: Tick? = nil) {
        self.name = name
        self.targets = targets
        self.isControl = isControl
        self.opened = opened
    }

    /// Devices that are not set aside.
    public var expected: Int { targets - setAside }

    /// Devices that are not set aside and whose turn has come, if the ring is open.
    public var notified: Int { max(0, expected - waiting) }

    /// Devices that have not checked in since the ring was opened, though their turn has come.
    public var unreachable: Int { max(0, notified - seen) }
}

/// A stop of a rollout, and its end.
public struct Interruption: Sendable, Hashable {
    public var stopped: Tick
    /// When the rollout went on; nil: it has not.
    public var resumed: Tick?

    public init(stopped: Tick, resumed: Tick? = nil) {
        self.stopped = stopped
        self.resumed = resumed
    }
}

/// What has been reported about one rollout.
public struct RolloutStatus: Sendable, Hashable {
    /// Indices of the patches that move through the rings together.
    public var patches: [Int]
    public var began: Tick
    public var rings: [RingStatus]
    /// All its stops, in order. Only the last one may still last.
    public var interruptions: [Interruption]
    /// What the first troubles of canaries and waiting devices say, if the rollout was begun with such a comparison.
    public internal(set) var logrank: SafeLogrank?
    /// What the last stop threw.
    var thrown: OnStop?

    public init(patches: [Int], began: Tick, rings: [RingStatus], interruptions: [Interruption] = []) {
        self.patches = patches
        self.began = began
        self.rings = rings
        self.interruptions = interruptions
    }

    /// When it was stopped; nil: it is not stopped.
    public var stopped: Tick? { interruptions.last.flatMap { $0.resumed == nil ? $0.stopped : nil } }

    /// When it went on for the last time; nil: it never did, or has not done so since the last stop.
    public var resumed: Tick? { interruptions.last?.resumed }

    /// Notes that it was stopped.
    mutating func stop(at now: Tick) { interruptions.append(Interruption(stopped: now)) }

    /// Notes that it goes on.
    mutating func resume(at now: Tick) {
        guard let last = interruptions.indices.last else { return }
        interruptions[last].resumed = now
    }

    /// The sum over rings that are open.
    public var total: RingStatus {
        var sum = RingStatus(name: "all")
        // In place: a copy of a ring would be one of its name, too.
        for ring in rings.indices where rings[ring].opened != nil {
            sum.targets += rings[ring].targets
            sum.seen += rings[ring].seen
            sum.offered += rings[ring].offered
            sum.reporting += rings[ring].reporting
            sum.succeeded += rings[ring].succeeded
            sum.failed += rings[ring].failed
            sum.executed += rings[ring].executed
            sum.installed += rings[ring].installed
            sum.troubled += rings[ring].troubled
            sum.silentTroubled += rings[ring].silentTroubled
            sum.unhealthy += rings[ring].unhealthy
            sum.attempts += rings[ring].attempts
            sum.failedAttempts += rings[ring].failedAttempts
            sum.setAside += rings[ring].setAside
            sum.waiting += rings[ring].waiting
            sum.timedOut += rings[ring].timedOut
            sum.timedOutInstead.failed += rings[ring].timedOutInstead.failed
            sum.timedOutInstead.troubled += rings[ring].timedOutInstead.troubled
            sum.timedOutInstead.either += rings[ring].timedOutInstead.either
        }
        return sum
    }

    /// Devices of all rings, open or not, that are not set aside: all that the rollout means. A control group is among
    /// them, since it gets the patches in the end.
    public var expected: Int { rings.indices.reduce(0) { $0 + rings[$1].expected } }
}

/// What the vendor has said about a patch.
public enum VendorAnswer: Sendable, Hashable {
    /// Nobody has asked.
    case none
    /// Asked; it takes its time.
    case pending
    /// The vendor has pulled the patch, because it has a fault: nobody is offered it until there is a fixed revision.
    case withdrawn
    /// A fixed revision is there and replaces the first.
    case fixed
    /// The vendor found no fault.
    case noFault

    /// True if more is to come of it.
    var isPending: Bool { self == .pending || self == .withdrawn }
}

/// What has been reported: the only thing a policy sees.
public struct Console: Sendable, Hashable {
    /// In the order in which they began.
    public var rollouts: [RolloutStatus]
    /// For each patch of the scenario.
    public var vendorAnswers: [VendorAnswer]
    /// Tickets written on each day since the start, up to the last day on which there was one.
    public var ticketsByDay: [Int]
    /// For each group, how many of its devices have checked in lately; nil: nobody wanted to see it, see `Policy.details`.
    public var contacts: [Contacts]?
    /// For each device when it was last seen, which is nil if it was not since the start; nil: nobody wanted to see it.
    public var lastSeen: [Tick?]?
    /// For each rollout and each group how far it has come; nil: nobody wanted to see it.
    public var progress: [[GroupProgress]]?
    /// How each service is seen; nil: nobody wanted to see it.
    public var services: [ServiceStatus]?
    /// How busy the technicians are; nil: nobody wanted to see it, or there are none.
    public var repair: RepairStatus?

    /// - Parameter ticketsByDay: days of 24 hours since the start, whatever the time of day was then.
    public init(
        rollouts: [RolloutStatus] = [],
        vendorAnswers: [VendorAnswer] = [],
        ticketsByDay: [Int] = [],
        contacts: [Contacts]? = nil,
        lastSeen: [Tick?]? = nil,
        progress: [[GroupProgress]]? = nil,
        services: [ServiceStatus]? = nil,
        repair: RepairStatus? = nil
    ) {
        self.rollouts = rollouts
        self.vendorAnswers = vendorAnswers
        self.ticketsByDay = ticketsByDay
        self.contacts = contacts
        self.lastSeen = lastSeen
        self.progress = progress
        self.services = services
        self.repair = repair
    }

    /// Tickets written so far.
    public var tickets: Int { ticketsByDay.reduce(0, +) }

    /// What the vendor said about a patch.
    func vendorAnswer(_ patch: Int) -> VendorAnswer {
        vendorAnswers.indices.contains(patch) ? vendorAnswers[patch] : .none
    }

    /// A ticket is written.
    mutating func takeTicket(at now: Tick) {
        let day = Int(now / 86_400)
        while ticketsByDay.count <= day { ticketsByDay.append(0) }
        ticketsByDay[day] += 1
    }
}
