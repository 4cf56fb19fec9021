public import EventEngine
public import PatchModel

/// One replication of a world under a policy.
///
/// A simulation is a value: it can be stepped, paused at any instant, copied, and both copies continued, each as if the
/// other were not there.
///
///     let world = try World(scenario)
///     var simulation = Simulation(world, policy: DeclaredPolicy(strategy), seed: 1, replication: 0)
///     simulation.run()
///     print(simulation.ledger.defects.blastRadius)
public struct Simulation<Decider: Policy>: Sendable {
    var fleet: Run
    var policy: Decider
    /// When the policy is asked next; nil: not before the next release.
    var wake: Tick?
    /// Times of release that are still to come, ascending, each with its patches.
    var releases: ArraySlice<(time: Tick, patches: [Int])>
    /// What was done, in order, by the policy or by `act(_:because:)`.
    public internal(set) var log: [LoggedAction] = []
    /// What the policy noted, in order.
    public internal(set) var notes: [LoggedNote] = []
    /// Actions of the policy that were not carried out, because they were impossible, in order. They are not in the log.
    public internal(set) var refusals: [Refusal] = []
    /// What the policy wants to see besides.
    let details: ConsoleDetails

    /// - Parameters:
    ///   - seed: of all randomness.
    ///   - replication: which of the many possible courses of events; any number, results of one do not depend on others.
    ///   - draws: what is decided beforehand in place of draws of the replication.
    ///   - recorded: devices whose lives are written down; numbers of devices that do not exist are ignored.
    ///   - seriesIntervals: into how many intervals the time is cut for `series`; nil: none is kept.
    ///   - threads: over how many devices may be spread, where they are run one by one to the end. Nothing but the time that it
    ///     takes depends on it.
    public init(
        _ world: World,
        policy: Decider,
        seed: UInt64,
        replication: Int,
        draws: ScenarioDraws = .natural,
        recording recorded: [Int] = [],
        seriesIntervals: Int? = nil,
        threads: Int = 1
    ) {
        let random = KeyedRandom(seed: seed, replication: UInt64(truncatingIfNeeded: replication))
        var policy = policy
        policy.brief(world.briefing)
        details = policy.details
        fleet = Run(
            world: world,
            random: random,
            draws: draws,
            recording: recorded,
            notingContacts: details.needsContacts,
            seriesIntervals: seriesIntervals,
            mayLookAhead: details.isEmpty,
            threads: threads
        )
        self.policy = policy
        var byTime: [Tick: [Int]] = [:]
        for (number, patch) in world.patches.enumerated() {
            byTime[patch.released, default: []].append(number)
        }
        releases = byTime.keys.sorted().map { ($0, byTime[$0] ?? []) }[...]
        wake = 0
    }

    /// From the midst of a run.
    init(
        fleet: Run,
        policy: Decider,
        wake: Tick?,
        releases: ArraySlice<(time: Tick, patches: [Int])>,
        log: [LoggedAction],
        notes: [LoggedNote],
        refusals: [Refusal]
    ) {
        self.fleet = fleet
        self.policy = policy
        details = policy.details
        self.wake = wake
        self.releases = releases
        self.log = log
        self.notes = notes
        self.refusals = refusals
    }

    public var world: World { fleet.world }

    /// The time up to which everything has happened; −1 before the first step.
    public var now: Tick { fleet.now }

    public var horizon: Tick { fleet.world.scenario.horizon }

    /// What has been reported: all that a policy sees, unless it wants details.
    public var console: Console { lookingAtSettled { $0.console.view(at: $0.now) } }

    /// The ledger as if everything ended now.
    public var ledger: Ledger { lookingAtSettled { $0.ledger(of: Part(allOf: $0.world)) } }

    /// The ledger as if everything ended now, taken apart.
    public func breakdown(by dimension: Dimension) -> Breakdown {
        lookingAtSettled { $0.breakdown(by: dimension) }
    }

    /// How things went over time; nil unless asked for. Before the horizon is reached, instants to come are shown as if nothing
    /// happened any more.
    public var series: RunSeries? {
        let fleet = settled
        return fleet.series?.series(world, fleet.exposure)
    }

    /// True when the horizon is reached and all that is due at it has happened.
    public var isFinished: Bool {
        fleet.now >= horizon && !(nextDecision.map { $0 <= horizon } ?? false)
            && !(fleet.nextEvent.map { $0 <= horizon } ?? false)
    }

    /// When the policy will decide next.
    var nextDecision: Tick? {
        [wake, releases.first?.time].compactMap { $0 }.min()
    }

