import EventEngine

/// How long ago devices were last seen, at one moment: what the "last seen" column of an export tells.
///
/// At a random moment an absence has the age a with a density in proportion to P(gap > a) (D. R. Cox, "Renewal theory", 1962, section
/// 5.4): that of the wait which a rollout meets. Only ages from v up to a limit count, as devices that have been gone for longer
/// may be gone for good.
package struct AgeSample: Sendable {
    package let polling: Polling
    /// Seconds; no older ones are among the ages.
    package let limit: Double
    /// Seconds since each device was last seen.
    package let ages: [Double]

    /// - Parameter ages: those of all devices; negative ones count as 0, those beyond the limit not at all.
    package init(polling: Polling, limit: Double, ages: [Double]) {
        (self.polling, self.limit) = (polling, limit)
        self.ages = ages.filter { $0 <= limit }.map { max($0, 0) }
    }
}

struct AgeData: AbsenceData {
    struct Weights: AbsenceWeights {
        var classes: [Double]
        var absences: Int
    }

    let polling: Polling
    let typical: Double
    private let limit: Double
    /// The ages that are absences, in classes, and the class of each device; nil: it is none.
    private var lengths: [Double] = []
    private var classes: [Int?] = []

    init(_ sample: AgeSample) {
        polling = sample.polling
        limit = sample.limit
        let visible = sample.polling.visible
        let old = sample.ages.filter { $0 > visible }
        typical = old.isEmpty ? sample.polling.every : old.reduce(0, +) / Double(old.count)
        let rounded = Rounding(count: old.count)
        var numbers: [Double: Int] = [:]
        for age in sample.ages {
            guard age > visible else {
                classes.append(nil)
                continue
            }
            let length = rounded(age)
            let number = numbers[length] ?? lengths.count
            if number == lengths.count {
                numbers[length] = number
                lengths.append(length)
            }
            classes.append(number)
        }
    }

    var devices: Int { classes.count }
    var absences: Int { classes.count { $0 != nil } }

    func weights(_ times: [Int]?) -> Weights {
        var weights = Weights(classes: lengths.map { _ in 0 }, absences: 0)
        for (device, number) in classes.enumerated() {
            guard let number else { continue }
            let count = times?[device] ?? 1
            weights.classes[number] += Double(count)
            weights.absences += count
        }
        return weights
    }

    func logLikelihood(_ law: OffLaw, _ weights: Weights) -> Double {
        let gap = GapLaw(off: law, polling: polling)
        let chance = gap.beyond(polling.visible) - gap.beyond(limit)
        guard chance > 1e-300 else { return -.infinity }
        let whole = naturalLogarithm(chance)
        var sum = 0.0
        for (weight, age) in zip(weights.classes, lengths) where weight > 0 {
            sum += weight * (naturalLogarithm(max(gap.survival(age), 1e-300)) - whole)
        }
        return sum
    }

    /// At a random moment a device shows an age between v and the limit with the chance ∫ P(gap > a) da over these ages, divided
    /// by the cycle less what lies beyond the limit.
    func cycle(_ law: OffLaw, _ weights: Weights) -> Double {
        let gap = GapLaw(off: law, polling: polling)
        let beyond = gap.beyond(limit)
        let share = Double(weights.absences) / Double(devices)
        return (gap.beyond(polling.visible) - beyond) / share + beyond
    }
}

extension ConnectivityFit {
    /// From the ages of one export.
    package init(_ sample: AgeSample, families: [OffLaw.Family] = OffLaw.Family.allCases) throws(Problem) {
        try self.init(data: AgeData(sample), families: families)
    }
}
