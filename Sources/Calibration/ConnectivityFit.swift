/// When devices are on and off, estimated from what they show of it: an alternating profile for scenarios.
package struct ConnectivityFit: Sendable {
    package enum Problem: Error, Sendable, Hashable {
        /// Fewer absences than any law can be fitted to.
        case tooFew(found: Int, needed: Int)
        /// No law gives the data a finite likelihood.
        case noLaw
    }

    /// Absences without which nothing is estimated.
    package static let fewest = 20
    /// An interval of the mean time off that is wider than this factor tells too little to decide on.
    package static let widest = 4.0

    /// The laws tried, the best one by Akaike's criterion first.
    package let laws: [LawFit]
    /// The best law's parameters, in the order of `OffLaw.parameters`.
    package let parameters: [Estimated]
    package let meanOff: Estimated
    /// The mean time on, which follows from how often absences begin. How times on are distributed, check-ins do not tell:
    /// exponential is assumed.
    package let meanOn: Estimated
    package let polling: Polling
    package let devices: Int
    /// Absences that could be told from polls.
    package let absences: Int

    package var law: OffLaw { laws[0].law }

    /// Of fewer devices samples drawn again say nothing of how far devices differ.
    package static let fewestDevices = 10

    /// True if the mean time off is known to no better than a factor of four, or by hardly any devices.
    package var isTooFew: Bool {
        guard devices >= Self.fewestDevices else { return true }
        guard let lower = meanOff.lower, let upper = meanOff.upper, lower > 0 else { return true }
        return upper / lower > Self.widest
    }

    /// True if times on are so short beside the poll that check-ins tell them badly.
    package var isPollLong: Bool { meanOn.value < 2 * polling.every }

    /// A mean time on that is shorter than this share of the poll is none: noise and a wrong law have made it.
    static let leastOn = 0.1

    init(
        data: some AbsenceData,
        families: [OffLaw.Family]
    ) throws(Problem) {
        guard data.absences >= Self.fewest else { throw .tooFew(found: data.absences, needed: Self.fewest) }
        let whole = data.weights(nil)
        let fits = families.compactMap { family in
            LawFit(family, typical: data.typical) { data.logLikelihood($0, whole) }
        }
        // Times that scenarios can have.
        laws = fits.filter { (1...1e9).contains($0.law.mean) }.sorted { $0.criterion < $1.criterion }
        guard let best = laws.first else { throw .noLaw }
        polling = data.polling
        devices = data.devices
        absences = data.absences

        let law = best.law
        var resampled: [[Double]] = law.parameters.map { _ in [] }
        var (offs, ons): ([Double], [Double]) = ([], [])
        for number in 0..<Resampling.resamples {
            let weights = data.weights(Resampling.times(number, devices: data.devices))
            guard weights.absences > 0 else { continue }
            let other = LawFit.refined(law, tolerance: 1e-3) { data.logLikelihood($0, weights) }
            for (index, parameter) in other.parameters.enumerated() { resampled[index].append(parameter.value) }
            offs.append(other.mean)
            ons.append(Self.meanOn(other, data, weights))
        }
        parameters = law.parameters.enumerated().map { index, parameter in
            Estimated(parameter.value, hessian: best.errors[index], resampled: resampled[index])
        }
        meanOff = Estimated(law.mean, resampled: offs)
        meanOn = Estimated(Self.meanOn(law, data, whole), resampled: ons)
    }

    private static func meanOn<Data: AbsenceData>(_ law: OffLaw, _ data: Data, _ weights: Data.Weights) -> Double {
        max(data.cycle(law, weights) - law.mean, leastOn * data.polling.every)
    }
}

/// What tells of absences: a log of check-ins, or the ages of one export.
protocol AbsenceData {
    associatedtype Weights: AbsenceWeights

    var polling: Polling { get }
    var devices: Int { get }
    var absences: Int { get }
    /// A time off that is not absurd, in seconds.
    var typical: Double { get }
    /// - Parameter times: how often each device counts; nil: once.
    func weights(_ times: [Int]?) -> Weights
    func logLikelihood(_ law: OffLaw, _ weights: Weights) -> Double
    /// The mean length of a period on and the period off after it, in seconds.
    func cycle(_ law: OffLaw, _ weights: Weights) -> Double
}

protocol AbsenceWeights {
    /// Absences that count.
    var absences: Int { get }
}
