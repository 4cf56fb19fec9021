public import EventEngine

/// A declared way to roll patches out.
public struct Strategy: Sendable, Hashable {
    public enum Kind: Sendable, Hashable {
        /// Everyone at release.
        case bigBang
        /// Ordered rings, each behind a gate or a date.
        case staged(StagedRollout)
        /// A few devices first, judged against a control group.
        case canary(CanaryRollout)

        /// The word for it in scenario files and output.
        public var name: String {
            switch self {
            case .bigBang: "big-bang"
            case .staged: "staged"
            case .canary: "canary"
            }
        }
    }

    /// What moves through the rings together.
    public enum Unit: String, Sendable, Hashable, CaseIterable {
        /// All patches released at the same time are one rollout.
        case batch
        /// Each patch is a rollout of its own.
        case patch
    }

    /// How devices are drawn into rings by share.
    public enum Assignment: String, Sendable, Hashable, CaseIterable {
        /// By a hash of the device alone: the same devices go first at every release.
        case stable
        /// By a hash of device and release: somebody else goes first each time.
        case perRelease = "per-release"
        /// By nothing: in the order of the fleet, as a list of hosts is worked off.
        case given
    }

    public var name: String
    public var kind: Kind
    public var unit: Unit
    public var assignment: Assignment
    /// Seconds between two looks at the console, at least 1.
    public var checkEvery: Tick
    /// The attribution window: seconds after a patch takes effect on a device during which trouble there counts against the rollout.
    public var attributionWindow: Tick
    /// Seconds after which a device that took the offer, and has not come to an end with it, is timed out; nil: never.
    public var inProgressTimeOut: Tick?
    /// How many devices may be in flight at once; empty: any number.
    public var limits: [InFlightLimit]
    /// Rules that stop the rollout, asked in their order; empty: nothing stops it but a canary's own test.
    public var stops: [StopClause]
    /// What a stop does where the rule says nothing of its own, and what a canary that fails does.
    public var onStop: OnStop

    /// The first of the rules; nil: there is none. Setting it leaves no other.
    public var stop: StopRule? {
        get { stops.first?.rule }
        set { stops = newValue.map { [StopClause($0)] } ?? [] }
    }

    public init(
        name: String,
        kind: Kind,
        unit: Unit = .batch,
        assignment: Assignment = .stable,
        checkEvery: Tick = 3600,
        attributionWindow: Tick = 14 * 86_400,
        inProgressTimeOut: Tick? = nil,
        limits: [InFlightLimit] = [],
        stop: StopRule? = nil,
        stops: [StopClause] = [],
        onStop: OnStop = OnStop()
    ) {
        self.limits = limits
        self.name = name
        self.kind = kind
        self.unit = unit
        self.assignment = assignment
        self.checkEvery = checkEvery
        self.attributionWindow = attributionWindow
        self.inProgressTimeOut = inProgressTimeOut
        self.stops = (stop.map { [StopClause($0)] } ?? []) + stops
        self.onStop = onStop
    }
}

/// Whom a share is a share of.
public enum Denominator: String, Sendable, Hashable, CaseIterable {
    /// Devices that have reported an outcome (installed, failed for good, or in trouble).
    case reporting
    /// Devices of which the installation came to an end (installed, failed for good, or timed out), whether they are in trouble or
    /// not.
    case executed
    /// Devices that have been offered the patches at a check-in.
    case offered
    /// Devices that have checked in since their ring opened.
    case connected
    /// Devices of the rings that are open whose turn has come, whether they were ever online since or not.
    case notified
    /// All devices that are meant, whether they were ever online or not.
    case all
    /// Tries at installing that devices have reported; a device may need several.
    case attempts
}

/// What counts as a failure of a device.
public enum FailureKind: String, Sendable, Hashable, CaseIterable {
    /// An installation that failed for good.
    case failed
    /// Trouble that was reported, by the device or its user.
    case troubled
    /// No check-in since its ring opened, though its turn has come.
    case unreachable
    /// It took the offer, and has not come to an end with it in time.
    case timedOut = "timed-out"
}

/// A limit that is compared with a share of devices or with their number.
public struct Limit: Sendable, Hashable {
    public enum Measure: Sendable, Hashable {
        /// In [0, 1].
        case share(Double)
        case count(Int)
    }

    public var measure: Measure
    /// True: the limit must be exceeded (>); false: reaching it is enough (>=).
    public var isStrict: Bool

    public init(_ measure: Measure, isStrict: Bool) {
        self.measure = measure
        self.isStrict = isStrict
    }

    /// Whether `count` of `total` passes the limit. Of an empty total no share is passed.
    ///
    /// The last bits of binary fractions are forgiven: 29 of 100 do not exceed 29 %, and 55 of 100 reach 55 %.
    public func isPassed(count: Int, of total: Int) -> Bool {
        switch measure {
        case .count(let limit):
            return isStrict ? count > limit : count >= limit
        case .share(let share):
            let exact = share * Double(total)
            let nearest = exact.rounded()
            let limit = abs(exact - nearest) < 1e-9 * max(1, abs(exact)) ? nearest : exact
            return total > 0 && (isStrict ? Double(count) > limit : Double(count) >= limit)
        }
    }
}

