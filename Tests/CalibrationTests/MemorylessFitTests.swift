import EventEngine
import Testing

@testable import Calibration

/// What is in closed form: of a memoryless law, the time beyond v is memoryless again.
@Suite("A fit of a memoryless law")
struct MemorylessFitTests {
    static let hour = 3600.0

    /// Devices with one gap each, and what stays silent at the end.
    static func sample(listed: Bool = false) throws -> GapSample {
        let polling = try #require(Polling(every: hour))
        var sample = GapSample(polling: polling, period: 400 * hour, isComplete: listed)
        for number in 1...30 { sample.add([0, Double(number) * 5 * hour, 399 * hour]) }
        for number in 1...10 { sample.add([0, Double(number) * 20 * hour]) }
        return sample
    }

    @Test("has for its mean the time beyond v for each gap that ended")
    func mean() throws {
        let sample = try Self.sample()
        let gaps = sample.devices.flatMap(\.gaps)
        let ended = gaps.count { $0.isComplete }
        let time = gaps.reduce(0) { $0 + $1.length - sample.polling.visible }
        let fit = try ConnectivityFit(sample, families: [.exponential])
        #expect(abs(fit.law.mean / (time / Double(ended)) - 1) < 1e-5)
        // And the square root of the number of gaps that ended is the mean in standard errors.
        let error = try #require(fit.laws[0].errors[0])
        #expect(abs(error / (fit.law.mean / Double(ended).squareRoot()) - 1) < 1e-3)
    }

    @Test("counts silence at the start like any other where the devices are known")
    func silences() throws {
        var sample = try Self.sample(listed: true)
        let polling = sample.polling
        sample.add([])
        sample.add([100 * Self.hour, 399.5 * Self.hour])
        let gaps = sample.devices.flatMap(\.gaps)
        let time =
            gaps.reduce(0) { $0 + $1.length - polling.visible } + (400 * Self.hour - polling.visible)
            + (100 * Self.hour - polling.visible)
        let fit = try ConnectivityFit(sample, families: [.exponential])
        #expect(abs(fit.law.mean / (time / Double(gaps.count { $0.isComplete } + 1)) - 1) < 1e-5)
    }

    @Test("of ages has for its mean that of what is beyond v")
    func ages() throws {
        let polling = try #require(Polling(every: Self.hour))
        let ages = (1...200).map { Double($0 * $0) / 100 * Self.hour }
        let old = ages.filter { $0 > polling.visible }
        let expected = old.reduce(0) { $0 + $1 - polling.visible } / Double(old.count)
        let fit = try ConnectivityFit(
            AgeSample(polling: polling, limit: 1e9, ages: ages),
            families: [.exponential]
        )
        #expect(abs(fit.law.mean / expected - 1) < 1e-5)
        // The share of devices beyond v is ∫ P(gap > a) da from v on, in cycles.
        let beyond = GapLaw(off: fit.law, polling: polling).beyond(polling.visible)
        let cycle = beyond / (Double(old.count) / 200)
        #expect(abs(fit.meanOn.value / max(cycle - fit.law.mean, 360) - 1) < 1e-9)
    }

    @Test("is refused with fewer than twenty absences")
    func tooFew() throws {
        let polling = try #require(Polling(every: Self.hour))
        var sample = GapSample(polling: polling, period: 400 * Self.hour, isComplete: false)
        for number in 1...19 { sample.add([Double(number) * 5 * Self.hour, 399 * Self.hour]) }
        #expect(throws: ConnectivityFit.Problem.tooFew(found: 19, needed: 20)) { try ConnectivityFit(sample) }
    }
}

@Suite("Gaps of a log")
struct GapSampleTests {
    @Test("are those longer than 2.2 polls, and the silence at the end")
    func gaps() throws {
        let polling = try #require(Polling(every: 10))
        var sample = GapSample(polling: polling, period: 200, isComplete: false)
        sample.add([5, 15, 37, 60, 70, 100])
        #expect(
            sample.devices[0].gaps == [
                .init(length: 23, isComplete: true, longest: 163), .init(length: 30, isComplete: true, longest: 130),
                .init(length: 100, isComplete: false, longest: 100),
            ]
        )
        #expect(sample.devices[0].silence == 5)
    }

    @Test("lie as far from the law as Kaplan and Meier say")
    func distance() {
        #expect(abs(GoodnessOfFit.distance([(0.1, true), (0.5, true)]) - 0.5) < 1e-12)
        // 1/3 at 0.3, then 1/3 + 2/3 · 1/1 at 0.9: before that the distance is 0.9 − 1/3.
        let censored = GoodnessOfFit.distance([(0.3, true), (0.4, false), (0.9, true)])
        #expect(abs(censored - (0.9 - 1.0 / 3)) < 1e-12)
    }

    @Test("are met at each of their ages")
    func silences() throws {
        let polling = try #require(Polling(every: 10))
        let law = GapLaw(off: .exponential(mean: 40), polling: polling)
        let gaps = [23.0, 25].map { GapSample.Gap(length: $0, isComplete: true, longest: 1e4) }
        let ages = SilenceAges(gaps, law)
        // Two gaps for one second, one for two more: of four seconds two are over at 23.
        #expect(abs(ages.observed(0.5) - 23) < 1e-9 && abs(ages.observed(0.75) - 24) < 1e-9)
        // A memoryless law's ages are memoryless: the median is v + 40 log 2. The grid errs by less than 1 %.
        #expect(abs(ages.fitted(0.5) - (22 + 40 * naturalLogarithm(2))) < 0.3)
    }
}
