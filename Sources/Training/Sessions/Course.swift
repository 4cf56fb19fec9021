import EventEngine
import PatchModel
import PatchSimulator

/// The run behind a session. It hands out what the console shows; the rest is sealed until a debrief opens it.
struct Course: Sendable {
    /// What is wanted on the console besides what is always there.
    static let details: ConsoleDetails = [.contacts, .progress, .services]

    private var simulation: Simulation<DoNothing>

    init(_ world: World, _ draw: Draw) {
        simulation = Simulation(
            world,
            policy: DoNothing(expecting: Self.details),
            seed: draw.seed,
            replication: draw.replication
        )
        simulation.advance(to: 0)
    }

    var now: Tick { simulation.now }
    var horizon: Tick { simulation.horizon }
    var briefing: Briefing { simulation.world.briefing }

    /// What has been reported.
    var console: Console { simulation.console }

    /// The same with contacts and progress by group, and services.
    var detailedConsole: Console { simulation.console(showing: Self.details) }

    /// What was done, by orders and by standing rules.
    var log: [LoggedAction] { simulation.log }

    mutating func advance(to time: Tick) { simulation.advance(to: time) }

    mutating func act(_ action: Action, because reason: String) throws(OrderError) {
        try simulation.act(action, because: reason)
    }

    /// What is sealed, for who has the right to it.
    func opened(_ right: TruthRight) -> Simulation<DoNothing> { simulation }
}
