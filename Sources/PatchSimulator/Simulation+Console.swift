public import EventEngine

extension Simulation {
    /// What has been reported, with details.
    ///
    /// Contacts are those up to the end of the present second. Unless the policy wants to see contacts, and they were noted
    /// therefore, they are found by repeating the run from its log, which takes about as long as the run did.
    public func console(showing details: ConsoleDetails) -> Console {
        var console = console
        var run = details.needsContacts ? noted : settled
        run.show(details, on: &console)
        return withExtendedLifetime(run) { console }
    }

    /// When a device was last seen; nil: not since the start, or there is no such device. Costs what
    /// `console(showing: .lastSeen)` costs if contacts have not been noted, and little otherwise.
    public func lastSeen(of device: Int) -> Tick? {
        guard device >= 0 && device < world.deviceCount else { return nil }
        let run = noted
        return withExtendedLifetime(run) { run.lastSeen(of: device) }
    }

    /// The fleet with contacts noted, once all that is due at the present second has happened.
    private var noted: Run {
        guard fleet.recorder?.contacts != nil else { return replayed(notingContacts: true) }
        var fleet = fleet
        if let next = fleet.nextEvent, next <= fleet.now { fleet.advance(to: fleet.now, lookingAheadTo: fleet.now) }
        return fleet
    }

    /// The fleet for a policy that wants to see those details, at every decision.
    func fleet(showing details: ConsoleDetails) -> Run {
        let isNoted = fleet.recorder?.contacts != nil || !details.needsContacts
        var fleet = isNoted ? settled : replayed(notingContacts: true)
        // Devices that were run past the present have told what nobody may know yet.
        if !details.isEmpty { fleet.mayLookAhead = false }
        return fleet
    }

    /// The fleet made anew from the log.
    func replayed(notingContacts: Bool = false) -> Run {
        var again = Run(
            world: world,
            random: fleet.random,
            draws: fleet.draws,
            recording: fleet.recorder?.chosen ?? [],
            notingContacts: notingContacts,
            seriesIntervals: fleet.seriesIntervals,
            mayLookAhead: false
        )
        var last: (time: Tick, round: Int)?
        for entry in log {
            // Nothing happens between two actions of one decision.
            if last.map({ $0 != (entry.time, entry.round) }) ?? true {
                again.advance(to: entry.time, lookingAheadTo: entry.time)
            }
            again.recorder?.noteAction()
            Orders.carryOut(entry.action, in: &again)
            last = (entry.time, entry.round)
        }
        again.advance(to: fleet.now, lookingAheadTo: fleet.now)
        return again
    }
}
