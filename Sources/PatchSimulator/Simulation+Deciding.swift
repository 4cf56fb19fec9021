import EventEngine

extension Simulation {
    /// Hands the controls to another policy: for what-ifs from the present state, or for somebody who takes over.
    public func continued<Other: Policy>(with other: Other) -> Simulation<Other> {
        var other = other
        other.brief(world.briefing)
        var fleet = fleet(showing: other.details)
        var wake: Tick? = 0
        if fleet.now >= 0 {
            let coming = Set(releases.flatMap(\.patches))
            var console = fleet.console.view(at: fleet.now)
            fleet.show(other.details, on: &console)
            let handover = Handover(
                now: fleet.now,
                isDue: nextDecision.map { $0 <= fleet.now } ?? false,
                briefing: world.briefing,
                announced: world.patches.indices.filter { !coming.contains($0) },
                log: log,
                notes: notes,
                console: console
            )
            wake = other.takeOver(handover).map { max($0, fleet.now) }
        }
        return Simulation<Other>(
            fleet: fleet,
            policy: other,
            wake: wake,
            releases: releases,
            log: log,
            notes: notes,
            refusals: refusals
        )
    }

    /// Carries out an order at the present instant, once all that is due at it has happened. It is a round of its own in
    /// the log. The policy hears nothing of it but what the console shows; if it waits for releases only, it is asked.
    ///
    /// - Throws: why the order is impossible. Nothing is done then.
    public mutating func act(_ action: Action, because reason: String) throws(OrderError) {
        guard fleet.now >= 0 else { throw .notBegun }
        try fleet.console.view(at: fleet.now).check(action, at: fleet.now, world.briefing)
        // Devices were run past the present only if they expected to be left alone.
        if fleet.isAhead { fleet = settled }
        fleet.advance(to: fleet.now, lookingAheadTo: fleet.now)
        carryOut(ReasonedAction(action, because: reason), round: nextRound)
        wake = wake ?? fleet.now
    }

    private var nextRound: Int { log.last.map { $0.time == fleet.now ? $0.round + 1 : 0 } ?? 0 }

    /// Carries out an action that is possible.
    private mutating func carryOut(_ ordered: ReasonedAction, round: Int) {
        fleet.recorder?.noteAction()
        Orders.carryOut(ordered.action, in: &fleet)
        log.append(LoggedAction(time: fleet.now, round: round, action: ordered.action, reason: ordered.reason))
    }

    /// Asks the policy, and does what it says.
    mutating func decide() throws(Decider.Failure) {
        let now = fleet.now
        var released: [Int] = []
        var later = releases
        while let next = later.first, next.time <= now {
            released += next.patches
            later = later.dropFirst()
        }
        var console = fleet.console.refreshedView(at: now)
        if !details.isEmpty { fleet.show(details, on: &console) }
        // Whoever fails to decide is left as it was before, as everything is.
        var asked = policy
        let decision = try asked.decide(at: now, released: released, console: console)
        policy = asked
        releases = later
        if !decision.actions.allSatisfy({ fleet.isForeseen($0.action) }) { fleet = settled }
        let round = nextRound
        for ordered in decision.actions {
            do throws(OrderError) {
                try fleet.console.view(at: now).check(ordered.action, at: now, world.briefing)
                carryOut(ordered, round: round)
            } catch {
                let refusal = Refusal(time: now, action: ordered.action, error: error)
                refusals.append(refusal)
                policy.hear(refusal)
            }
        }
        notes += decision.notes.map { LoggedNote(time: now, note: $0) }
        // Asking again and again at the same instant would never end.
        wake = decision.isAskedAgain ? now : decision.wake.map { max($0, now + 1) }
    }
}
