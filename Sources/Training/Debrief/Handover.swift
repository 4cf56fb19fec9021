package import EventEngine
import PatchModel
package import PatchSimulator

/// What would have come if the expert had taken over: a point of the handover curve.
package struct HandoverPoint: Sendable, Hashable {
    package var time: Tick
    /// The cost on this draw if the expert takes over then, before what was decided at that time; at the end, what it came to.
    package var cost: Cents
    /// What the expert would have done first, and when; nil: nothing any more.
    package var advice: LoggedAction?
}

/// Plays a log again, and lets the expert take over on the way.
struct Handover: Sendable {
    /// Nothing is wanted on the console, but the run is not to be made ahead of decisions that nobody expects.
    private static let quiet = DoNothing(expecting: .progress)

    private let expert: Strategy
    private let prices: Prices
    private let log: [LoggedAction]
    private(set) var simulation: Simulation<DoNothing>
    /// Number of entries of the log that have been carried out.
    private var done = 0

    init(_ trial: Trial, expert: Strategy, log: [LoggedAction]) {
        self.expert = expert
        prices = trial.prices
        self.log = log
        simulation = trial.simulation(Self.quiet)
    }

    /// Lets everything happen up to the second before `time`, so that who takes over now decides whatever is decided then.
    mutating func advance(before time: Tick) {
        while done < log.count, log[done].time < time {
            let entry = log[done]
            done += 1
            if simulation.now < entry.time { simulation.advance(to: entry.time) }
            // What was possible on one draw is possible on all: the log alone decides which rings are open.
            try? simulation.act(entry.action, because: entry.reason)
        }
        simulation.advance(to: time - 1)
    }

    /// What the console shows at `time`, the next second, before anything is decided.
    func console(at time: Tick) -> Console {
        var next = simulation
        next.advance(to: time)
        return next.console
    }

    /// The cost if the expert takes over now, and what it does first.
    func taken() -> (cost: Cents, advice: LoggedAction?, hasNotes: Bool) {
        var other = simulation.continued(with: DeclaredPolicy(expert))
        other.run()
        let own = other.log.dropFirst(simulation.log.count).first
        return (Bill(of: other.ledger, at: prices).total, own, !other.notes.isEmpty)
    }

    /// The ledger of the whole log.
    mutating func finish() -> Ledger {
        advance(before: simulation.horizon)
        simulation.advance(to: simulation.horizon)
        while done < log.count {
            let entry = log[done]
            done += 1
            try? simulation.act(entry.action, because: entry.reason)
        }
        return simulation.ledger
    }
}
