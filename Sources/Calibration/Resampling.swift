import EventEngine

/// Resamples devices: B. Efron, "Bootstrap methods: another look at the jackknife", The Annals of Statistics 7 (1979). What one
/// device does hangs together, so that whole devices are drawn and not their gaps.
package enum Resampling {
    /// Refits of which a standard error and a 90 % interval are made.
    package static let resamples = 200

    /// Purposes of the draws here; the simulator's are others, as no run shares their source.
    static let devicePurpose: UInt16 = 1
    static let gapPurpose: UInt16 = 2
    static let source: UInt64 = 0xCA11_B8A7

    /// How often each device is drawn, the `number`-th time. The same everywhere.
    static func times(_ number: Int, devices: Int) -> [Int] {
        let random = KeyedRandom(seed: source, replication: UInt64(number))
        var times = [Int](repeating: 0, count: devices)
        let stream = random.stream(entity: 0, purpose: devicePurpose)
        for index in 0..<devices {
            var draw = stream.draw(UInt64(index))
            times[min(Int(draw.uniform() * Double(devices)), devices - 1)] += 1
        }
        return times
    }

    /// The standard deviation of values, and the interval of their middle 90 %; nil with fewer than twenty.
    static func spread(_ values: [Double]) -> (error: Double, lower: Double, upper: Double)? {
        guard values.count >= 20 else { return nil }
        let mean = values.reduce(0, +) / Double(values.count)
        let squares = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
        let sorted = values.sorted()
        func quantile(_ share: Double) -> Double {
            let place = share * Double(sorted.count - 1)
            let below = Int(place)
            let above = min(below + 1, sorted.count - 1)
            return sorted[below] + (place - Double(below)) * (sorted[above] - sorted[below])
        }
        return ((squares / Double(values.count - 1)).squareRoot(), quantile(0.05), quantile(0.95))
    }
}
