/// A test of canaries against devices that wait that may fail before the soak is over, and stops good patches no more often than its
/// level says. It passes only if the excess of trouble is shown to be small.
public struct SequentialTest: Sendable, Hashable {
    /// When it is looked at, and what fails it.
    public enum Method: Sendable, Hashable {
        /// The safe logrank test: it may be looked at as often as one likes.
        case safeLogrank
        /// Fisher's exact test at so many looks, evenly over the soak, with the level spent over them as by O'Brien and Fleming.
        case groupSequential(looks: Int)

        /// The word for it in scenario files and output.
        public var name: String {
            switch self {
            case .safeLogrank: "safe-logrank"
            case .groupSequential: "group-sequential"
            }
        }
    }

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

    public var method: Method
    public var control: Control
    /// Only the safe logrank test has strata.
    public var strata: Strata
    /// The test fails by no fewer canaries in trouble.
    public var leastEvents: Int
    /// The excess of trouble among canaries, in (0, 1), that is accepted: the canary passes when the excess is shown to be no greater.
    public var tolerated: Double
    /// How sure that must be, in (0, 1).
    public var confidence: Double

    public init(
        method: Method = .safeLogrank,
        control: Control = .waiting,
        strata: Strata = .group,
        leastEvents: Int = 2,
        tolerated: Double = 0.01,
        confidence: Double = 0.95
    ) {
        self.method = method
        self.control = control
        self.strata = strata
        self.leastEvents = leastEvents
        self.tolerated = tolerated
        self.confidence = confidence
    }

    /// The most looks that can be planned.
    public static let maximumLooks = 50

    /// How many looks are planned; nil: it is looked at whenever somebody looks at the console.
    public var plannedLooks: Int? {
        if case .groupSequential(let looks) = method { looks } else { nil }
    }

    /// Changes how many looks are planned; without effect where none are.
    package mutating func setPlannedLooks(_ looks: Int) {
        if case .groupSequential = method { method = .groupSequential(looks: looks) }
    }
}
