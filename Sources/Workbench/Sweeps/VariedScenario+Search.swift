package import PatchModel
import ScenarioFiles

extension VariedScenario {
    /// The one strategy whose keys a search varies.
    ///
    /// - Parameter wanted: its name; nil: the one whose keys are varied, or the scenario's first.
    /// - Throws: `Failure` if there are several, or if it does not feel a varied key.
    package func searched(_ wanted: String?) throws -> Strategy {
        let found = try strategies(wanted)
        let concerned = Set(variations.compactMap { strategy(of: $0.key) })
        if wanted == nil, concerned.count > 1 {
            throw Failure("keys of several strategies are varied; say with --strategy which one is to be best")
        }
        guard let first = found.first, wanted == nil || found.count == 1 else {
            throw Failure("--strategy takes a single name here")
        }
        if let other = concerned.first(where: { $0 != first.name }) {
            throw Failure(
                "keys of \(other) are varied, which have no effect on \(first.name); name it with --strategy \(other)"
            )
        }
        return first
    }

    /// Makes the scenarios of every value of a list and of both ends of a range, so that a mistake ends a search before it
    /// begins.
    ///
    /// - Throws: `Failure` if one of them cannot be.
    package func checkEnds(for caller: any Caller) throws {
        let ends = variations.flatMap { variation in
            (variation.ends.map { [$0.lower, $0.upper] } ?? variation.levels(standard: 2)).map {
                (values: [(variation, $0)], replications: [Int]())
            }
        }
        _ = try variants(ends, for: caller)
    }
}
