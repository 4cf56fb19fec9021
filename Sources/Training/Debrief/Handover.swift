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

/// Orders with the time at which they were given.
struct GivenOrders: Sendable, Hashable {
    var time: Tick
    var orders: [Order]
}

extension Session.Branch {
    /// All decisions, in order.
    var decisions: [GivenOrders] {
        entries.compactMap { entry in
            if case .orders(let orders) = entry.kind { GivenOrders(time: entry.time, orders: orders) } else { nil }
        }
    }
}

/// Plays what was decided again, on any draw, and lets the expert take over on the way.
///
/// Rules that stand act as they would have acted there. What is impossible on a draw, such as going on where nothing was stopped,
/// is not done.
struct Handover: Sendable {
    /// Nothing is wanted on the console, but the run is not to be made ahead of decisions that nobody expects.
    private static let quiet = DoNothing(expecting: .progress)

    private let expert: Strategy
    private let prices: Prices
    private var left: ArraySlice<GivenOrders>
    private var rules: [Int: StandingRule] = [:]
    private(set) var simulation: Simulation<DoNothing>

    init(_ trial: Trial, expert: Strategy, decisions: [GivenOrders]) {
        self.expert = expert
        prices = trial.prices
        left = decisions[...]
        simulation = trial.simulation(Self.quiet)
    }

    /// Lets everything happen up to the second before `time`, so that who takes over now decides whatever is decided then.
    mutating func advance(before time: Tick) {
        while true {
            let given = left.first?.time ?? .never
            let look = rules.isEmpty ? .never : (max(0, simulation.now) / 3600 + 1) * 3600
            let next = min(given, look)
            guard next < time else { break }
            if simulation.now < next { simulation.advance(to: next) }
            if look == next { obeyRules() }
            if given == next, let decision = left.popFirst() {
                for order in decision.orders { carryOut(order) }
            }
        }
        simulation.advance(to: time - 1)
    }

    private mutating func carryOut(_ order: Order) {
        switch order.kind {
        case .action(let action):
            try? simulation.act(action, because: order.reason)
            if case .stop(let rollout, _) = action { rules[rollout] = nil }
        case .arm(let rollout, let rule, let switches):
            rules[rollout] = StandingRule(rule: rule, switches: switches, reason: order.reason)
        case .disarm(let rollout): rules[rollout] = nil
        }
    }

    private mutating func obeyRules() {
        for (rollout, switches, reason) in rules.due(on: simulation.console) {
            rules[rollout] = nil
            try? simulation.act(.stop(rollout: rollout, switches), because: "rule: " + reason)
        }
    }

    /// Number of actions that were carried out so far.
    var actionCount: Int { simulation.log.count }

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

    /// The ledger of all that was decided.
    mutating func finish() -> Ledger {
        let horizon = simulation.horizon
        advance(before: horizon)
        simulation.advance(to: horizon)
        return simulation.ledger
    }
}
