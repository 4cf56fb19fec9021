import PatchModel
import PatchSimulator

/// What Fisher's test of a canary and a control group of the same size can find.
struct CanaryTest {
    /// Devices in each group.
    let size: Int
    let level: Double

    /// Whether a p-value is significant; its last bits are forgiven, as the simulator does.
    private func isSignificant(_ value: Double) -> Bool { value <= level * (1 + 1e-9) }

    /// The least p-value that there can be: all canaries in trouble, and none of the control group.
    var leastPValue: Double { FisherExactTest.leastPValue(treated: size, control: size) }

    /// A thousand against a thousand can be significant at any level that a number can hold.
    private static let enough = 1000

    var canFail: Bool { isSignificant(CanaryTest(size: min(size, Self.enough), level: level).leastPValue) }

    /// The fewest canaries in trouble that are significant, if none of the control group is; nil if not even all are.
    var needed: Int? {
        guard canFail else { return nil }
        // A test takes as long as there are devices in trouble, and few are enough.
        return (1...size).first { count in
            isSignificant(
                FisherExactTest.pValue(treatedUnhealthy: count, treated: size, controlUnhealthy: 0, control: size)
            )
        }
    }

    /// The probability of finding a defect that shows on a share of the devices, if nothing else does.
    func power(against share: Double) -> Double {
        needed.map { BinomialLaw(count: size, probability: share).atLeast($0) } ?? 0
    }

    /// The least share of devices that is found with a probability; nil if no share is.
    func leastShare(foundWith probability: Double) -> Double? {
        whereReached(probability, in: 0...1) { power(against: $0) }
    }

    /// The fewest canaries with which the test can fail at a level above 0.
    static func fewest(at level: Double) -> Int? {
        (1...enough).first { CanaryTest(size: $0, level: level).canFail }
    }
}

extension ScenarioFacts {
    /// For each canary strategy the rollout with the fewest canaries, or with the most.
    func canaries(fewest: Bool) -> [(
        strategy: Strategy, canary: CanaryRollout, rollout: RolloutOutline, test: CanaryTest
    )] {
        scenario.strategies.compactMap { strategy in
            guard case .canary(let canary) = strategy.kind, canary.sequential == nil else { return nil }
            let found = rollouts(of: strategy).map { rollout in
                let size = min(rollout.rings[0].targets, rollout.rings[1].targets)
                return (strategy, canary, rollout, CanaryTest(size: size, level: canary.level))
            }.filter { $0.3.size > 0 }
            return fewest ? found.min { $0.3.size < $1.3.size } : found.max { $0.3.size < $1.3.size }
        }
    }
}
