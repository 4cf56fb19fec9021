import EventEngine

@testable import Experiments

/// Keyed draws, as tests of a gate need them.
enum GateSamples {
    static func normal(_ count: Int, key: Int, mean: Double = 0, deviation: Double = 1) -> [Double] {
        let random = KeyedRandom(seed: 0x6761_7465, replication: UInt64(key))
        return (0..<count).map { number in
            var draw = random.draw(entity: UInt64(number), purpose: 1)
            return mean + deviation * normalQuantile(draw.uniform())
        }
    }

    /// Exponential, less its mean of 1: skewness 2.
    static func skew(_ count: Int, key: Int) -> [Double] {
        normal(count, key: key).map { -naturalLogarithm(normalCumulative($0)) - 1 }
    }

    /// A candidate that loses `losses` against a baseline about 100.
    static func sample(
        _ losses: [Double],
        world: String = "quiet",
        metric: String = "exposure",
        margin: Margin?,
        key: Int = 0,
        isGated: Bool = true
    ) -> GatedSample? {
        // Whole numbers, so that differences are what they were to the last bit if those are not too fine.
        let baseline = normal(losses.count, key: key &+ 7_000_000, mean: 100, deviation: 10).map { $0.rounded() }
        return GatedSample(
            GateRow.ID(world: world, metric: metric),
            margin: margin,
            baseline: baseline,
            candidate: zip(baseline, losses).map { $0 + $1 },
            isGated: isGated
        )
    }

    static func shares(_ both: Int, _ candidateOnly: Int, _ baselineOnly: Int, _ neither: Int, margin: Margin?)
        -> GatedSample?
    {
        let candidate =
            [Double](repeating: 1, count: both + candidateOnly) + .init(repeating: 0, count: baselineOnly + neither)
        let baseline =
            [Double](repeating: 1, count: both) + .init(repeating: 0, count: candidateOnly)
            + .init(repeating: 1, count: baselineOnly) + .init(repeating: 0, count: neither)
        return GatedSample(
            GateRow.ID(world: "w", metric: "stopped"),
            margin: margin,
            baseline: baseline,
            candidate: candidate
        )
    }
}
