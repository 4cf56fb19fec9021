import EventEngine
import PatchModel
import PatchSimulator

/// The rollouts of one run as rows of a chart: which ring was open when, and when they were stopped.
///
/// Rollouts that went the same way at the same times share a row.
struct Timeline: Sendable, Hashable {
    /// A stretch of a rollout.
    struct Stage: Sendable, Hashable {
        /// The ring opened last, or that the rollout is stopped.
        var name: String
        var isStopped: Bool
        /// Place of the ring in the rollout.
        var ring: Int
        var from: Tick
        var to: Tick
        /// Why the stage began.
        var reason: String
    }

    struct Row: Sendable, Hashable {
        /// The patches, the first by name.
        var name: String
        var patches: Int
        var stages: [Stage]
        var ringCount: Int
    }

    var rows: [Row] = []

    init(_ decisions: [LoggedAction], _ scenario: Scenario) {
        var courses: [Course] = []
        for decision in decisions {
            switch decision.action {
            case .begin(let plan):
                courses.append(Course(plan: plan, begun: decision.time))
            case .open(let rollout, let ring) where courses.indices.contains(rollout):
                courses[rollout].open(ring, decision)
            case .stop(let rollout, _) where courses.indices.contains(rollout):
                courses[rollout].stop(decision)
            case .resume(let rollout) where courses.indices.contains(rollout):
                courses[rollout].resume(decision)
            default: break
            }
        }
        var places: [[Stage]: Int] = [:]
        for course in courses {
            let stages = course.closed(scenario.horizon)
            // The reasons tell of other devices, the course is the same.
            let way = stages.map { stage in
                var stage = stage
                stage.reason = ""
                return stage
            }
            if let place = places[way] {
                rows[place].patches += course.plan.patches.count
                continue
            }
            places[way] = rows.count
            let first = course.plan.patches.first { scenario.patches.indices.contains($0) }
            rows.append(
                Row(
                    name: first.map { scenario.patches[$0].name } ?? "nothing",
                    patches: course.plan.patches.count,
                    stages: stages,
                    ringCount: course.plan.rings.count
                )
            )
        }
    }

    /// The course of one rollout.
    private struct Course {
        let plan: RolloutPlan
        let begun: Tick
        private var stages: [Stage] = []
        private var newest: (name: String, ring: Int)?

        init(plan: RolloutPlan, begun: Tick) {
            self.plan = plan
            self.begun = begun
        }

        private mutating func add(_ name: String, _ ring: Int, isStopped: Bool, _ decision: LoggedAction) {
            if let last = stages.indices.last { stages[last].to = decision.time }
            stages.append(
                Stage(
                    name: name,
                    isStopped: isStopped,
                    ring: ring,
                    from: decision.time,
                    to: decision.time,
                    reason: decision.reason
                )
            )
        }

        mutating func open(_ ring: Int, _ decision: LoggedAction) {
            let name = plan.rings.indices.contains(ring) ? plan.rings[ring].name : "ring \(ring + 1)"
            newest = (name, ring)
            add(name, ring, isStopped: false, decision)
        }

        mutating func stop(_ decision: LoggedAction) {
            add("stopped", newest?.ring ?? 0, isStopped: true, decision)
        }

        mutating func resume(_ decision: LoggedAction) {
            guard let newest else { return }
            add(newest.name, newest.ring, isStopped: false, decision)
        }

        /// The last stage lasts to the horizon; stages that ended when they began are left out.
        func closed(_ horizon: Tick) -> [Stage] {
            var result = stages
            if let last = result.indices.last { result[last].to = horizon }
            return result.filter { $0.to > $0.from }
        }
    }
}
