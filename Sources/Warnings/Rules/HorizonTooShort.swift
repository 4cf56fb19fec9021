import EventEngine
import PatchModel
import Text

extension WarningRule {
    /// A strategy that cannot come to its end in the time simulated.
    static let horizonTooShort = WarningRule(
        "horizon-too-short",
        Explanation(
            "The waits of a strategy add up to more than is simulated: its last rings do not open before the end even if nothing goes wrong. Its devices that were never patched say nothing about it.",
            wrong: "horizon: 30d\nstrategies: { staged: { rings: [1%, 10%, 50%, rest], gate: { soak: 12d } } }",
            right: "horizon: 60d\nstrategies: { staged: { rings: [1%, 10%, 50%, rest], gate: { soak: 12d } } }"
        ),
        .scenario { facts in
            facts.scenario.strategies.compactMap { strategy -> Finding? in
                let late = facts.rollouts(of: strategy).compactMap { rollout -> (RolloutOutline, Int, Tick)? in
                    let shut = rollout.rings.filter { $0.opens >= facts.scenario.horizon && $0.targets > 0 }
                    guard let last = shut.map(\.opens).max() else { return nil }
                    return (rollout, shut.reduce(0) { $0 + $1.targets }, last)
                }
                guard let (rollout, devices, last) = late.max(by: { $0.2 < $1.2 }) else { return nil }
                let end = facts.scenario.horizon
                let of = facts.rollouts(of: strategy).count > 1 ? " of \(facts.words(for: rollout))" : ""
                return Finding(
                    "\(Words.quoted(strategy.name)) opens its last ring\(of) on day \(Words.day(last)) at the earliest, and the simulation ends on day \(Words.day(end)): \(Figure.count(devices, "device is", "devices are")) never offered the patch",
                    at: ["horizon"],
                    help:
                        "`horizon: \(Words.written(last + last / 2))`, or shorter waits in \(Words.quoted(strategy.name))"
                )
            }
        }
    )
}
