import Experiments
import Reports
package import Text

extension SuiteProof {
    package func lines(width: Int) -> [String] {
        var lines = wrapped(
            isKept
                ? "\(suite) detects what it is meant to detect, and nothing else."
                : "\(suite) fails: what is marked below does not hold.",
            width: width
        )
        lines += ["", "ok      same bytes on one thread and on all"]
        lines += line(proof.swapped.isKept, "null, labels swapped at random: " + words(proof.swapped), width)
        lines += line(proof.otherSeeds.isKept, "null, the baseline on other seeds: " + words(proof.otherSeeds), width)
        for injection in proof.injections {
            lines += line(injection.isSeen, "added to the figures: " + words(injection), width)
        }
        for behaviour in behaviours {
            let how = behaviour.one == behaviour.two ? "\(behaviour.one)" : "\(behaviour.one), \(behaviour.two)"
            lines += line(
                behaviour.injection.isSeen,
                "the baseline made worse (\(how)): " + words(behaviour.injection),
                width
            )
        }
        for one in blind {
            lines += line(
                false,
                "blind: \(one.id.world) / \(one.id.metric): the margin is \(SuiteWords.amount(one.margin, one.metric)), and the most "
                    + "that was lost is \(SuiteWords.amount(max(0, one.greatest), one.metric)), with \(one.by)",
                width
            )
        }
        return lines
    }

    private func line(_ isKept: Bool, _ text: String, _ width: Int) -> [String] {
        let head = isKept ? "ok      " : "not ok  "
        return wrapped(text, width: max(20, width - head.count)).enumerated().map { place, row in
            (place == 0 ? head : String(repeating: " ", count: head.count)) + row
        }
    }

    private func words(_ null: GateProof.Null) -> String {
        "\(Figure.grouped(null.failures)) of \(Figure.grouped(null.trials)) fail; \(Figure.grouped(null.allowed)) allowed"
    }

    private func words(_ injection: GateProof.Injection) -> String {
        let trials = Double(max(1, injection.trials))
        let name = "\(injection.id.world) / \(injection.id.metric)"
        let loss = metrics[injection.id].map { SuiteWords.amount(injection.loss, $0) } ?? ""
        return
            "\(name): a loss of \(loss) is not passed in \(Figure.percentage(Double(injection.notPassed) / trials, 0)), "
            + "twice that fails in \(Figure.percentage(Double(injection.failed) / trials, 0))"
    }

    package var json: JSON {
        .object([
            ("suite", .string(suite)), ("able", .bool(isKept)), ("sameBytes", .bool(true)),
            ("swapped", json(proof.swapped)), ("otherSeeds", json(proof.otherSeeds)),
            ("added", .array(proof.injections.map { json($0, []) })),
            (
                "behaviour",
                .array(behaviours.map { json($0.injection, ["\($0.one)", "\($0.two)"]) })
            ),
            (
                "blind",
                .array(
                    blind.map {
                        .object([
                            ("world", .string($0.id.world)), ("metric", .string($0.id.metric)),
                            ("margin", .number($0.margin)),
                            ("greatestLoss", .number($0.greatest)), ("by", .string("\($0.by)")),
                        ])
                    }
                )
            ),
        ])
    }

    private func json(_ null: GateProof.Null) -> JSON {
        .object([
            ("trials", .integer(null.trials)), ("failures", .integer(null.failures)),
            ("allowed", .integer(null.allowed)), ("kept", .bool(null.isKept)),
        ])
    }

    private func json(_ injection: GateProof.Injection, _ impairments: [String]) -> JSON {
        var members: [(String, JSON)] = [
            ("world", .string(injection.id.world)), ("metric", .string(injection.id.metric)),
            ("trials", .integer(injection.trials)), ("loss", .number(injection.loss)),
            ("doubleLoss", .number(injection.doubleLoss)),
            ("notPassed", .integer(injection.notPassed)), ("failed", .integer(injection.failed)),
            ("seen", .bool(injection.isSeen)),
        ]
        if !impairments.isEmpty { members.append(("impairments", .strings(impairments))) }
        return .object(members)
    }
}
