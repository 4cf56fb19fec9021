import EventEngine
import Testing

@testable import Calibration

/// Logs of check-ins of devices whose times on and off follow known laws: the oracle of the tests.
struct SimulatedLog {
    var on: Distribution
    var off: Distribution
    var polling: Polling
    /// Seconds.
    var period: Double
    /// Seconds before the log begins, in which the beginning is forgotten.
    var before: Double

    static let hour = 3600.0
    static let day = 86_400.0

    /// - Parameter number: which of many logs.
    func sample(devices: Int, number: Int, listed: Bool = false) -> GapSample {
        var sample = GapSample(polling: polling, period: period, isComplete: listed)
        for device in 0..<devices {
            let times = checkIns(device, number)
            // Who is never seen is in no log, and only a list tells of him.
            if listed || !times.isEmpty { sample.add(times) }
        }
        return sample
    }

    /// Seconds since each of the devices was last seen at the end of the log.
    func ages(devices: Int, number: Int) -> [Double] {
        (0..<devices).compactMap { checkIns($0, number).last }.map { period - $0 }
    }

    private func checkIns(_ device: Int, _ number: Int) -> [Double] {
        var draw = KeyedRandom(seed: 7, replication: UInt64(number)).draw(entity: UInt64(device), purpose: 1)
        var times: [Double] = []
        var now = -before
        var isOn = draw.uniform() < on.mean / (on.mean + off.mean)
        while now < period {
            let length = (isOn ? on : off).sample(&draw)
            if isOn {
                var time = now
                while time < min(now + length, period) {
                    if time >= 0 { times.append(time) }
                    time += polling.every * (1 + polling.jitter * draw.uniform())
                }
            }
            now += length
            isOn.toggle()
        }
        return times
    }

    /// The laptops of the shipped profile: Weibull laws fitted to Skype's super-peers.
    static func laptops(poll: Double, days: Double = 30) throws -> SimulatedLog {
        SimulatedLog(
            on: try .weibull(shape: 0.64, scale: 10.86 * hour),
            off: try .weibull(shape: 0.63, scale: 9.48 * hour),
            polling: try #require(Polling(every: poll, jitter: 0.1)),
            period: days * day,
            before: 30 * day
        )
    }
}
