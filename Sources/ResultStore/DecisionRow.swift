import EventEngine
import PatchSimulator

/// A decision as a row of the table `decision`.
struct DecisionRow {
    var time: Tick
    var round = 0
    var action: String
    var rollout: Int
    var ring: Int?
    /// For people; nothing is read from it.
    var ringName: String?
    var reason: String
    /// See `ActionText`.
    var detail: String?

    /// The rows of a log. Rollouts are numbered in the order in which they began.
    static func rows(of decisions: [LoggedAction]) -> [DecisionRow] {
        var plans: [RolloutPlan] = []
        return decisions.map { decision in
            var row = DecisionRow(
                time: decision.time,
                round: decision.round,
                action: decision.action.verb.rawValue,
                rollout: 0,
                reason: decision.reason
            )
            switch decision.action {
            case .begin(let plan):
                row.rollout = plans.count
                row.detail = ActionText.text(of: plan)
                plans.append(plan)
            case .open(let rollout, let ring):
                row.rollout = rollout
                row.ring = ring
                if plans.indices.contains(rollout), plans[rollout].rings.indices.contains(ring) {
                    row.ringName = plans[rollout].rings[ring].name
                }
            case .stop(let rollout, let switches):
                row.rollout = rollout
                row.detail = ActionText.text(of: switches)
            case .resume(let rollout):
                row.rollout = rollout
            }
            return row
        }
    }

    /// - Throws: `ActionText.Damage` if the detail is not what the action needs.
    func decision(_ verb: Action.Verb) throws(ActionText.Damage) -> LoggedAction {
        let action: Action =
            switch verb {
            case .begin: .begin(try ActionText.plan(detail ?? ""))
            case .open: .open(rollout: rollout, ring: ring ?? 0)
            case .stop: .stop(rollout: rollout, try ActionText.switches(detail ?? ""))
            case .resume: .resume(rollout: rollout)
            }
        return LoggedAction(time: time, round: round, action: action, reason: reason)
    }
}
