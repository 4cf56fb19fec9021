import EventEngine
import PatchModel

extension ScenarioBuilder {
    /// The law under a key of a map; nil when there is none or it was refused.
    func distribution(_ map: MapValue, _ key: String, positive: Bool = false) -> Distribution? {
        map[key].flatMap { distribution($0, positive: positive) }
    }

    /// - Parameter positive: whether a law that is always zero is refused.
    func distribution(_ value: Value, positive: Bool = false) -> Distribution? {
        let law: Distribution?
        do throws(DistributionError) {
            if let seconds = value.number {
                law = try .constant(seconds)
            } else if let map = value.map {
                law = try self.law(map)
            } else {
                law = nil
            }
        } catch {
            report(.badDistribution, "the distribution does not exist: \(error.description)", at: value.position)
            return nil
        }
        if positive, let law, law.mean <= 0 {
            report(.zeroDuration, "the duration must be above zero", at: value.position)
            return nil
        }
        return law
    }

    private func law(_ map: MapValue) throws(DistributionError) -> Distribution? {
        if let seconds = map.number("constant") { return try .constant(seconds) }
        if let bounds = seconds(map["uniform"]), bounds.count == 2 {
            return try .uniform(low: bounds[0], high: bounds[1])
        }
        if let law = map.map("exponential"), let mean = law.number("mean"), let plus = law.number("plus") {
            return try .exponential(mean: mean, plus: plus)
        }
        if let law = map.map("weibull"), let shape = law.number("shape"), let scale = law.number("scale") {
            return try .weibull(shape: shape, scale: scale)
        }
        if let law = map.map("lognormal") { return try logNormal(law) }
        if let law = map.map("loglogistic"), let median = law.number("median"), let shape = law.number("shape") {
            return try .logLogistic(median: median, shape: shape)
        }
        if let law = map.map("gamma"), let shape = law.number("shape"), let scale = law.number("scale") {
            return try .gamma(shape: shape, scale: scale)
        }
        if let corners = seconds(map["triangular"]), corners.count == 3 {
            return try .triangular(low: corners[0], mode: corners[1], high: corners[2])
        }
        if let sample = seconds(map["empirical"]) { return try .empirical(sample) }
        return try mixture(map)
    }

    private func logNormal(_ law: MapValue) throws(DistributionError) -> Distribution? {
        guard let sigma = law.number("sigma") else { return nil }
        if law.shape.key("median") != nil {
            guard let median = law.number("median") else { return nil }
            return try .logNormal(median: median, sigma: sigma)
        }
        guard let mu = law.number("mu"), let name = law.word("unit"),
            let unit = Unit.durations.first(where: { $0.name == name })
        else { return nil }
        // A change of unit adds the logarithm of their ratio to mu; the median of exp(N(0, 1)) in units is one unit.
        guard case .logNormal(let shift, _) = try Distribution.logNormal(median: unit.worth, sigma: 1).law else {
            return nil
        }
        return try .logNormal(mu: mu + shift, sigma: sigma)
    }

    private func mixture(_ map: MapValue) throws(DistributionError) -> Distribution? {
        guard let parts = map["mixture"]?.list else { return nil }
        var laws: [(weight: Double, distribution: Distribution)] = []
        for part in parts {
            guard let weight = part.map?.number("weight"), let law = part.map.flatMap({ distribution($0, "of") }) else {
                return nil
            }
            laws.append((weight, law))
        }
        return try .mixture(laws)
    }

    /// The durations of a list; nil if one could not be read.
    private func seconds(_ value: Value?) -> [Double]? {
        guard let items = value?.list else { return nil }
        let numbers = items.compactMap(\.number)
        return numbers.count == items.count ? numbers : nil
    }
}
