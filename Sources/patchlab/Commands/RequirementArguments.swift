import ArgumentParser
import Experiments
import PatchModel
import PatchSimulator
import Reports
import Workbench

/// What strategies must keep to, for a check that fails where they do not.
struct RequirementArguments: ParsableArguments {
    @Option(
        name: .customLong("require"),
        help: ArgumentHelp(
            "End with status 1 unless this holds: 'devices-hit<=50', 'staged.cost<=1.05*big-bang'; may be repeated.",
            valueName: "requirement"
        ),
        completion: .metrics
    )
    var texts: [String] = []

    /// What is required of the strategies, with the earlier study that it is held against.
    struct Requirements {
        var all: [Requirement] = []
        var baseline: BaselineStudy?

        /// - Throws: `Failure` if the earlier study does not fit.
        func outcomes(in study: Study) throws -> [RequirementOutcome] {
            let held = all.filter { if case .multiple(_, .baseline) = $0.bound { true } else { false } }
            let names = held.flatMap { own in own.strategy.map { [$0] } ?? study.policies.map(\.name) }
            let baseline = try baseline?.fitting(study, strategies: names)
            return all.flatMap { $0.outcomes(in: study, baseline: baseline) }
        }
    }

    /// - Parameters:
    ///   - names: of the strategies that are compared.
    ///   - baseline: path of the earlier study.
    /// - Throws: `Failure` if a requirement says what there is not.
    func requirements(
        _ names: [String],
        baseline: String?,
        of scenario: Scenario,
        seed: UInt64,
        for caller: any Caller
    ) throws -> Requirements {
        let all = try texts.map {
            try RequirementInput.requirement($0, names, hasBaseline: baseline != nil, of: scenario, for: caller)
        }
        let isAsked = all.contains { if case .multiple(_, .baseline) = $0.bound { true } else { false } }
        guard !isAsked || baseline != nil else { return Requirements(all: all) }
        if let baseline, !isAsked {
            throw Failure(
                "--baseline \(baseline): nothing is held against the earlier study",
                help: "--require 'exposure<=1.05*baseline' does"
            )
        }
        return Requirements(all: all, baseline: try baseline.map { try BaselineStudy(path: $0, seed: seed) })
    }
}
