import PatchModel
import Text

extension WarningRule {
    /// One report stops a rollout.
    static let stopOnAFew = WarningRule(
        "stop-on-a-few",
        Explanation(
            "A single failure that is reported passes the stop limit when it is first asked, because few devices are in the first ring or `minimum` is small, and `at-least` lets one failure count. One device that fails for reasons of its own stops a good patch.",
            wrong: "staged: { stop: { failures: \"> 2%\", minimum: 5, at-least: 1 } }",
            right: "staged: { stop: { failures: \"> 2%\", minimum: 5 } }"
        ),
        .scenario { facts in
            facts.scenario.strategies.compactMap { strategy -> Finding? in
                guard let rule = strategy.stop, rule.of != .attempts, rule.counts.contains(.troubled) else {
                    return nil
                }
                let hit = facts.rollouts(of: strategy).compactMap { rollout -> (RolloutOutline, Int)? in
                    let ring = rollout.rings.first { $0.targets > 0 }?.targets ?? 0
                    let most = rule.cap == .rollout ? rollout.devices : ring
                    let asked = max(1, min(rule.minimum, most))
                    let base =
                        switch rule.of {
                        case .all: rollout.devices
                        case .offered, .connected, .notified: max(asked, ring)
                        case .reporting, .executed, .attempts: asked
                        }
                    return rule.isPassed(count: 1, of: base) ? (rollout, base) : nil
                }
                guard let (rollout, base) = hit.min(by: { $0.1 < $1.1 }) else { return nil }
                let of = facts.rollouts(of: strategy).count > 1 ? " of \(facts.words(for: rollout))" : ""
                return Finding(
                    "a single report of trouble stops a rollout\(of), when \(Figure.count(base, "device has", "devices have")) reported",
                    at: facts.isWritten(strategy.way + ["stop", "at-least"])
                        ? strategy.way + ["stop", "at-least"] : strategy.way + ["stop"],
                    label: "1 of \(base) passes the limit of \(Words.limit(rule.failures))",
                    help:
                        "leave `at-least` at 2 or more, ask for a number (`failures: \"> 2\"`), or make the first ring larger"
                )
            }
        }
    )
}
