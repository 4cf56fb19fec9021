import EventEngine

/// How often bounds err on the data at hand, and how often what loses nothing would pass.
struct BoundLevels: Sendable, Hashable {
    /// How often the upper bound lies below the truth.
    var upper: Double
    /// How often the lower bound lies above it.
    var lower: Double
    /// How often the upper bound lies below the margin if nothing is lost.
    var power: Double
}

extension Gate {
    /// Measures bounds by drawing from the data.
    ///
    /// The truth is laid at the margin: losses are moved until they come to it, and replications drawn with replacement. If one
    /// replication in hundreds decides, draws lack it as often as a sample may. Beside that, signs are changed at random, under which
    /// "no difference" stays what it is; the worse of the two counts. Signs alone would not do: of one great loss they find nothing,
    /// for it is in every pattern, while 37 % of draws lack it.
    ///
    /// - Parameters:
    ///   - size: replications of a draw; nil: as many as the sample has.
    ///   - measured: the level at which bounds are measured.
    ///   - decisive: the level at which power is.
    /// - Returns: for each sample; nil for what is no mean. O(patterns · n) for each.
    func meanLevels(_ samples: [GatedSample], size: Int? = nil, at measured: Double, decisive: Double) -> [BoundLevels?]
    {
        var found = [BoundLevels?](repeating: nil, count: samples.count)
        for count in Set(samples.map(\.count)) {
            let rows = samples.indices.filter { samples[$0].count == count && samples[$0].statistic == .mean }
            guard !rows.isEmpty else { continue }
            let size = size ?? count
            var meters = rows.map { row in
                LevelMeter(samples[row], size: size, at: measured, decisive: decisive)
            }
            var places = [Int32](repeating: 0, count: size)
            var bits = [UInt64](repeating: 0, count: wordsOfBits(for: count))
            let draws = GateDraws(seed: rule.seed)
            for pattern in 0..<rule.patterns {
                draws.fill(&places, of: count, .levels, pattern)
                draws.fill(bits: &bits, .signs, pattern)
                for number in meters.indices {
                    meters[number].measure(places, bits: bits, halves: draws, pattern)
                }
            }
            for (row, meter) in zip(rows, meters) { found[row] = meter.levels(rule.patterns) }
        }
        return found
    }
}

/// Counts how often the bounds of one row err.
private struct LevelMeter {
    private enum Population {
        case mean(MeanPopulation, critical: Double, decisive: Double)
        case shares(SharesPopulation, z: Double, decisive: Double)
    }

    private let population: Population
    /// In the metric's unit.
    private let margin: Double
    private var drawn = (upper: 0, lower: 0, passes: 0)
    private var flipped = (upper: 0, lower: 0)

    init(_ sample: GatedSample, size: Int, at measured: Double, decisive: Double) {
        margin = sample.marginAmount
        population =
            sample.isBinary
            ? .shares(SharesPopulation(sample), z: -normalQuantile(measured), decisive: -normalQuantile(decisive))
            : .mean(
                MeanPopulation(sample),
                critical: StudentisedLoss.critical(measured, size),
                decisive: StudentisedLoss.critical(decisive, size)
            )
    }

    mutating func measure(_ places: [Int32], bits: [UInt64], halves: GateDraws, _ pattern: Int) {
        switch population {
        case .mean(let population, let critical, let decisive):
            let loss = population.resampled(places)
            let pivot = loss.pivot(0)
            if pivot <= critical { drawn.upper += 1 }
            if pivot >= -critical { drawn.lower += 1 }
            if loss.pivot(margin) <= decisive { drawn.passes += 1 }
            population.swapped(bits, looks: [population.losses.count]) { _, loss in
                let pivot = loss.pivot(0)
                if pivot <= critical { flipped.upper += 1 }
                if pivot >= -critical { flipped.lower += 1 }
            }
        case .shares(let population, let z, let decisive):
            var shares = population.resampled(places)
            let moved = population.shares.loss + population.marginAmount(shares) - margin
            if shares.bound(z: z) < moved { drawn.upper += 1 }
            if shares.bound(z: -z) > moved { drawn.lower += 1 }
            let unequal = Int(shares.unequal)
            shares.candidateOnly = Double(halves.half(of: unequal, .halves, pattern))
            shares.baselineOnly = Double(unequal) - shares.candidateOnly
            if shares.bound(z: z) < 0 { flipped.upper += 1 }
            if shares.bound(z: -z) > 0 { flipped.lower += 1 }
            if shares.bound(z: decisive) < population.marginAmount(shares) { drawn.passes += 1 }
        }
    }

    func levels(_ patterns: Int) -> BoundLevels {
        let total = Double(patterns)
        return BoundLevels(
            upper: Double(max(drawn.upper, flipped.upper)) / total,
            lower: Double(max(drawn.lower, flipped.lower)) / total,
            power: Double(drawn.passes) / total
        )
    }
}
