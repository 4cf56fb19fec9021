/// The safe logrank test of canaries against devices that wait: it may be looked at as often as one likes, and stops good patches no
/// more often than its level says.
public struct SequentialTest: Sendable, Hashable {
    /// Whom canaries are compared with.
    public enum Control: String, Sendable, Hashable, CaseIterable {
        /// Everybody who waits.
        case waiting
        /// A group as large as that of the canaries.
        case equal
    }

    /// How devices are divided for the comparison.
    public enum Strata: String, Sendable, Hashable, CaseIterable {
        /// Canaries are compared with devices of their own group.
        case group
        /// All with all.
        case none
    }

    public var control: Control
    public var strata: Strata
    /// The test fails by no fewer canaries in trouble.
    public var leastEvents: Int
    /// The excess of trouble among canaries, in (0, 1), that is accepted: the canary passes when the excess is shown to be no greater.
    public var tolerated: Double
    /// How sure that must be, in (0, 1).
    public var confidence: Double

    public init(
        control: Control = .waiting,
        strata: Strata = .group,
        leastEvents: Int = 2,
        tolerated: Double = 0.01,
        confidence: Double = 0.95
    ) {
        self.control = control
        self.strata = strata
        self.leastEvents = leastEvents
        self.tolerated = tolerated
        self.confidence = confidence
    }
}
