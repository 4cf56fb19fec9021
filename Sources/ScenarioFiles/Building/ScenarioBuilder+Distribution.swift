import EventEngine
import PatchModel

extension ScenarioBuilder {
    /// The law that a value tells; nil when it was refused, which has been reported.
    ///
    /// - Parameter positive: whether a law that is always zero is refused.
    mutating func distribution(_ value: Value, positive: Bool = false) -> Distribution? {
        var law = Format.Law()
        if let seconds = value.number {
            do throws(DistributionError) {
                law.distribution = try .constant(seconds)
            } catch {
                law.failure = error
            }
        } else if let map = value.map {
            law = made(of: map, Format.distributionShape).model
        }
        if let failure = law.failure {
            let bounds = DistributionWords(failure, value)
            report(
                .badDistribution,
                "the distribution does not exist: \(bounds.description)",
                at: bounds.position,
                suggestion: bounds.suggestion
            )
            return nil
        }
        if positive, let distribution = law.distribution, distribution.mean <= 0 {
            report(.zeroDuration, "the duration must be above zero", at: value.position)
            return nil
        }
        return law.distribution
    }
}
