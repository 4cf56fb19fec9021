public import EventEngine

/// A hidden defect of a patch, which the policy does not know of.
public struct Regression: Sendable, Hashable {
    /// When the effect begins on a device that runs the patch.
    public enum Onset: Sendable, Hashable {
        case atOnce
        /// At the first restart after the installation: the patch's own reboot, or else the next time the device is switched on.
        case restart
        /// That many seconds after the patch began to run.
        case after(Distribution)
    }

    /// What the defect does to a device.
    public enum Effect: Sendable, Hashable {
        /// The component, and all that needs it, does not work.
        case down(component: Int)
        /// The component works with the given share of its capacity lost, in (0, 1].
        case degraded(component: Int, share: Double)
        /// The device restarts for ever and cannot check in.
        case restartLoop
        /// The device is dead until a technician comes.
        case bricked
        /// The device works, but cannot check in.
        case networkLoss

        /// True if a device in this state cannot hear from the console.
        public var isUnreachable: Bool {
            switch self {
            case .down, .degraded: false
            case .restartLoop, .bricked, .networkLoss: true
            }
        }
    }

    /// How the defect shows, by the device's own reports or by its user's.
    public struct Visibility: Sendable, Hashable {
        /// Probability that it shows at all on a device.
        public var probability: Double
        /// Seconds from the onset.
        public var delay: Distribution

        public init(probability: Double, delay: Distribution) {
            self.probability = probability
            self.delay = delay
        }
    }

    public var name: String
    /// Probability that a replication has the defect at all.
    public var chance: Double
    public var condition: DevicePredicate
    /// Share of the matching devices on which the effect occurs.
    public var share: Double
    public var onset: Onset
    public var effect: Effect
    /// The device's own report; it travels with the next check-in, so never from an unreachable device.
    public var telemetry: Visibility
    /// The user's call; made only while the device is switched on.
    public var helpDesk: Visibility

    public init(
        name: String,
        chance: Double,
        condition: DevicePredicate = DevicePredicate(),
        share: Double = 1,
        onset: Onset = .atOnce,
        effect: Effect,
        telemetry: Visibility,
        helpDesk: Visibility
    ) {
        self.name = name
        self.chance = chance
        self.condition = condition
        self.share = share
        self.onset = onset
        self.effect = effect
        self.telemetry = telemetry
        self.helpDesk = helpDesk
    }
}
