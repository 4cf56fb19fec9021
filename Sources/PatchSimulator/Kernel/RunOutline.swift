package import PatchModel

/// What can be told of a run before there is one: how large it is going to be, and how it is going to be driven.
package struct RunOutline: Sendable {
    package let scenario: Scenario
    package let strategies: [Strategy]
    /// Devices of the fleet.
    package let devices: Int
    /// (device, patch) pairs to which a patch applies.
    package let pairs: Int
    /// The rollouts of the strategy that has most.
    package let rollouts: Int

    /// - Parameters:
    ///   - strategies: those that may be run.
    ///   - pairs: (device, patch) pairs to which a patch applies.
    ///   - rollouts: the rollouts of the strategy that has most.
    package init(_ scenario: Scenario, strategies: [Strategy], pairs: Int, rollouts: Int) {
        self.scenario = scenario
        self.strategies = strategies
        devices = scenario.deviceCount
        self.pairs = pairs
        self.rollouts = rollouts
    }

    /// The strongest coupling of devices that is to be expected, but for what a stop brings.
    package var coupling: Coupling { Run.subjects.map { $0.type.coupling(of: self) }.max() ?? .none }

    /// Bytes that a run takes: the sum of what the subjects say.
    package var footprint: Int { Run.subjects.reduce(0) { $0 + $1.type.footprint(of: self) } }
}
