package import Experiments
import PatchModel
import PatchSimulator

/// What rules can ask of runs.
package struct RunFacts: Sendable {
    let study: Study
    /// Nil where nothing can be said of who is best.
    let answer: Answer?

    package init(_ study: Study) {
        self.study = study
        answer = Answer(study)
    }

    var scenario: Scenario { study.scenario }
    var runs: Int { study.replications.count }

    func name(_ place: Int) -> String { study.policies[place].name }

    /// The way to a strategy.
    func way(_ place: Int) -> Finding.Way { ["strategies", study.policies[place].name] }
}
