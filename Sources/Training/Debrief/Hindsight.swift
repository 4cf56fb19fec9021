import EventEngine
import PatchModel
import PatchSimulator

/// Gives everyone everything from a time on, whatever is reported.
struct EveryoneFrom: Policy {
    let time: Tick
    private var waiting: [Int] = []
    private var rollouts = 0

    init(_ time: Tick) { self.time = time }

    mutating func decide(at now: Tick, released: [Int], console: Console) -> Decision {
        waiting += released
        guard now >= time else { return Decision(wake: time) }
        guard !waiting.isEmpty else { return Decision() }
        let plan = RolloutPlan(patches: waiting, rings: [.init(name: "everyone", size: .rest)])
        let number = rollouts
        rollouts += 1
        waiting = []
        return Decision([
            ReasonedAction(.begin(plan), because: "everyone from then on"),
            ReasonedAction(.open(rollout: number, ring: 0), because: "everyone from then on"),
        ])
    }
}

/// A policy of the set in which the best one in hindsight is looked for.
struct HindsightCandidate: Sendable {
    var name: String
    var cost: Cents
}

extension Lesson {
    /// What all policies of the hindsight set cost on a draw, but for those that are known already.
    func hindsightCosts(on trial: Trial) -> [HindsightCandidate] {
        var found = scenario.strategies.map { strategy in
            HindsightCandidate(name: "strategy \(strategy.name)", cost: trial.cost(of: DeclaredPolicy(strategy)))
        }
        found.append(HindsightCandidate(name: "nobody at all", cost: trial.cost(of: DoNothing())))
        for time in hindsight.everyoneAt {
            let name = time == 0 ? "everyone at once" : "everyone after \(LessonClock.span(time))"
            found.append(HindsightCandidate(name: name, cost: trial.cost(of: EveryoneFrom(time))))
        }
        for strategy in scenario.strategies {
            guard case .staged(var staged) = strategy.kind, let gate = staged.gate else { continue }
            for factor in hindsight.soaks where factor != 1 {
                var changed = strategy
                staged.gate = gate
                staged.gate?.soak = Tick((Double(gate.soak) * factor).rounded())
                changed.kind = .staged(staged)
                let soak = LessonClock.span(staged.gate?.soak ?? 0)
                found.append(
                    HindsightCandidate(
                        name: "strategy \(strategy.name) with a soak of \(soak)",
                        cost: trial.cost(of: DeclaredPolicy(changed))
                    )
                )
            }
        }
        return found
    }
}
