public import EventEngine
public import PatchModel

/// How a rollout is to be cut into rings.
public struct RolloutPlan: Sendable, Hashable {
    public struct RingPlan: Sendable, Hashable {
        public var name: String
        public var size: RingSize
        public var condition: DevicePredicate
        /// Watch the ring from the beginning as a control group.
        public var isControl: Bool
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
            isControl: Bool = false,
            pace: OfferPace? = nil,
            deadline: InstallDeadline? = nil,
            limits: [InFlightLimit] = []
        ) {
            self.limits = limits
            self.deadline = deadline
            self.pace = pace
            self.name = name
            self.size = size
            self.condition = condition
            self.isControl = isControl
        }
    }

    /// Indices of the patches.
    public var patches: [Int]
    /// A device belongs to the first ring that takes it; who matches none is never offered the patches.
    public var rings: [RingPlan]
    public var assignment: Strategy.Assignment
    /// The attribution window: trouble of a device counts against the rollout for that many seconds after a patch takes effect on it.
    public var attributionWindow: Tick
    /// First troubles in the first ring are compared with those of control groups, within these strata; nil: they are not.
    public var comparison: SequentialTest.Strata?
    /// Seconds after which a device that took the offer, and has not come to an end with it, is timed out; nil: never.
    public var inProgressTimeOut: Tick?
    /// How many devices may be in flight at once; empty: any number.
    public var limits: [InFlightLimit]

    public init(
        patches: [Int],
        rings: [RingPlan],
        assignment: Strategy.Assignment = .stable,
        attributionWindow: Tick = 14 * 86_400,
        comparison: SequentialTest.Strata? = nil,
        inProgressTimeOut: Tick? = nil,
        limits: [InFlightLimit] = []
    ) {
        self.limits = limits
        self.inProgressTimeOut = inProgressTimeOut
        self.comparison = comparison
        self.attributionWindow = attributionWindow
        self.patches = patches
        self.rings = rings
        self.assignment = assignment
    }
}

/// What a policy can do. Rollouts are numbered in the order in which they began.
public enum Action: Sendable, Hashable {
    case begin(RolloutPlan)
    case open(rollout: Int, ring: Int)
    /// Throws the four switches.
    case stop(rollout: Int, OnStop)
    /// Goes on after a stop; reports are counted anew.
    case resume(rollout: Int)

    /// The kinds of actions, by the words that stand for them in files.
    public enum Verb: String, Sendable, Hashable, CaseIterable {
        case begin, open, stop, resume
    }

    public var verb: Verb {
        switch self {
        case .begin: .begin
        case .open: .open
        case .stop: .stop
        case .resume: .resume
        }
    }
}

/// An action and why it was taken, in words for the log.
public struct ReasonedAction: Sendable, Hashable {
    public var action: Action
    public var reason: String

    public init(_ action: Action, because reason: String) {
        self.action = action
        self.reason = reason
    }
}

/// An action with the time at which it was taken.
public struct LoggedAction: Sendable, Hashable {
    public var time: Tick
    /// Which of the decisions of that second it belongs to, from 0; those without an action are not counted. Between two
    /// rounds all happens that is due, between two actions of one round nothing does.
    public var round: Int
    public var action: Action
    public var reason: String

    public init(time: Tick, round: Int = 0, action: Action, reason: String) {
        self.time = time
        self.round = round
        self.action = action
        self.reason = reason
    }
}

/// What a policy remembers of a rollout without ordering anything: it has looked, and goes on waiting.
public struct PolicyNote: Sendable, Hashable {
    public enum Kind: String, Sendable, Hashable, CaseIterable {
        /// The time given to a test was extended, which is done once.
        case extended
        /// Nothing more is done until a person decides.
        case paused
        /// A canary's test was looked at, and decided nothing: the one look at the excess of trouble, or one of several that were planned.
        case judged
        /// What a gate asks for has been shown; the next ring opens after a delay.
        case shown
        /// A rule holds whose stop takes effect after a delay.
        case stopping
    }

    public var rollout: Int
    public var kind: Kind
    public var reason: String
    /// The number of the rule that holds, from 0; nil: the note is about none.
    public var rule: Int?

    public init(_ kind: Kind, rollout: Int, because reason: String, rule: Int? = nil) {
        self.rollout = rollout
        self.kind = kind
        self.reason = reason
        self.rule = rule
    }
}

/// A note with the time at which it was made. It stands until the rollout goes on after a stop.
public struct LoggedNote: Sendable, Hashable {
    public var time: Tick
    public var note: PolicyNote

    public init(time: Tick, note: PolicyNote) {
        self.time = time
        self.note = note
    }
}
