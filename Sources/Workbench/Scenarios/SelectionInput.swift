package import Experiments
package import PatchModel

/// A selection as a user asks for it.
package enum SelectionInput {
    /// - Parameters:
    ///   - metric: by its name; must be a mean over replications.
    ///   - indifference: the least difference that matters, as a user writes it in the metric's unit.
    ///   - caller: hears what is to be said of the metric's name.
    ///   - firstStage: replications of all strategies before one may be dropped.
    ///   - limit: the most replications.
    /// - Throws: `Failure` if there is nothing to select from, or nothing to select by.
    package static func selection(
        of names: [String],
        by metric: String,
        in scenario: Scenario,
        for caller: any Caller,
        indifference: String,
        confidence: Double,
        firstStage: Int,
        limit: Int
    ) throws -> Selection {
        guard names.count > 1 else {
            throw Failure("select needs two strategies or more; there is only \(names.first ?? "none")")
        }
        let best = try MetricInput.mean(metric, of: scenario, for: caller)
        let zone: Double
        do {
            zone = try best.indifference(indifference)
        } catch {
            throw Failure("--smallest-difference: \(error.description)")
        }
        let found = Selection(
            names,
            metric: best,
            indifference: zone,
            confidence: confidence,
            firstStage: firstStage,
            limit: limit
        )
        guard let found else {
            throw Failure(
                "--confidence must lie above 1/\(names.count), which a guess among \(names.count) strategies gives, "
                    + "and below 1"
            )
        }
        return found
    }
}
