/// What resampled pairs of replications say of a quantile's loss.
///
/// Bounds are quantiles of the resamples: B. Efron, "Nonparametric standard errors and confidence intervals", Canadian Journal of
/// Statistics 9 (1981). They end where one resample does: levels below one in their number are never reached, so that early looks
/// decide nothing.
struct QuantileEvidence: Sendable {
    let loss: Double
    /// Ascending.
    let losses: [Double]
    /// Losses less the margin that belongs to the same replications.
    private let excesses: [Double]
    let standardError: Double

    init(_ population: QuantilePopulation, count: Int, draws: GateDraws, resamples: Int) {
        var places = [Int32](repeating: 0, count: count)
        var scratch = population.scratch
        var losses: [Double] = []
        var excesses: [Double] = []
        for resample in 0..<resamples {
            draws.fill(&places, of: count, .quantiles, resample)
            let (loss, margin) = population.resampled(places, &scratch)
            losses.append(loss)
            excesses.append(loss - margin)
        }
        loss = population.loss
        standardError = SampleMoments(losses)?.variance?.squareRoot() ?? 0
        self.losses = losses.sorted()
        self.excesses = excesses
    }

    var passPValue: Double { Double(excesses.count { $0 >= 0 } + 1) / Double(excesses.count + 1) }
    var failPValue: Double { Double(excesses.count { $0 <= 0 } + 1) / Double(excesses.count + 1) }

    func upper(_ level: Double) -> Double {
        place(level).map { losses[losses.count - 1 - $0] } ?? .infinity
    }

    func lower(_ level: Double) -> Double {
        place(level).map { losses[$0] } ?? -.infinity
    }

    /// How many resamples may lie beyond a bound of that level.
    private func place(_ level: Double) -> Int? {
        let beyond = level * Double(losses.count + 1) - 1
        return beyond >= 0 ? min(losses.count - 1, Int(beyond)) : nil
    }

    /// Resamples by which levels of quantiles are measured, and those of each of them: a bootstrap of a bootstrap, so that there are
    /// far fewer than of means. 400 tell 7.5 from 5 % by 2.3 standard errors.
    static let outer = 400
    static let inner = 199

    /// How often the bounds miss the quantile's loss in the replications as they are, in resamples of them.
    static func levels(_ population: QuantilePopulation, count: Int, draws: GateDraws, at level: Double)
        -> (upper: Double, lower: Double)
    {
        var outer = [Int32](repeating: 0, count: count)
        var places = outer
        var scratch = population.scratch
        var missed = (upper: 0, lower: 0)
        let beyond = level * Double(inner + 1)
        for resample in 0..<Self.outer {
            draws.fill(&outer, of: count, .outerQuantiles, resample)
            var above = 0
            var below = 0
            for number in 0..<inner {
                draws.fill(&places, of: count, .innerQuantiles, resample * inner + number)
                for place in places.indices { places[place] = outer[Int(places[place])] }
                let loss = population.resampled(places, &scratch).loss
                if loss >= population.loss { above += 1 }
                if loss <= population.loss { below += 1 }
            }
            if Double(above + 1) <= beyond { missed.upper += 1 }
            if Double(below + 1) <= beyond { missed.lower += 1 }
        }
        return (Double(missed.upper) / Double(Self.outer), Double(missed.lower) / Double(Self.outer))
    }
}
