import EventEngine

/// Picks the best of k systems by running all until it is plain which to drop: the fully sequential procedure KN.
///
/// After a first stage every further replication is made of the systems still in play only, and after each one those are
/// dropped that have fallen too far behind another. If the best mean is better than every other by the indifference zone δ or
/// more, the one that is left is the best with at least the given confidence. Proved for normal values that are independent
/// between replications; within a replication systems may depend on each other, and common random numbers make it faster,
/// because what counts are the variances of differences. Where others lie within δ of the best, one of those may be left.
///
/// S.-H. Kim and B. L. Nelson, "A fully sequential procedure for indifference-zone selection in simulation", ACM
/// Transactions on Modeling and Computer Simulation 11 (2001), section 2, with c = 1:
/// η = ½ ((2α / (k − 1))^(−2/(n₀ − 1)) − 1), h² = 2 η (n₀ − 1); i is dropped after r replications if for some l its mean is
/// more than W = max(0, δ / (2 r) (h² S²ᵢₗ / δ² − r)) worse than that of l, where S²ᵢₗ is the variance of the differences in
/// the first n₀ replications.
///
/// It draws nothing itself: it is told the values, wherever they come from.
public struct KimNelson: Sendable, Hashable {
    /// A system that was dropped.
    public struct Elimination: Sendable, Hashable {
        public var system: Int
        /// The number of replications after which it was.
        public var replications: Int
        /// The system that was so much better.
        public var by: Int
    }

    public let goal: PairedDifference.Goal
    /// δ: the least difference worth detecting, in the unit of the values.
    public let indifference: Double
    public let confidence: Double
    /// n₀: replications of all systems before the first may be dropped.
    public let firstStage: Int
    /// h² of the procedure.
    public let squaredH: Double

    /// The systems in play, ascending.
    public private(set) var survivors: [Int]
    /// In the order in which they were dropped.
    public private(set) var eliminations: [Elimination] = []
    /// Replications told so far.
    public private(set) var replications = 0
    /// True when nothing is left to do.
    public private(set) var isDecided: Bool

    /// By system: the values of the first stage.
    private var first: [[Double]]
    /// By system; of those dropped, up to then.
    private var sums: [Double]
    /// By two systems: the variance of their difference in the first stage.
    private var variances: [[Double]] = []

    /// - Parameters:
    ///   - systems: how many there are, at least 1.
    ///   - goal: which way is good.
    ///   - indifference: above zero, in the unit of the values.
    ///   - confidence: above 1/k, below 1.
    ///   - firstStage: at least 2.
    /// - Returns: nil if a parameter is out of range.
    public init?(
        systems: Int,
        goal: PairedDifference.Goal,
        indifference: Double,
        confidence: Double = 0.95,
        firstStage: Int = 20
    ) {
        guard systems >= 1, indifference > 0, indifference.isFinite, confidence < 1,
            confidence > 1 / Double(systems) || systems == 1 && confidence > 0, firstStage >= 2
        else { return nil }
        self.goal = goal
        self.indifference = indifference
        self.confidence = confidence
        self.firstStage = firstStage
        survivors = Array(0..<systems)
        isDecided = systems == 1
        first = Array(repeating: [], count: systems)
        sums = Array(repeating: 0, count: systems)
        let error = 2 * (1 - confidence) / Double(max(1, systems - 1))
        let freedom = Double(firstStage - 1)
        // At a confidence that a coin gives already nothing needs to be shown, which is η = 0.
        let eta = max(0, (exponential(-2 / freedom * naturalLogarithm(error)) - 1) / 2)
        squaredH = 2 * eta * freedom
    }

    /// Whether all systems are still to be run because the first stage is not over.
    public var isInFirstStage: Bool { replications < firstStage }

    /// The system that is best as far as is known, the first of equals: the one selected, once that is decided.
    public var best: Int? {
        guard replications > 0 else { return isDecided ? survivors.first : nil }
        return survivors.reduce(nil) { best, system in
            guard let best else { return system }
            return merit(system) > merit(best) ? system : best
        }
    }

    /// The mean of a system over the replications it was in.
    public func mean(of system: Int) -> Double? {
        let count = eliminations.first { $0.system == system }?.replications ?? replications
        return count > 0 ? sums[system] / Double(count) : nil
    }

    /// Takes the values of one more replication, one for each of `survivors` in their order. Nothing happens when it is
    /// decided already, or if there are not that many values.
    public mutating func observe(_ values: [Double]) {
        guard !isDecided, values.count == survivors.count else { return }
        replications += 1
        for (system, value) in zip(survivors, values) {
            sums[system] += value
            if replications <= firstStage { first[system].append(value) }
        }
        guard replications >= firstStage else { return }
        if replications == firstStage { closeFirstStage() }
        screen()
    }

    private mutating func closeFirstStage() {
        variances = first.map { one in
            first.map { other in
                SampleMoments(zip(one, other).map { $0 - $1 })?.variance ?? .infinity
            }
        }
        first = []
    }

    private mutating func screen() {
        let before = survivors
        for system in before {
            let lead = before.filter { $0 != system }.map { rival in
                (rival: rival, by: merit(rival) - merit(system) - allowance(system, rival))
            }.max { $0.by < $1.by }
            guard let lead, lead.by > 0 else { continue }
            survivors.removeAll { $0 == system }
            eliminations.append(Elimination(system: system, replications: replications, by: lead.rival))
        }
        // From the replication on at which no difference is allowed any more, only equals are left.
        let isExhausted = survivors.allSatisfy { one in
            survivors.allSatisfy { one == $0 || allowance(one, $0) == 0 }
        }
        isDecided = survivors.count == 1 || isExhausted
    }

    /// The mean, turned so that more is better.
    private func merit(_ system: Int) -> Double {
        (goal == .high ? sums[system] : -sums[system]) / Double(replications)
    }

    /// W: how much worse than `rival` the mean may be.
    private func allowance(_ system: Int, _ rival: Int) -> Double {
        let count = Double(replications)
        let needed = squaredH * variances[system][rival] / (indifference * indifference)
        return max(0, indifference / (2 * count) * (needed - count))
    }
}
