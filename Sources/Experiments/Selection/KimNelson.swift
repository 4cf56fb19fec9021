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
/// Normal differences always vary. Where those of the first stage do not, S² = 0 would let the smallest lead decide at once,
/// and the promise with it is empty: a first stage too short to meet what happens rarely. It is therefore doubled, as far as
/// is allowed, while the difference of two that are not beaten by others does not vary, and where that is not enough,
/// `withoutVariance` names the pairs and nothing is promised. Among normal values this never happens.
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
    /// n₀: replications of all systems before the first may be dropped. It grows while differences do not vary.
    public private(set) var firstStage: Int
    /// The most that it may grow to.
    public let longestFirstStage: Int
    /// h² of the procedure, for the present n₀.
    public private(set) var squaredH: Double

    /// The systems in play, ascending.
    public private(set) var survivors: [Int]
    /// In the order in which they were dropped.
    public private(set) var eliminations: [Elimination] = []
    /// Pairs of systems, none of them beaten by a third, whose difference was the same in every replication of the first
    /// stage. If there are any, the confidence is not promised.
    public private(set) var withoutVariance: [[Int]] = []
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
    ///   - longestFirstStage: what it may grow to; without it, it does not grow.
    /// - Returns: nil if a parameter is out of range.
    public init?(
        systems: Int,
        goal: PairedDifference.Goal,
        indifference: Double,
        confidence: Double = 0.95,
        firstStage: Int = 20,
        longestFirstStage: Int? = nil
    ) {
        guard systems >= 1, indifference > 0, indifference.isFinite, confidence < 1,
            confidence > 1 / Double(systems) || systems == 1 && confidence > 0, firstStage >= 2
        else { return nil }
        self.goal = goal
        self.indifference = indifference
        self.confidence = confidence
        self.firstStage = firstStage
        self.longestFirstStage = max(firstStage, longestFirstStage ?? firstStage)
        survivors = Array(0..<systems)
        isDecided = systems == 1
        first = Array(repeating: [], count: systems)
        sums = Array(repeating: 0, count: systems)
        squaredH = Self.squaredH(systems: systems, confidence, firstStage)
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

    /// The systems in play that gave the same as the given one in every replication of the first stage, and on the whole since.
    public func equals(of system: Int) -> [Int] {
        survivors.filter { rival in
            rival != system && withoutVariance.contains([min(system, rival), max(system, rival)])
                && sums[rival] == sums[system]
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
        if replications == firstStage, !closeFirstStage() { return }
        screen()
    }

    private static func squaredH(systems: Int, _ confidence: Double, _ firstStage: Int) -> Double {
        let error = 2 * (1 - confidence) / Double(max(1, systems - 1))
        let freedom = Double(firstStage - 1)
        // At a confidence that a coin gives already nothing needs to be shown, which is η = 0.
        let eta = max(0, (exponential(-2 / freedom * naturalLogarithm(error)) - 1) / 2)
        return 2 * eta * freedom
    }

    /// False if the first stage was made longer instead.
    private mutating func closeFirstStage() -> Bool {
        variances = first.map { one in
            first.map { SampleMoments(differences(one, $0))?.variance ?? .infinity }
        }
        let unbeaten = survivors.filter { lead(over: $0, among: survivors) { $0 > 0 } == nil }
        let pairs = unbeaten.flatMap { one in
            unbeaten.filter { one < $0 && variances[one][$0] == 0 }.map { [one, $0] }
        }
        if !pairs.isEmpty, firstStage < longestFirstStage {
            firstStage = min(longestFirstStage, 2 * firstStage)
            squaredH = Self.squaredH(systems: sums.count, confidence, firstStage)
            return false
        }
        withoutVariance = pairs
        first = []
        return true
    }

    /// The rival that beats a system by most, of those whose difference to it has an admissible variance.
    private func lead(over system: Int, among rivals: [Int], where admissible: (Double) -> Bool) -> Int? {
        let leads = rivals.filter { $0 != system && admissible(variances[system][$0]) }.map { rival in
            (rival: rival, by: merit(rival) - merit(system) - allowance(system, rival))
        }
        guard let greatest = leads.max(by: { $0.by < $1.by }), greatest.by > 0 else { return nil }
        return greatest.rival
    }

    private mutating func screen() {
        let before = survivors
        for system in before {
            guard let rival = lead(over: system, among: before, where: { _ in true }) else { continue }
            survivors.removeAll { $0 == system }
            eliminations.append(Elimination(system: system, replications: replications, by: rival))
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
