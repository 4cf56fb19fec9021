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
    /// See `DecisionText`.
    var detail: String?

    /// The rows of a log. Rollouts are numbered in the order in which they began.
    static func rows(of decisions: [LoggedAction]) throws -> [DecisionRow] {
        var plans: [RolloutPlan] = []
        return try decisions.map { decision in
            var row = DecisionRow(
                time: decision.time,
                round: decision.round,
                action: "",
                rollout: 0,
                reason: decision.reason
            )
            switch decision.action {
            case .begin(let plan):
                row.action = "begin"
                row.rollout = plans.count
                row.detail = try DecisionText.encode(plan)
                plans.append(plan)
            case .open(let rollout, let ring):
                row.action = "open"
                row.rollout = rollout
                row.ring = ring
                if plans.indices.contains(rollout), plans[rollout].rings.indices.contains(ring) {
                    row.ringName = plans[rollout].rings[ring].name
                }
            case .stop(let rollout, let switches):
                row.action = "stop"
                row.rollout = rollout
                row.detail = try DecisionText.encode(switches)
            case .resume(let rollout):
                row.action = "resume"
                row.rollout = rollout
            }
            return row
        }
    }

    var decision: LoggedAction {
        get throws {
            let action: Action =
                switch action {
                case "begin": .begin(try DecisionText.plan(detail ?? ""))
                case "open": .open(rollout: rollout, ring: ring ?? 0)
                case "stop": .stop(rollout: rollout, try DecisionText.switches(detail ?? ""))
                case "resume": .resume(rollout: rollout)
                default: throw DecisionText.Damage(word: action)
                }
            return LoggedAction(time: time, round: round, action: action, reason: reason)
        }
    }
}
