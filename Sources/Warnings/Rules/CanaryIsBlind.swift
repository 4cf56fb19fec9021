import PatchModel
import Text

extension WarningRule {
    /// What share of devices a defect must show on to be found.
    static let canaryIsBlind = WarningRule(
        "canary-is-blind",
        severity: .note,
        Explanation(
            "The share of devices on which a defect must show within the soak for the canary's test to find it in 8 of 10 runs, if nothing else goes wrong. Rarer defects mostly pass."
        ),
        .scenario { facts in
            facts.canaries(fewest: false).compactMap { strategy, canary, _, test -> Finding? in
                guard let share = test.leastShare(foundWith: 0.8), let needed = test.needed else { return nil }
                let rare = share / 2
                let found = Figure.fixed(test.power(against: rare) * 10, 0)
                let key =
                    switch canary.size {
                    case .count: "count"
                    case .ofEach: "represent"
                    case .share, .upTo, .roundedDown, .rest: "share"
                    }
                return Finding(
                    "with \(Figure.count(test.size, "canary", "canaries")), a defect that shows on \(Words.percent(share)) of the devices is found in 8 of 10 runs, and one that shows on \(Words.percent(rare)) in \(found) of 10",
                    at: strategy.way + [key],
                    label: "\(needed) in trouble against none of the control group are needed",
                    help: "a larger share, or a longer `soak`"
                )
            }
        }
    )
}
