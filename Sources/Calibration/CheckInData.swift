/// Absences as a log of check-ins shows them.
struct CheckInData: AbsenceData {
    struct Weights: AbsenceWeights {
        var classes: [Double]
        /// Gaps that count for their rate.
        var absences: Int
    }

    let polling: Polling
    let devices: Int
    let absences: Int
    let typical: Double
    private let likelihood: GapLikelihood
    /// Seconds in which a gap could begin and be told.
    private let window: Double

    init(_ sample: GapSample) {
        polling = sample.polling
        absences = sample.gaps
        let tally = GapTally(sample)
        devices = tally.devices
        likelihood = GapLikelihood(tally: tally, polling: sample.polling)
        window = max(sample.period - sample.polling.visible, 0)
        let lengths = sample.devices.flatMap { $0.gaps.map(\.length) }
        typical = lengths.isEmpty ? sample.polling.every : lengths.reduce(0, +) / Double(lengths.count)
    }

    func weights(_ times: [Int]?) -> Weights {
        let (classes, counted) = likelihood.tally.weights(times)
        return Weights(classes: classes, absences: counted)
    }

    func logLikelihood(_ law: OffLaw, _ weights: Weights) -> Double { likelihood.logarithm(law, weights.classes) }

    /// Gaps longer than v begin at the rate P(gap > v) / (E on + E off) on each device.
    func cycle(_ law: OffLaw, _ weights: Weights) -> Double {
        let rate = Double(weights.absences) / (Double(devices) * window)
        return GapLaw(off: law, polling: polling).survival(polling.visible) / rate
    }
}

extension ConnectivityFit {
    /// From a log of check-ins.
    package init(_ sample: GapSample, families: [OffLaw.Family] = OffLaw.Family.allCases) throws(Problem) {
        try self.init(data: CheckInData(sample), families: families)
    }
}
