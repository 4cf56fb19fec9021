/// Losses of replications, to be drawn from.
struct MeanPopulation: Sendable {
    /// As they were.
    let losses: [Double]
    let mean: Double
    /// In the metric's unit; the error of one that is a share of a mean is in the losses that are drawn.
    let margin: Double
    /// Losses with the error of the margin in them, and their deviations from the mean.
    private let weighed: [Double]
    private let centred: [Double]
    /// Those of changed labels.
    private let swapped: [Double]

    init(_ sample: GatedSample) {
        let weighed = sample.weighedLosses
        let mean = SampleMoments(weighed)?.mean ?? 0
        losses = sample.losses
        self.weighed = weighed
        self.mean = mean
        centred = weighed.map { $0 - mean }
        swapped = sample.swappedLosses
        margin = sample.marginAmount
    }

    /// The losses at some places, less their mean in the population.
    func resampled(_ places: some Collection<Int32>) -> StudentisedLoss {
        var (first, second, third) = (0.0, 0.0, 0.0)
        centred.withUnsafeBufferPointer { centred in
            for place in places {
                let value = centred[Int(place)]
                let square = value * value
                first += value
                second += square
                third += square * value
            }
        }
        return StudentisedLoss(count: places.count, centre: 0, first: first, second: second, third: third)
    }

    /// Of the first replications, up to each of the looks, with the labels of baseline and candidate changed where a bit is set.
    func swapped(_ bits: [UInt64], looks: [Int], _ tell: (Int, StudentisedLoss) -> Void) {
        var (first, second, third) = (0.0, 0.0, 0.0)
        var place = 0
        for (look, count) in looks.enumerated() {
            while place < min(count, weighed.count) {
                let isSwapped = bits[place >> 6] >> UInt64(place & 63) & 1 == 1
                let value = isSwapped ? swapped[place] : weighed[place]
                let square = value * value
                first += value
                second += square
                third += square * value
                place += 1
            }
            tell(look, StudentisedLoss(count: place, centre: 0, first: first, second: second, third: third))
        }
    }
}
