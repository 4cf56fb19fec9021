public import EventEngine

/// When a rollout is stopped: failures reported, by all rings together or by any of them.
///
/// Devices are counted that failed for good or are in trouble, unless the rule counts something else; with `of` attempts, failed
/// attempts.
public struct StopRule: Sendable, Hashable {
    /// Where fewer devices than `minimum` can report, how many reports are enough.
    public enum Cap: Sendable, Hashable {
        /// Those of all devices that the rollout means, whether their ring is open or not.
        case rollout
        /// Those of all devices of the rings that are open: small first rings are judged once they have reported whole.
        case openRings
    }

    /// Whose failures are compared with whose number.
    public enum Scope: String, Sendable, Hashable, CaseIterable {
        /// Those of all rings that are open, together.
        case all
        /// Those of each ring that is open by itself: one that passes the limit is enough.
        case ring
    }

    public var failures: Limit
    /// What counts as a failure; a device for which several hold counts once.
    public var counts: FailureKinds
    public var scope: Scope
    /// With `all`, devices of rings that are still shut are part of the total.
    public var of: Denominator
    /// Not asked before that many devices (with `of` attempts: attempts) have been reported.
    public var minimum: Int
    public var cap: Cap
    /// Not asked before that many devices have got their turn, either.
    public var notified: Int
    /// A share above 0 is not passed by fewer failures than that, however small the total; a number says itself how many.
    public var least: Int

    public init(
        failures: Limit,
        of: Denominator = .reporting,
        minimum: Int = 20,
        cap: Cap = .rollout,
        least: Int = 1,
        counts: FailureKinds = Self.outcomes,
        scope: Scope = .all,
        notified: Int = 0
    ) {
        self.notified = notified
        self.failures = failures
        self.counts = counts
        self.scope = scope
        self.of = of
        self.minimum = minimum
        self.cap = cap
        self.least = least
    }

    /// What counts unless something else is said.
    public static let outcomes: FailureKinds = [.failed, .troubled]

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

/// A rule that stops a rollout, and what the stop does.
public struct StopClause: Sendable, Hashable {
    public var rule: StopRule
    /// Seconds from when the rule holds until the stop takes effect.
    public var latency: Tick
    /// Nil: what the strategy says for all stops.
    public var onStop: OnStop?

    public init(_ rule: StopRule, latency: Tick = 0, onStop: OnStop? = nil) {
        self.rule = rule
        self.latency = latency
        self.onStop = onStop
    }
}
