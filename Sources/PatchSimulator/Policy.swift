public import EventEngine

/// The answer of a policy.
public struct Decision: Sendable, Hashable {
    public var actions: [ReasonedAction]
    /// What is to be remembered of rollouts about which nothing is ordered.
    public var notes: [PolicyNote]
    /// When the policy wants to be asked again; nil: only at the next release.
    public var wake: Tick?
    /// Asked again in the same second, once all that follows from the actions at this moment has happened; only for
    /// policies that are sure to come to an end.
    var isAskedAgain = false

    public init(_ actions: [ReasonedAction] = [], notes: [PolicyNote] = [], wake: Tick? = nil) {
        self.actions = actions
        self.notes = notes
        self.wake = wake
    }
}

/// Whatever decides: a declared strategy, an outside program, a trainee, an optimiser.
///
/// A policy sees the console and nothing else, and is a value, so that a simulation can be copied and continued in two
/// ways from the same state. It is briefed first; if it takes over from another one it is then told how things stand; and
/// from then on it is asked.
public protocol Policy: Sendable {
    /// Why it may fail to decide. `Never`, which it is unless stated: a simulation under such a policy cannot fail either.
    associatedtype Failure: Error = Never

    /// Called once, before everything else.
    mutating func brief(_ briefing: Briefing)

    /// What it wants to see on the console besides what is always there; nothing unless stated. Asked once, after the
    /// briefing. What is wanted costs time at every look.
    var details: ConsoleDetails { get }

    /// Called once if another policy, or a person, had the controls before. Unless written otherwise, nothing is made of it,
    /// and the policy is asked at once.
    ///
    /// - Returns: when it wants to be asked first; nil: at the next release.
    mutating func takeOver(_ handover: Handover) -> Tick?

    /// Called when patches were released, and at the time the last answer asked for.
    ///
    /// - Parameters:
    ///   - now: the time.
    ///   - released: patches that were released now; those that were out before the start come at time 0.
    ///   - console: what has been reported up to now.
    /// - Throws: if it cannot decide. The simulation then stays in the state before the decision, the policy too.
    mutating func decide(at now: Tick, released: [Int], console: Console) throws(Failure) -> Decision

    /// Called when an action of its was impossible: it was not carried out; the others of the decision were.
    mutating func hear(_ refusal: Refusal)
}

extension Policy {
    public mutating func brief(_ briefing: Briefing) {}

    public var details: ConsoleDetails { [] }

    public mutating func takeOver(_ handover: Handover) -> Tick? { handover.now }

    public mutating func hear(_ refusal: Refusal) {}
}

/// How things stand when a policy takes the controls.
public struct Handover: Sendable, Hashable {
    public var now: Tick
    /// True if something is still to be decided at this instant: patches come out, or the policy before wanted to be asked.
    public var isDue: Bool
    public var briefing: Briefing
    /// Patches whose release was told to the policy before; others that are out come with the next question.
    public var announced: [Int]
    /// What was done so far.
    public var log: [LoggedAction]
    /// What was noted so far.
    public var notes: [LoggedNote]
    public var console: Console

    public init(
        now: Tick,
        isDue: Bool = false,
        briefing: Briefing,
        announced: [Int],
        log: [LoggedAction] = [],
        notes: [LoggedNote] = [],
        console: Console
    ) {
        self.now = now
        self.isDue = isDue
        self.briefing = briefing
        self.announced = announced
        self.log = log
        self.notes = notes
        self.console = console
    }
}

/// An action that was not carried out, because it was impossible when it was ordered.
public struct Refusal: Sendable, Hashable {
    public var time: Tick
    public var action: Action
    public var error: OrderError

    public init(time: Tick, action: Action, error: OrderError) {
        self.time = time
        self.action = action
        self.error = error
    }
}

/// The policy that does nothing: nobody patches, unless by `Simulation.act(_:because:)`.
public struct DoNothing: Policy {
    /// What `console(showing:)` is going to be asked for during the run, so that it need not be made anew for that.
    public let details: ConsoleDetails

    public init(expecting details: ConsoleDetails = []) { self.details = details }

    public mutating func decide(at now: Tick, released: [Int], console: Console) -> Decision { Decision() }
}
