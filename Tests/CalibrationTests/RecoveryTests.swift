import EventEngine
import Foundation
import Testing

@testable import Calibration

/// Logs of known laws give the laws back.
@Suite("Calibration")
struct RecoveryTests {
    private static let hour = SimulatedLog.hour

    @Test("gives a known law back within three standard errors", arguments: [0.25, 1])
    func weibull(poll: Double) throws {
        let log = try SimulatedLog.laptops(poll: poll * Self.hour)
        let sample = log.sample(devices: 40, number: 1)
        let fit = try ConnectivityFit(sample, families: [.weibull])
        let truth = [0.63, 9.48 * Self.hour]
        for (estimate, truth) in zip(fit.parameters, truth) {
            let error = try #require(estimate.error)
            #expect(abs(estimate.value - truth) < 3 * error)
            #expect(error < 0.2 * truth)
        }
        for (estimate, truth) in [(fit.meanOff, log.off.mean), (fit.meanOn, log.on.mean)] {
            #expect(abs(estimate.value - truth) < 3 * (try #require(estimate.error)))
        }
        let goodness = GoodnessOfFit(fit, sample)
        #expect(goodness.isGood)
        #expect(abs(goodness.tenths.reduce(0, +) - 1) < 1e-9)
        // Hundreds of absences tell the median age to a few percent; its tail hangs on the longest ones.
        #expect(abs(goodness.silences[0].observed / goodness.silences[0].fitted - 1) < 0.2)
    }

    @Test("tells the family from its rivals where the log is long")
    func family() throws {
        let polling = try #require(Polling(every: 900))
        let log = SimulatedLog(
            on: try .exponential(mean: 10 * Self.hour),
            off: try .logNormal(median: 4 * Self.hour, sigma: 1.2),
            polling: polling,
            period: 30 * SimulatedLog.day,
            before: 10 * SimulatedLog.day
        )
        let sample = log.sample(devices: 25, number: 2)
        let fit = try ConnectivityFit(sample)
        #expect(fit.laws.map(\.law.family).first == .lognormal && fit.laws.count == 3)
        // A memoryless law of the same log is told to be none.
        let wrong = try ConnectivityFit(sample, families: [.exponential])
        #expect(!GoodnessOfFit(wrong, sample).isGood)
    }

    @Test("takes devices that were never seen for absences, where a list names them")
    func neverSeen() throws {
        let polling = try #require(Polling(every: Self.hour))
        let log = SimulatedLog(
            on: try .exponential(mean: 20 * Self.hour),
            off: try .weibull(shape: 0.7, scale: 100 * Self.hour),
            polling: polling,
            period: 10 * SimulatedLog.day,
            before: 60 * SimulatedLog.day
        )
        let sample = log.sample(devices: 400, number: 3, listed: true)
        #expect(sample.devices.contains { !$0.isSeen })
        let fit = try ConnectivityFit(sample, families: [.weibull])
        #expect(abs(fit.meanOff.value - log.off.mean) < 3 * (try #require(fit.meanOff.error)))
        #expect(abs(fit.meanOn.value - log.on.mean) < 3 * (try #require(fit.meanOn.error)))
    }

    @Test("tells the law from the ages of one export")
    func export() throws {
        let log = try SimulatedLog.laptops(poll: 8 * Self.hour, days: 90)
        let ages = log.ages(devices: 2000, number: 4)
        let sample = AgeSample(polling: log.polling, limit: 90 * SimulatedLog.day, ages: ages)
        let fit = try ConnectivityFit(sample, families: [.weibull])
        #expect(abs(fit.parameters[0].value - 0.63) < 3 * (try #require(fit.parameters[0].error)))
        #expect(abs(fit.meanOff.value - log.off.mean) < 3 * (try #require(fit.meanOff.error)))
        #expect(!fit.isTooFew)
    }

    @Test("says that one export of few devices tells too little")
    func fewDevices() throws {
        let log = try SimulatedLog.laptops(poll: 8 * Self.hour, days: 90)
        let ages = log.ages(devices: 150, number: 5)
        let sample = AgeSample(polling: log.polling, limit: 90 * SimulatedLog.day, ages: ages)
        #expect(try ConnectivityFit(sample, families: [.weibull]).isTooFew)
    }

    /// Of so many logs the number of 95 % intervals that hold the truth is binomial; four standard deviations are hardly ever
    /// exceeded. At large (`make check-calibration`) for two laws and three polls.
    @Test("has intervals that hold the truth as often as they say")
    func coverage() throws {
        let atLarge = ProcessInfo.processInfo.environment["CHECK_CALIBRATION"] != nil
        let logs = atLarge ? 200 : 6
        let laws: [(OffLaw.Family, Distribution, [Double])] = [
            (.weibull, try .weibull(shape: 0.63, scale: 9.48 * Self.hour), [0.63, 9.48 * Self.hour]),
            (.lognormal, try .logNormal(median: 6 * Self.hour, sigma: 1.4), [6 * Self.hour, 1.4]),
        ]
        for (family, off, truth) in laws.prefix(atLarge ? 2 : 1) {
            for poll in atLarge ? [0.25, 1, 4] : [1] {
                var log = try SimulatedLog.laptops(poll: poll * Self.hour)
                log.off = off
                // Long beside the poll, so that its end lies evenly between two polls.
                log.on = try .exponential(mean: 15 * Self.hour)
                var held = [0, 0]
                for number in 0..<logs {
                    let fit = try ConnectivityFit(log.sample(devices: 30, number: 100 + number), families: [family])
                    for (index, estimate) in fit.parameters.enumerated() {
                        let error = try #require(estimate.error)
                        if abs(estimate.value - truth[index]) < 1.96 * error { held[index] += 1 }
                    }
                }
                for count in held {
                    let share = Double(count) / Double(logs)
                    if atLarge { print("\(family) poll \(poll) h: \(share)") }
                    // The larger of two standard errors is never too small but by their own error.
                    #expect(share > 0.95 - 4 * (0.95 * 0.05 / Double(logs)).squareRoot())
                }
            }
        }
    }
}
