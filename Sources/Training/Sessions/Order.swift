import EventEngine
package import PatchModel
package import PatchSimulator

/// What a trainee orders, with the reason in the trainee's own words.
package struct Order: Sendable, Hashable {
    package enum Kind: Sendable, Hashable {
        /// Something that is done at once.
        case action(Action)
        /// From now on a rollout is stopped as soon as a rule holds, which is looked at every hour.
        case arm(rollout: Int, StopRule, OnStop)
        /// The rule no longer stands.
        case disarm(rollout: Int)
    }

    package var kind: Kind
    package var reason: String

    package init(_ kind: Kind, because reason: String = "") {
        self.kind = kind
        self.reason = reason
    }
}

/// Why something that a trainee asked for is not done, in words that say what is possible instead.
package struct Refused: Error, Sendable, Hashable, CustomStringConvertible {
    package var description: String

    package init(_ description: String) { self.description = description }
}

/// A rule that stands until it has stopped its rollout.
struct StandingRule: Sendable, Hashable {
    var rule: StopRule
    var switches: OnStop
    /// The trainee's own words.
    var reason: String
}

extension [Int: StandingRule] {
    /// The rules that stop their rollouts as the console looks now, by rollout, each with the reason.
    func due(on console: Console) -> [(rollout: Int, switches: OnStop, reason: String)] {
        keys.sorted().compactMap { rollout in
            guard let standing = self[rollout], console.rollouts.indices.contains(rollout),
                console.rollouts[rollout].stopped == nil,
                let reason = console.rollouts[rollout].reason(toStopBy: standing.rule)
            else { return nil }
            return (rollout, standing.switches, reason)
        }
    }
}
