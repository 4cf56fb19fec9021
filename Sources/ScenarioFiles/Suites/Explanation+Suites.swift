import Warnings

extension DiagnosticCode {
    /// What can be wrong with suites.
    var suiteExplanation: Explanation? {
        switch self {
        case .unknownWorld:
            Explanation(
                "A metric counts in a world that the suite does not have. Worlds are those under `worlds`, by their names.",
                wrong: "worlds: [bad-pach]",
                right: "worlds: [bad-patch]"
            )
        case .unknownMetric:
            Explanation(
                "There is no such metric, or it cannot be gated: a metric that decides must be a mean over runs of which one way is better. 'patchlab explain metrics' lists them.",
                wrong: "{ metric: blast-radius, margin: 5% }",
                right: "{ metric: devices-hit, margin: 5% }"
            )
        case .unknownStrategy:
            Explanation(
                "A strategy that the suite names is not in the scenario of each of its worlds. Give it the same name in all of them.",
                wrong: "baseline: { strategy: stagged }",
                right: "baseline: { strategy: staged }"
            )
        case .badMargin:
            Explanation(
                "A margin is what may be lost at most: a share of the baseline's mean, points of a metric that is a share itself, or an amount with the metric's unit. It is above zero: no number of runs shows that nothing at all is lost.",
                wrong: "{ metric: stopped-falsely, margin: 0 }",
                right: "{ metric: stopped-falsely, margin: 1 point }"
            )
        case .badLooks:
            Explanation(
                "A verdict is sought after fixed numbers of replications, which ascend; the last is `max-replications`. Below 80 nothing is decided, since intervals of so few are not trusted. They are part of the suite: with enough looks, chance alone shows something sooner or later.",
                wrong: "looks: [400, 40]",
                right: "looks: [80, 400]"
            )
        case .badHiddenSeed:
            Explanation(
                "The hidden seed comes from a variable of the environment, which the CI keeps as a secret of at least 16 characters. It must not be in a file.",
                wrong: "seeds: { hidden: 81263 }",
                right: "seeds: { hidden: env PATCHLAB_HIDDEN_SEED }"
            )
        default: nil
        }
    }
}