/// How many devices a ring takes.
public enum RingSize: Sendable, Hashable {
    /// Share of the devices that match the ring's condition, in (0, 1]; rounded up.
    case share(Double)
    case count(Int)
    /// As many as bring the rings up to this one to that share of the devices that match, in (0, 1]; rounded up.
    case upTo(Double)
    /// Share of the devices that match the ring's condition, in (0, 1]; rounded down, but one at least.
    case roundedDown(Double)
    /// So many of the devices that meet each of these conditions, besides that of the ring.
    case ofEach(Int, [DevicePredicate])
    /// Everybody who matches and is in no earlier ring.
    case rest
}

/// Devices that a ring takes together: those that meet a condition, so many of them.
public struct RingDraw: Sendable, Hashable {
    /// Never `.ofEach`.
    public var size: RingSize
    public var condition: DevicePredicate

    /// What a ring takes, one after the other.
    public static func draws(of size: RingSize, _ condition: DevicePredicate) -> [RingDraw] {
        guard case .ofEach(let count, let parts) = size else { return [RingDraw(size: size, condition: condition)] }
        return parts.compactMap { part in
            condition.and(part).map { RingDraw(size: .count(count), condition: $0) }
        }
    }
}

/// One ring of a staged rollout.
public struct Ring: Sendable, Hashable {
    public var name: String
    public var size: RingSize
    public var condition: DevicePredicate
    /// Seconds after the release before which the ring does not open.
    public var after: Tick
    /// How its devices get their turn once it is open; nil: all at once.
    public var pace: OfferPace?
    /// By when they must have installed what they are offered; nil: nobody says.
    public var deadline: InstallDeadline?
    /// How many of its devices may be in flight at once; empty: any number.
    public var limits: [InFlightLimit]

    public init(
        name: String,
        size: RingSize,
        condition: DevicePredicate = DevicePredicate(),
        after: Tick = 0,
        pace: OfferPace? = nil,
        deadline: InstallDeadline? = nil,
        limits: [InFlightLimit] = []
    ) {
        self.limits = limits
        self.name = name
        self.size = size
        self.condition = condition
        self.after = after
        self.pace = pace
        self.deadline = deadline
    }
}

/// What the newest open ring must show before the next one opens.
public struct Gate: Sendable, Hashable {
    /// Seconds since the ring opened, or since the rollout went on after a stop.
    public var soak: Tick
    /// Share of successes required, in [0, 1].
    public var success: Double
    public var of: Denominator
    /// Devices that must have reported; a smaller ring must have reported whole.
    public var minimum: Int
    /// Of a ring that has reported whole, that many devices may have failed or be in trouble, whatever the share.
    public var tolerated: Int
    /// While this is so the gate stays shut, whatever the successes; nil: failures do not matter to it.
    public var hold: StopRule?
    /// What keeps a device that installed the patches from being a success.
    public var counts: FailureKinds = StopRule.outcomes
    /// Seconds from when all this is shown to the opening of the next ring.
    public var delay: Tick = 0
    /// Devices that have not checked in since their ring opened are not waited for.
    public var passesOverUnreachable = false

    /// A `minimum` that no ring can have, so that each has to report whole.
    public static let everyDevice = Scenario.maximumDevices
    /// True if every device of a ring must have reported, however large it is.
    public var asksAll: Bool { minimum >= Self.everyDevice }

    public init(
        soak: Tick,
        success: Double,
        of: Denominator = .reporting,
        minimum: Int = 20,
        tolerated: Int = 0,
        hold: StopRule? = nil
    ) {
        self.tolerated = tolerated
        self.soak = soak
        self.success = success
        self.of = of
        self.minimum = minimum
        self.hold = hold
    }
}

/// Ordered rings.
public struct StagedRollout: Sendable, Hashable {
    public var rings: [Ring]
    /// Nil: rings open by their dates alone.
    public var gate: Gate?

    public init(rings: [Ring], gate: Gate?) {
        self.rings = rings
        self.gate = gate
    }
}

/// A canary group, a control group, a test, and the rest.
public struct CanaryRollout: Sendable, Hashable {
    /// What happens when the test cannot tell even after the extension.
    public enum Undecided: String, Sendable, Hashable, CaseIterable {
        /// Wait for ever: a person is asked who does not come.
        case wait
        /// Take it as a pass.
        case `continue`
        /// Take it as a failure.
        case stop
    }

    public var size: RingSize
    public var condition: DevicePredicate
    /// Seconds from the opening, or from when the rollout went on after a stop, to the test; with a sequential test, to its pass.
    public var soak: Tick
    /// A test that may fail at any look; nil: Fisher's exact test, at the end of the soak.
    public var sequential: SequentialTest?
    /// Level of the one-sided exact test of trouble, in (0, 1).
    public var level: Double
    /// The canary fails if that many of the canaries that reported have failed to install for good. A share is never passed
    /// by a single one.
    public var failed: Limit
    /// Devices that must have reported in each of the two groups; a smaller group must have reported whole.
    public var minimum: Int
    /// Seconds by which an inconclusive soak is extended, once; nil: not at all.
    public var extend: Tick?
    public var undecided: Undecided

    public init(
        size: RingSize,
        condition: DevicePredicate = DevicePredicate(),
        soak: Tick,
        level: Double = 0.05,
        failed: Limit = Limit(.share(0.5), isStrict: true),
        minimum: Int = 20,
        extend: Tick? = nil,
        undecided: Undecided = .wait,
        sequential: SequentialTest? = nil
    ) {
        self.sequential = sequential
        self.size = size
        self.condition = condition
        self.soak = soak
        self.level = level
        self.failed = failed
        self.minimum = minimum
        self.extend = extend
        self.undecided = undecided
    }
}
