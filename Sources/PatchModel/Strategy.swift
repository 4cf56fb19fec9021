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
    }

    public var name: String
    public var kind: Kind
    public var unit: Unit
    public var assignment: Assignment
    /// Seconds between two looks at the console, at least 1.
    public var checkEvery: Tick
    /// The attribution window: seconds after a patch takes effect on a device during which trouble there counts against the rollout.
    public var attributionWindow: Tick
    /// Nil: nothing stops the rollout.
    public var stop: StopRule?
    public var onStop: OnStop

    public init(
        name: String,
        kind: Kind,
        unit: Unit = .batch,
        assignment: Assignment = .stable,
        checkEvery: Tick = 3600,
        attributionWindow: Tick = 14 * 86_400,
        stop: StopRule? = nil,
        onStop: OnStop = OnStop()
    ) {
        self.name = name
        self.kind = kind
        self.unit = unit
        self.assignment = assignment
        self.checkEvery = checkEvery
        self.attributionWindow = attributionWindow
        self.stop = stop
        self.onStop = onStop
    }
}

/// Whom a share is a share of.
public enum Denominator: String, Sendable, Hashable, CaseIterable {
    /// Devices that have reported an outcome (installed, failed for good, or in trouble).
    case reporting
    /// Devices that have been offered the patches at a check-in.
    case offered
    /// All devices that are meant, whether they were ever online or not.
    case all
    /// Tries at installing that devices have reported; a device may need several.
    case attempts
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

/// When a rollout is stopped: failures and troubles reported, by all rings together.
///
/// Devices are counted that failed for good or are in trouble; with `of` attempts, failed attempts.
public struct StopRule: Sendable, Hashable {
    /// Where fewer devices than `minimum` can report, how many reports are enough.
    public enum Cap: Sendable, Hashable {
        /// Those of all devices that the rollout means, whether their ring is open or not.
        case rollout
        /// Those of all devices of the rings that are open: small first rings are judged once they have reported whole.
        case openRings
    }

    public var failures: Limit
    /// With `all`, devices of rings that are still shut are part of the total.
    public var of: Denominator
    /// Not asked before that many devices (with `of` attempts: attempts) have been reported.
    public var minimum: Int
    public var cap: Cap
    /// A share above 0 is not passed by fewer failures than that, however small the total; a number says itself how many.
    public var least: Int

    public init(
        failures: Limit,
        of: Denominator = .reporting,
        minimum: Int = 20,
        cap: Cap = .rollout,
        least: Int = 1
    ) {
        self.failures = failures
        self.of = of
        self.minimum = minimum
        self.cap = cap
        self.least = least
    }

    /// Whether that many failures of a total are too many; whether enough has been reported is another question.
    public func isPassed(count: Int, of total: Int) -> Bool {
        if case .share(let share) = failures.measure, share > 0, count < least { return false }
        return failures.isPassed(count: count, of: total)
    }
}

/// What happens when a rollout is stopped: four independent switches, and what comes after.
public struct OnStop: Sendable, Hashable {
    public enum Resumption: Sendable, Hashable {
        case never
        /// When the vendor has answered: with the fixed patch, or with the same one if no fault was found.
        case withFix
        /// That many seconds after the stop, with whatever revision is current.
        case after(Tick)
    }

    /// Make no new offers.
    public var stopsOffers: Bool
    /// Take back offers that are still downloading or waiting for another attempt.
    public var cancelsQueued: Bool
    /// Break off installations that are running on devices which can be reached at that moment.
    public var interruptsInFlight: Bool
    /// Take the patches off the devices that have them, at their next check-in.
    public var rollsBack: Bool
    public var resume: Resumption

    public init(
        stopsOffers: Bool = true,
        cancelsQueued: Bool = true,
        interruptsInFlight: Bool = false,
        rollsBack: Bool = true,
        resume: Resumption = .withFix
    ) {
        self.stopsOffers = stopsOffers
        self.cancelsQueued = cancelsQueued
        self.interruptsInFlight = interruptsInFlight
        self.rollsBack = rollsBack
        self.resume = resume
    }
}

/// How many devices a ring takes.
public enum RingSize: Sendable, Hashable {
    /// Share of the devices that match the ring's condition, in (0, 1]; rounded up.
    case share(Double)
    case count(Int)
    /// Everybody who matches and is in no earlier ring.
    case rest
}

/// One ring of a staged rollout.
public struct Ring: Sendable, Hashable {
    public var name: String
    public var size: RingSize
    public var condition: DevicePredicate
    /// Seconds after the release before which the ring does not open.
    public var after: Tick

    public init(name: String, size: RingSize, condition: DevicePredicate = DevicePredicate(), after: Tick = 0) {
        self.name = name
        self.size = size
        self.condition = condition
        self.after = after
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

/// A canary group, a control group of the same size, a test, and the rest.
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
    /// Seconds from the opening, or from when the rollout went on after a stop, to the test.
    public var soak: Tick
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
        undecided: Undecided = .wait
    ) {
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
