import EventEngine

/// How the interval of a mean is made.
public enum IntervalMethod: String, Sendable, Hashable, CaseIterable {
    /// Student's t after P. Hall's transformation, which corrects it for skewness (`HallTransformation`): as good as t for
    /// symmetric samples, and better for others.
    case hall
    /// Student's t: exact for normal samples.
    case t
    /// Resampling, corrected for bias and skewness (`bootstrapInterval`).
    case bootstrap
}

/// A bootstrap interval for the mean of what `sample` was drawn from: bias-corrected and accelerated (BCa).
///
/// B. Efron, "Better bootstrap confidence intervals", Journal of the American Statistical Association 82 (1987); Efron and
/// Tibshirani, "An introduction to the bootstrap" (1993), section 14.3. For a mean the jackknife's acceleration is
/// Σ(x − x̄)³ / (6 (Σ(x − x̄)²)^1.5). Each end errs by O(1/n), where the t interval's ends err by O(1/√n) in skewed samples.
/// It never leaves the range of the sample, so that what cannot be negative stays so. With few values it is too narrow, as
/// are all intervals that resample: by about the factor √((n − 1)/n) · 1.96 / t(n − 1), which is 9 % at ten values.
///
/// The resamples are keyed by their number and by nothing else: the same sample gives the same interval everywhere, and
/// samples of the same size are resampled alike. Complexity: O(n · resamples).
///
/// - Parameters:
///   - sample: one value a replication.
///   - level: between 0 and 1 exclusively.
///   - resamples: 2,000 suffice for 95 % (Efron and Tibshirani ask for 1,000 at least).
/// - Returns: nil with fewer than two values, with one that is not finite, or if a parameter is out of range.
public func bootstrapInterval(_ sample: [Double], level: Double = 0.95, resamples: Int = 2000) -> ConfidenceInterval? {
    guard level > 0, level < 1, resamples > 1, sample.count > 1, let moments = SampleMoments(sample) else { return nil }
    guard let variance = moments.variance, variance > 0 else {
        return ConfidenceInterval(lower: moments.mean, upper: moments.mean, level: level)
    }
    var means = resampledMeans(sample, resamples)
    means.sort()
    let below = firstIndex(below: resamples) { means[$0] >= moments.mean }
    let notAbove = firstIndex(below: resamples) { means[$0] > moments.mean }
    // Of equal means half count as below, and no share is 0 or 1, for which there would be no normal quantile.
    let share = (Double(below + notAbove) / 2 + 0.5) / Double(resamples + 1)
    let bias = normalQuantile(share)
    let cubes = sample.reduce(0) { $0 + ($1 - moments.mean) * ($1 - moments.mean) * ($1 - moments.mean) }
    let squares = variance * Double(sample.count - 1)
    let acceleration = cubes / (6 * squares * squares.squareRoot())

    func end(_ probability: Double) -> Double {
        let shifted = bias + normalQuantile(probability)
        let corrected = normalCumulative(bias + shifted / max(1e-9, 1 - acceleration * shifted))
        return quantile(sorted: means, corrected) ?? moments.mean
    }
    let (lower, upper) = (end((1 - level) / 2), end((1 + level) / 2))
    return ConfidenceInterval(lower: min(lower, upper), upper: max(lower, upper), level: level)
}

/// The means of samples of the same size, drawn with replacement.
private func resampledMeans(_ sample: [Double], _ resamples: Int) -> [Double] {
    // A key of its own: nothing else draws with this seed, and the intervals depend on the values alone.
    let random = KeyedRandom(seed: 0x626f_6f74_7374_7261, replication: 0)
    let count = UInt64(sample.count)
    return (0..<resamples).map { resample in
        var draw = random.draw(entity: UInt64(resample), purpose: 0)
        var sum = 0.0
        for _ in 0..<sample.count { sum += sample[Int(draw.next().multipliedFullWidth(by: count).high)] }
        return sum / Double(count)
    }
}

/// The chance that what is better by a statistic is so by luck: twice the share of resamples, drawn replication by replication
/// from both at once, in which it is not better; at most 1.
func resampledChance(
    _ one: [Double],
    _ other: [Double],
    _ goal: PairedDifference.Goal,
    _ statistic: Statistic,
    resamples: Int = 2000
) -> Double {
    guard one.count == other.count, !one.isEmpty, resamples > 0 else { return 1 }
    let random = KeyedRandom(seed: 0x626f_6f74_7374_7261, replication: 1)
    let count = UInt64(one.count)
    let failures = (0..<resamples).count { resample in
        var draw = random.draw(entity: UInt64(resample), purpose: 0)
        let places = one.indices.map { _ in Int(draw.next().multipliedFullWidth(by: count).high) }
        guard let own = statistic.value(places.map { one[$0] }, goal),
            let rival = statistic.value(places.map { other[$0] }, goal)
        else { return true }
        return goal == .low ? own >= rival : own <= rival
    }
    return min(1, 2 * Double(failures + 1) / Double(resamples + 1))
}
