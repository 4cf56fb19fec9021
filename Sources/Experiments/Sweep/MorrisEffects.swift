import EventEngine

/// The points of Morris's screening: from a random point of a coarse grid one factor after the other is moved, in random order,
/// `trajectories` times. M. D. Morris, "Factorial sampling plans for preliminary computational experiments", Technometrics 33
/// (1991), with 4 levels and steps of 2/3.
public struct MorrisDesign: Sendable {
    public let factors: Int
    public let trajectories: Int
    /// Whether luck is a factor of its own, the last one: each trajectory changes its replications once.
    public let includesLuck: Bool
    /// Trajectory after trajectory.
    public let points: [DesignPoint]
    /// By trajectory, which factor each step moves.
    let orders: [[Int]]

    private static let step = 2.0 / 3

    /// Nil if there are no factors or no trajectories.
    public init?(factors: Int, trajectories: Int, includesLuck: Bool = true, seed: UInt64) {
        guard factors > 0, trajectories > 0 else { return nil }
        self.factors = factors
        self.trajectories = trajectories
        self.includesLuck = includesLuck
        let random = KeyedRandom(design: seed)
        let moved = factors + (includesLuck ? 1 : 0)
        orders = (0..<trajectories).map { random.order(.morrisOrder, $0, count: moved) }
        var points: [DesignPoint] = []
        for (trajectory, order) in orders.enumerated() {
            // Levels 0 and 1/3 can be raised by the step, 2/3 and 1 lowered.
            var places = (0..<factors).map { factor in
                var base = random.draw(.morrisBase, trajectory, factor)
                var sign = random.draw(.morrisSign, trajectory, factor)
                return (base.isTrue(withProbability: 0.5) ? 0 : 1.0 / 3)
                    + (sign.isTrue(withProbability: 0.5) ? 0 : Self.step)
            }
            var luck = includesLuck ? 2 * trajectory : 0
            points.append(DesignPoint(places, luck: luck))
            for factor in order {
                if factor == factors {
                    luck += 1
                } else {
                    places[factor] += places[factor] < 0.5 ? Self.step : -Self.step
                }
                points.append(DesignPoint(places, luck: luck))
            }
        }
        self.points = points
    }

    /// Points of each trajectory.
    public var stride: Int { 1 + factors + (includesLuck ? 1 : 0) }

    /// The change of the function per full range of the factor, by factor and then by trajectory; for luck the change itself.
    func effects(_ values: [Double]) -> [[Double]] {
        var effects = [[Double]](repeating: [], count: factors + (includesLuck ? 1 : 0))
        for (trajectory, order) in orders.enumerated() {
            for (place, factor) in order.enumerated() {
                let before = trajectory * stride + place
                let change = values[before + 1] - values[before]
                guard factor < factors else {
                    effects[factor].append(change)
                    continue
                }
                effects[factor].append(change / (points[before + 1].places[factor] - points[before].places[factor]))
            }
        }
        return effects
    }
}

/// What Morris's screening says of each factor.
public struct MorrisEffects: Sendable, Hashable {
    /// Of one factor, in the metric's unit, per full range of the factor; for luck per change of replications.
    public struct Effect: Sendable, Hashable {
        /// The mean effect: effects of both signs cancel out.
        public var mean: Estimate
        /// The mean of the effects' sizes (μ*), by which factors are ranked: Campolongo, Cariboni and Saltelli, "An effective
        /// screening design for sensitivity analysis of large models", Environmental Modelling & Software 22 (2007).
        public var size: Estimate
        /// The standard deviation of the effects (σ): large where the effect depends on the other factors, or on itself; nil
        /// with a single trajectory.
        public var deviation: Double?
    }

    /// By factor; the last one is luck, if the design includes it.
    public let effects: [Effect]

    /// Nil if there are not as many values as points, or values that are not finite.
    public init?(_ design: MorrisDesign, _ values: [Double]) {
        guard values.count == design.points.count else { return nil }
        let found = design.effects(values).compactMap { own -> Effect? in
            guard let mean = Estimate(own), let size = Estimate(own.map(abs), range: 0...Double.infinity) else {
                return nil
            }
            return Effect(mean: mean, size: size, deviation: SampleMoments(own)?.variance?.squareRoot())
        }
        guard found.count == design.stride - 1 else { return nil }
        effects = found
    }
}
