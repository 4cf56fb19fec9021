import EventEngine

/// A mean loss, how sure it is, and how skew.
///
/// Its bounds are Student's after Hall's transformation (`HallTransformation`), which are those of a studentised bootstrap up to
/// terms of the order 1/n, in closed form: they have tails beyond one in the number of resamples, which spending and Holm's
/// adjustment ask for, and cost so little that their level can be measured by resampling them.
struct StudentisedLoss: Sendable, Hashable {
    var count: Int
    var mean: Double
    var standardError: Double
    /// Of the mean.
    var skewness: Double

    /// Of losses that are finite; at least one.
    init(_ losses: [Double]) {
        count = losses.count
        let moments = SampleMoments(losses)
        mean = moments?.mean ?? 0
        standardError = ((moments?.variance ?? 0) / Double(max(1, count))).squareRoot()
        skewness = moments?.skewnessOfMean(losses) ?? 0
    }

    /// Of sums of deviations from `centre`, of their squares and cubes.
    init(count: Int, centre: Double, first: Double, second: Double, third: Double) {
        let number = Double(count)
        let shift = first / number
        self.count = count
        mean = centre + shift
        let squares = second - first * shift
        // What rounding leaves of equal values is no variance.
        guard count > 1, squares > second * 1e-12 else {
            standardError = 0
            skewness = 0
            return
        }
        let variance = squares / (number - 1)
        standardError = (variance / number).squareRoot()
        guard count > 2 else {
            skewness = 0
            return
        }
        let cubes = third - 3 * shift * second + 2 * first * shift * shift
        let found = number.squareRoot() * cubes / (variance * variance.squareRoot() * (number - 1) * (number - 2))
        skewness = found.isFinite ? min(1, max(-1, found)) : 0
    }

    /// What follows Student's law if the true loss is `margin`: low values speak for less, high ones for more.
    func pivot(_ margin: Double) -> Double {
        guard standardError > 0 else { return mean == margin ? 0 : mean < margin ? -.infinity : .infinity }
        return HallTransformation(skewness: skewness).value((mean - margin) / standardError)
    }

    private var freedom: Double { Double(max(1, count - 1)) }

    /// The t below which Student's law has the chance `level`.
    static func critical(_ level: Double, _ count: Int) -> Double {
        level > 0 ? studentTQuantile(level, degreesOfFreedom: Double(max(1, count - 1))) : -.infinity
    }

    /// The chance of as low a value if the true loss were `margin`. Of losses that are all alike there is none to be told but that
    /// of their signs.
    func passPValue(_ margin: Double) -> Double {
        guard standardError > 0 else { return mean < margin ? leastSignPValue(count) : 1 }
        return studentTCumulative(pivot(margin), degreesOfFreedom: freedom)
    }

    /// The chance of as high a value if the true loss were `margin`.
    func failPValue(_ margin: Double) -> Double {
        guard standardError > 0 else { return mean > margin ? leastSignPValue(count) : 1 }
        return studentTCumulative(-pivot(margin), degreesOfFreedom: freedom)
    }

    /// The end of the one-sided interval to which `critical` leads: the upper one of `critical(level, n)`, the lower one of minus it.
    func bound(_ critical: Double) -> Double {
        guard standardError > 0 else { return mean }
        guard critical.isFinite else { return critical < 0 ? .infinity : -.infinity }
        return mean - standardError * HallTransformation(skewness: skewness).inverse(critical)
    }
}
