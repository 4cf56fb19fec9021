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

        public init(
            name: String,
            size: RingSize,
            condition: DevicePredicate = DevicePredicate(),
            isControl: Bool = false
        ) {
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
    public var watch: Tick

    public init(
        patches: [Int],
        rings: [RingPlan],
        assignment: Strategy.Assignment = .stable,
        watch: Tick = 14 * 86_400
    ) {
        self.watch = watch
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

/// The answer of a policy.
public struct Decision: Sendable, Hashable {
    public var actions: [ReasonedAction]
    /// When the policy wants to be asked again; nil: only at the next release.
    public var wake: Tick?
    /// Asked again in the same second, once all that follows from the actions at this moment has happened; only for
    /// policies that are sure to come to an end.
    var isAskedAgain = false

    public init(_ actions: [ReasonedAction] = [], wake: Tick? = nil) {
        self.actions = actions
        self.wake = wake
    }
}

/// Whatever decides: a declared strategy, an outside program, a trainee, an optimiser.
///
/// A policy sees the console and nothing else, and is a value, so that a simulation can be copied and continued in two
/// ways from the same state.
public protocol Policy: Sendable {
    /// Called when patches were released, and at the time the last answer asked for.
    ///
    /// - Parameters:
    ///   - now: the time.
    ///   - released: patches that were released now; those that were out before the start come at time 0.
    ///   - console: what has been reported up to now.
    mutating func decide(at now: Tick, released: [Int], console: Console) -> Decision
}

/// The policy that does nothing: nobody patches.
public struct DoNothing: Policy {
    public init() {}

    public mutating func decide(at now: Tick, released: [Int], console: Console) -> Decision { Decision() }
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

/// The policy that repeats what a log says, blindly: each round by itself.
public struct Replay: Policy {
    private var remaining: ArraySlice<LoggedAction>

    /// - Parameter log: ascending in time and round, as a simulation writes it.
    public init(_ log: [LoggedAction]) {
        remaining = log[...]
    }

    public mutating func decide(at now: Tick, released: [Int], console: Console) -> Decision {
        guard let first = remaining.first, first.time <= now else { return Decision(wake: remaining.first?.time) }
        let due = remaining.prefix { $0.time == first.time && $0.round == first.round }
        remaining = remaining.dropFirst(due.count)
        var decision = Decision(
            due.map { ReasonedAction($0.action, because: $0.reason) },
            wake: remaining.first?.time
        )
        decision.isAskedAgain = remaining.first.map { $0.time <= now } ?? false
        return decision
    }
}
