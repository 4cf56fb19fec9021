/// Losses of replications, to be drawn from.
struct MeanPopulation: Sendable {
    let losses: [Double]
    let mean: Double
    /// Deviations from the mean.
    private let centred: [Double]
    private let baseline: [Double]
    private let candidate: [Double]
    private let margin: Margin?

    init(_ sample: GatedSample) {
        let losses = sample.losses
        let mean = SampleMoments(losses)?.mean ?? 0
        self.losses = losses
        self.mean = mean
        centred = losses.map { $0 - mean }
        baseline = sample.baseline
        candidate = sample.candidate
        margin = sample.margin
    }

    /// The losses at some places, less their mean in the population, and the margin that belongs to the baseline there: one that
    /// is a share of a mean is as uncertain as that mean.
    func resampled(_ places: some Collection<Int32>) -> (loss: StudentisedLoss, margin: Double) {
        var (first, second, third, sum) = (0.0, 0.0, 0.0, 0.0)
        centred.withUnsafeBufferPointer { centred in
            baseline.withUnsafeBufferPointer { baseline in
                for place in places {
                    let value = centred[Int(place)]
                    let square = value * value
                    first += value
                    second += square
                    third += square * value
                    sum += baseline[Int(place)]
                }
            }
        }
        let count = places.count
        return (
            StudentisedLoss(count: count, centre: 0, first: first, second: second, third: third),
            margin?.amount(ofBaseline: sum / Double(max(1, count))) ?? 0
        )
    }

    /// Of the first replications, up to each of the looks, with the labels of baseline and candidate changed where a bit is set.
    func swapped(_ bits: [UInt64], looks: [Int], _ tell: (Int, StudentisedLoss, Double) -> Void) {
        var (first, second, third, sum) = (0.0, 0.0, 0.0, 0.0)
        var place = 0
        for (look, count) in looks.enumerated() {
            while place < min(count, losses.count) {
                let isSwapped = bits[place >> 6] >> UInt64(place & 63) & 1 == 1
                let value = isSwapped ? -losses[place] : losses[place]
                let square = value * value
                first += value
                second += square
                third += square * value
                sum += isSwapped ? candidate[place] : baseline[place]
                place += 1
            }
            tell(
                look,
                StudentisedLoss(count: place, centre: 0, first: first, second: second, third: third),
                margin?.amount(ofBaseline: sum / Double(max(1, place))) ?? 0
            )
        }
    }
}
