import EventEngine
import PatchModel
package import PatchSimulator
import Text

/// What a strategy did, in words.
package struct DecisionLog {
    private let decisions: [LoggedAction]

    package init(_ decisions: [LoggedAction]) { self.decisions = decisions }

    /// The decisions with the names of the rings they open.
    package var records: [DecisionRecord] {
        var plans: [RolloutPlan] = []
        return decisions.map { decision in
            switch decision.action {
            case .begin(let plan):
                plans.append(plan)
                return record(decision, "begin", plans.count - 1, nil)
            case .open(let rollout, let ring):
                let name =
                    plans.indices.contains(rollout) && plans[rollout].rings.indices.contains(ring)
                    ? plans[rollout].rings[ring].name : "\(ring)"
                return record(decision, "open", rollout, name)
            case .stop(let rollout, _): return record(decision, "stop", rollout, nil)
            case .resume(let rollout): return record(decision, "resume", rollout, nil)
            }
        }
    }

    private func record(_ decision: LoggedAction, _ action: String, _ rollout: Int, _ ring: String?) -> DecisionRecord {
        DecisionRecord(
            seconds: decision.time,
            round: decision.round > 0 ? decision.round : nil,
            action: action,
            rollout: rollout,
            ring: ring,
            reason: decision.reason
        )
    }

    /// By rollout, its first patch and how many more it has.
    func rolloutNames(_ scenario: Scenario) -> [String] {
        var names: [String] = []
        for decision in decisions {
            if case .begin(let plan) = decision.action {
                let first =
                    plan.patches.first { scenario.patches.indices.contains($0) }.map { scenario.patches[$0].name }
                    ?? "nothing"
                names.append(plan.patches.count > 1 ? "\(first) and \(plan.patches.count - 1) more" : first)
            }
        }
        return names
    }

    /// A line each; with several rollouts their first patches name them.
    func lines(_ scenario: Scenario, width: Int) -> [String] {
        let names = rolloutNames(scenario)
        return records.flatMap { record -> [String] in
            let what =
                switch record.action {
                case "open": "opens \(record.ring ?? "")"
                case "begin": "begins"
                case "stop": "stops"
                default: "resumes"
                }
            let rollout = record.rollout.flatMap { names.indices.contains($0) ? names[$0] : nil } ?? ""
            let time = Figure.time(record.seconds)
            let words =
                "\(what): \(record.reason)" + (names.count > 1 || record.action == "begin" ? " [\(rollout)]" : "")
            // What has no room behind its time stands below it.
            guard width >= AnswerTable.narrow else {
                return [time] + wrapped(words, width: width - 2).map { "  " + $0 }
            }
            return wrapped(words, width: width - 15, indent: "  ").enumerated().map {
                ($0.offset == 0 ? aligned(time, to: 13) + "  " : String(repeating: " ", count: 15)) + $0.element
            }
        }
    }
}
