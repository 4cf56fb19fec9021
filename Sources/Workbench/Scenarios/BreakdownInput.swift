package import Experiments
package import PatchSimulator
import Text

/// Breakdowns as a user asks for them.
package enum BreakdownInput {
    /// The dimensions of those names.
    ///
    /// - Parameter names: each may be a list with commas.
    package static func dimensions(_ names: [String]) throws -> Set<PatchSimulator.Dimension> {
        let words = names.flatMap { $0.split(separator: ",", omittingEmptySubsequences: false).map(String.init) }
        let known = PatchSimulator.Dimension.allCases.map(\.rawValue)
        var found: Set<PatchSimulator.Dimension> = []
        for word in words {
            guard let dimension = PatchSimulator.Dimension(rawValue: word) else {
                throw Failure(
                    "--by: there is no breakdown by \"\(word)\"" + didYouMean(word, among: known) + "; there are "
                        + known.joined(separator: ", ")
                )
            }
            found.insert(dimension)
        }
        return found
    }

    /// - Throws: `Failure` unless all runs of the study are broken down into the same members, as those of a simulation are.
    package static func check(_ study: Study, by dimensions: Set<PatchSimulator.Dimension>) throws {
        let found = Set(study.breakdowns.map(\.dimension))
        guard !study.replications.isEmpty, let missing = Self.names(dimensions.subtracting(found)) else { return }
        throw Failure(
            "the runs do not have the same members by \(missing): something else has written to the study, which is damaged"
        )
    }

    /// The names of dimensions in their usual order; nil if there are none.
    package static func names(_ dimensions: Set<PatchSimulator.Dimension>) -> String? {
        let names = PatchSimulator.Dimension.allCases.filter(dimensions.contains).map(\.rawValue)
        return names.isEmpty ? nil : names.joined(separator: ", ")
    }
}
