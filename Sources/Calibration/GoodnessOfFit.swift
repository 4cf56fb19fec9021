import EventEngine

/// How well a law of the time off describes the absences in a log of check-ins.
package struct GoodnessOfFit: Sendable {
    /// The share of gaps in each tenth of the fitted law: 0.1 each where the law is right. A gap that is still open counts for
    /// all tenths that it may end in.
    package let tenths: [Double]
    /// The greatest distance between the observed and the fitted distribution function of gaps (Kolmogorov and Smirnov), the
    /// observed one by Kaplan and Meier.
    package let distance: Double
    /// The distance below which 99 of 100 logs stay that the fitted law itself makes.
    package let usualDistance: Double
    /// Quantiles of the time for which a device that is met in an absence has been silent, by the log and by the law.
    package let silences: [(share: Double, observed: Double, fitted: Double)]
    /// Gaps longer than a long time, seen and expected; nil: no time is exceeded by enough.
    package let long: (length: Double, seen: Int, expected: Double)?
    /// Devices looked at, where the log has too many gaps.
    package let devices: Int

    /// True if the law describes the log as well as such a law describes its own.
    package var isGood: Bool { distance <= usualDistance }

    /// Gaps beyond which devices are left out.
    private static let most = 20_000
    /// Logs simulated for `usualDistance`, which is the second greatest distance of them.
    private static let trials = 199

    package init(_ fit: ConnectivityFit, _ sample: GapSample) {
        var gaps: [GapSample.Gap] = []
        var devices = 0
        for device in sample.devices where gaps.count < Self.most {
            gaps += device.gaps
            devices += 1
        }
        self.devices = devices
        // Of a part the law is fitted anew, as of each simulated log: otherwise its distance would be that of a law that was given.
        var off = fit.law
        if devices < sample.devices.count {
            var part = GapSample(polling: sample.polling, period: 0, isComplete: false)
            part.add(gaps: gaps)
            let data = CheckInData(part)
            let weights = data.weights(nil)
            off = LawFit.refined(off, tolerance: 1e-3) { data.logLikelihood($0, weights) }
        }
        let law = GapLaw(off: off, polling: sample.polling)
        let place = Self.places(law)
        let places = gaps.map { (place: place($0.length), isComplete: $0.isComplete) }
        tenths = Self.tenths(places)
        distance = Self.distance(places)
        usualDistance = Self.usualDistance(off, sample.polling, gaps)
        let ages = SilenceAges(gaps, law)
        silences = [0.5, 0.9, 0.99].map { ($0, ages.observed($0), ages.fitted($0)) }
        long = Self.long(gaps, law)
    }

    /// P(gap ≤ g) of gaps that are visible.
    private static func places(_ law: GapLaw) -> (Double) -> Double {
        let visible = law.survival(law.polling.visible)
        return { visible > 0 ? min(max(1 - law.survival($0) / visible, 0), 1) : 0 }
    }

    private static func tenths(_ places: [(place: Double, isComplete: Bool)]) -> [Double] {
        var counts = [Double](repeating: 0, count: 10)
        for (place, isComplete) in places {
            if isComplete {
                counts[min(Int(place * 10), 9)] += 1
            } else if place < 1 {
                for tenth in 0..<10 {
                    let (lower, upper) = (max(Double(tenth) / 10, place), Double(tenth + 1) / 10)
                    counts[tenth] += max(upper - lower, 0) / (1 - place)
                }
            }
        }
        return counts.map { $0 / Double(max(places.count, 1)) }
    }

    /// The product-limit estimate against a uniform law.
    static func distance(_ places: [(place: Double, isComplete: Bool)]) -> Double {
        let sorted = places.sorted { $0.place < $1.place || $0.place == $1.place && $0.isComplete && !$1.isComplete }
        var left = 1.0
        var greatest = 0.0
        for (index, one) in sorted.enumerated() where one.isComplete {
            greatest = max(greatest, abs(1 - left - one.place))
            left *= 1 - 1 / Double(sorted.count - index)
            greatest = max(greatest, abs(1 - left - one.place))
        }
        return greatest
    }

    /// Logs with as many gaps that could be as long, of the fitted law, each fitted anew.
    private static func usualDistance(_ off: OffLaw, _ polling: Polling, _ gaps: [GapSample.Gap]) -> Double {
        guard let distribution = off.distribution else { return 1 }
        // A law of whose gaps hardly one is visible describes no log: polls are rarer than was said.
        guard GapLaw(off: off, polling: polling).survival(polling.visible) > 0.01 else { return 0 }
        var distances = (0..<trials).map { trial in
            let random = KeyedRandom(seed: Resampling.source, replication: UInt64(trial))
            var sample = GapSample(polling: polling, period: 0, isComplete: false)
            sample.add(
                gaps: gaps.enumerated().map { index, gap in
                    var draw = random.draw(entity: UInt64(index), purpose: Resampling.gapPurpose)
                    var length = 0.0
                    for _ in 0..<10_000 where length <= polling.visible {
                        length = draw.uniform() * polling.spacing + distribution.sample(&draw)
                    }
                    let isComplete = length <= gap.longest
                    return GapSample.Gap(
                        length: isComplete ? length : gap.longest,
                        isComplete: isComplete,
                        longest: gap.longest
                    )
                }
            )
            let data = CheckInData(sample)
            let weights = data.weights(nil)
            let fitted = LawFit.refined(off, tolerance: 1e-3) { data.logLikelihood($0, weights) }
            let place = places(GapLaw(off: fitted, polling: polling))
            return distance(sample.devices[0].gaps.map { (place($0.length), $0.isComplete) })
        }
        distances.sort()
        return distances[trials - 2]
    }

    private static func long(_ gaps: [GapSample.Gap], _ law: GapLaw) -> (Double, Int, Double)? {
        let hour = 3600.0
        let lengths = [1, 2, 5, 10, 24, 48, 120, 240, 480, 1200, 2400].map { Double($0) * hour }
        let visible = law.survival(law.polling.visible)
        for length in lengths.reversed() where length > law.polling.visible && visible > 0 {
            let expected = Double(gaps.count { $0.longest > length }) * law.survival(length) / visible
            let seen = gaps.count { $0.length > length }
            if max(expected, Double(seen)) >= 5 { return (length, seen, expected) }
        }
        return nil
    }
}