    /// Lets everything happen up to and including `time`, or the horizon if that is earlier.
    ///
    /// - Throws: why the policy could not decide. Nothing has happened then after the moment of that decision, which is asked
    ///   for again when the simulation goes on.
    public mutating func advance(to time: Tick) throws(Decider.Failure) {
        _ = try advance(to: min(time, horizon), unless: { false })
    }

    /// Runs to the horizon.
    ///
    /// - Throws: as `advance(to:)`.
    public mutating func run() throws(Decider.Failure) { try advance(to: horizon) }

    /// Runs to the horizon unless stopped on the way.
    ///
    /// - Parameter isCancelled: asked many times; when it says yes, the simulation stays where it is.
    /// - Returns: true if the horizon was reached.
    /// - Throws: as `advance(to:)`.
    public mutating func run(unless isCancelled: () -> Bool) throws(Decider.Failure) -> Bool {
        try advance(to: horizon, unless: isCancelled)
    }

    private mutating func advance(to end: Tick, unless isCancelled: () -> Bool) throws(Decider.Failure) -> Bool {
        if fleet.isAhead { fleet = settled }
        while let moment = nextDecision, moment <= end {
            if !fleet.isForeseen(moment) { fleet = settled }
            guard fleet.advance(to: moment, lookingAheadTo: end, unless: isCancelled) else { return false }
            try decide()
        }
        return fleet.advance(to: end, lookingAheadTo: end, unless: isCancelled)
    }

    /// Lets the next thing happen: one event, or one decision. Does nothing when all is over.
    ///
    /// In a fleet of more than `Scenario.maximumMeetingDevices`, of which the events cannot be told apart, it is all that happens
    /// up to the next decision.
    ///
    /// - Throws: as `advance(to:)`.
    public mutating func step() throws(Decider.Failure) {
        guard !isFinished else { return }
        if world.deviceCount > Scenario.maximumMeetingDevices {
            try advance(to: min(horizon, nextDecision ?? horizon))
            return
        }
        if fleet.isAhead { fleet = settled }
        // What devices that were called in a sweep do next is only known afterwards.
        fleet.endSweeping()
        let event = fleet.nextEvent
        let decision = nextDecision
        if let decision, decision <= horizon, event.map({ $0 > decision }) ?? true {
            fleet.advance(to: decision, lookingAheadTo: decision)
            try decide()
        } else if let event, event <= horizon {
            fleet.step()
        } else {
            fleet.advance(to: horizon, lookingAheadTo: horizon)
        }
    }

    /// The fleet without devices that were run past the present: made anew from the log if there are any, as there may be
    /// when a decision was not foreseen or a run was cancelled.
    var settled: Run { fleet.isAhead ? replayed() : fleet }

    /// What `look` finds in the settled fleet, which may be made for that alone: it stays as long as `look` takes, see `Column`.
    func lookingAtSettled<Result>(_ look: (Run) -> Result) -> Result {
        let fleet = settled
        return withExtendedLifetime(fleet) { look(fleet) }
    }

    // MARK: Looking at the truth

    /// Number of devices in each condition now, in the order of `Condition.allCases`.
    public var conditionCounts: [Int] { lookingAtSettled { $0.conditions.counts } }

    /// The version of a component that a device runs now; nil if it does not have it, or there is no such device.
    public func version(of component: Int, on device: Int) -> Int? {
        guard device >= 0 && device < world.deviceCount else { return nil }
        return lookingAtSettled { $0.pairs.version(of: component, device, world.groups[world.group(of: device)]) }
    }

    /// True if the device runs what the patch brings; false also where the patch does not apply.
    public func runs(patch: Int, on device: Int) -> Bool {
        guard device >= 0 && device < world.deviceCount else { return false }
        let group = world.groups[world.group(of: device)]
        guard let local = group.patches.firstIndex(of: patch) else { return false }
        return lookingAtSettled { $0.pairs.isRunning(group.slots(of: device) + local) }
    }

    /// What was written down of a recorded device, in order.
    public func recordedLife(of device: Int) -> [RecordedEvent] { fleet.recorder?.events(of: device) ?? [] }

    /// The on-periods of a device from the start to the horizon.
    public func sessions(of device: Int) -> [Session] {
        guard device >= 0 && device < world.deviceCount else { return [] }
        let group = world.groups[world.group(of: device)]
        var cursor = fleet.onPeriods.sessions.first(device, group)
        var result: [Session] = []
        while !cursor.isFinished && Tick(cursor.start) < horizon {
            result.append(
                Session(
                    start: max(0, Tick(cursor.start)),
                    end: min(horizon, Tick(cursor.end)),
                    place: cursor.place
                )
            )
            cursor = fleet.onPeriods.sessions.next(after: cursor, device, group)
        }
        return result
    }
}
