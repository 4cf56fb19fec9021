import PatchModel
import Text

extension WarningRule {
    /// More reports asked for than the first ring has devices.
    static let minimumOverRing = WarningRule(
        "minimum-over-ring",
        Explanation(
            "A `minimum` is more than the first ring has devices. A gate then waits until every device of the ring has reported, so that a single one that is switched off holds up the rollout. A stop rule cannot stop the rollout at this ring at all, however many of its devices fail; `minimum: by-ring` lets a small ring be judged once it has reported whole. A note if only some of the strategy's rollouts are that small.",
            wrong: "staged: { rings: [1%, rest], gate: { soak: 24h, minimum: 500 } }",
            right: "staged: { rings: [1%, rest], gate: { soak: 24h, minimum: 3 } }"
        ),
        .scenario { facts in
            facts.scenario.strategies.flatMap { strategy -> [Finding] in
                guard case .staged(let staged) = strategy.kind, staged.rings.count > 1 else { return [] }
                let rollouts = facts.rollouts(of: strategy)
                var found: [Finding] = []
                func note(_ minimum: Int, _ key: String, _ consequence: (Int) -> String, help: String) {
                    let way = strategy.way + [key, "minimum"]
                    let small = rollouts.filter { $0.rings[0].targets > 0 && $0.rings[0].targets < minimum }
                    guard facts.isWritten(way), let least = small.min(by: { $0.rings[0].targets < $1.rings[0].targets })
                    else { return }
                    let targets = least.rings[0].targets
                    let which =
                        rollouts.count > 1
                        ? " in \(small.count) of \(rollouts.count) rollouts, such as that of \(facts.words(for: least))"
                        : ""
                    found.append(
                        Finding(
                            "minimum \(minimum) is more than \(Words.quoted(least.rings[0].name)) has (\(Figure.count(targets, "device", "devices")))\(which): \(consequence(targets))",
                            at: way,
                            help: help,
                            severity: small.count < rollouts.count ? .note : nil
                        )
                    )
                }
                // Who asks for all of them means it.
                if let gate = staged.gate, gate.of != .attempts, !gate.asksAll {
                    note(
                        gate.minimum,
                        "gate",
                        { $0 == 1 ? "the gate waits for that one" : "the gate waits for all \($0)" },
                        help: "a smaller `minimum`, or a first ring with a `count`"
                    )
                }
                if let stop = strategy.stop, stop.of != .attempts, stop.cap == .rollout {
                    note(
                        stop.minimum,
                        "stop",
                        { _ in "failures there cannot stop the rollout" },
                        help: "`minimum: by-ring`, or a first ring with a `count`"
                    )
                }
                return found
            }
        }
    )
}
