package import Experiments
import Foundation
import PatchModel
import PatchSimulator
import ResultStore

/// An earlier study that new runs are held against.
package struct BaselineStudy {
    private let study: Study
    private let path: String

    /// Whether a name means a study file rather than a strategy.
    package static func isFile(_ name: String, strategies: [String]) -> Bool {
        // What looks like a file is told to be none, rather than to be no strategy.
        !strategies.contains(name)
            && (name.contains { "/.".contains($0) } || FileManager.default.fileExists(atPath: name))
    }

    /// Reads the scenario as written, or the only variant that there is.
    ///
    /// - Throws: `Failure` if the file is no study, or holds no complete run of that seed.
    package init(path: String, seed: UInt64) throws {
        self.path = path
        study = try StudyReader(path: path).study(seed: seed)
    }

    /// The study, if it can be held against: runs of the same fleet under the same law. Whatever does not fit is an error, so
    /// that a stale file never passes for a measure.
    ///
    /// - Parameter names: of the strategies that are held against it.
    /// - Throws: `Failure` that says what does not fit.
    package func fitting(_ other: Study, strategies names: [String]) throws -> Study {
        let known = Set(study.policies.map(\.name))
        if let absent = names.first(where: { !known.contains($0) }) {
            throw Failure(
                "\(path): the baseline does not fit: it has no runs of \(absent), only of \(known.sorted().joined(separator: ", "))",
                help:
                    "name the strategy that is meant, as in --require '\(known.sorted().first ?? "NAME").exposure<=1.05*baseline'; "
                    + "runs of programs are not kept in studies, so compare them with a strategy: '\(absent).exposure<=1.05*NAME'"
            )
        }
        let fix = "make it again: patchlab compare SCENARIO -n \(other.replications.count) --study \(path)"
        var (then, now) = (study.scenario, other.scenario)
        (then.strategies, now.strategies) = ([], [])
        (then.question, now.question) = ("", "")
        (then.sources, now.sources) = ([], [])
        guard then == now else {
            throw Failure("\(path): the baseline does not fit: it is for another scenario, strategies aside", help: fix)
        }
        let missing = Set(other.replications).subtracting(study.replications).count
        guard missing == 0 else {
            throw Failure(
                "\(path): the baseline does not fit: it lacks \(missing) of the \(other.replications.count) runs",
                help: fix
            )
        }
        return study
    }
}
