public import EventEngine

/// How one run went over time: the truth at evenly spaced instants.
///
/// The instants are 0, `step`, 2 × `step` and so on; the last one is the horizon, also where `step` does not divide it. A
/// value is that after everything that happens at its instant.
public struct RunSeries: Sendable, Hashable {
    /// What is counted. Counts are of the instant; seconds are sums from the start to the instant, so that the difference
    /// between two instants is what lies between them, and the last value is the ledger's.
    public enum Kind: String, Sendable, Hashable, CaseIterable {
        /// (device, patch) pairs to which a patch applies that is out.
        case releasedPairs = "released-pairs"
        /// Those of them that run the patch.
        case patchedPairs = "patched-pairs"
        /// (device, vulnerability) pairs that are exposed.
        case exposedPairs = "exposed-pairs"
        /// Devices on which a defect has taken effect: the blast radius so far.
        case hitDevices = "hit-devices"

        // Device-seconds in each condition, in the order of `Condition.allCases`.
        case up = "up-seconds"
        case degraded = "degraded-seconds"
        case installing = "installing-seconds"
        case restarting = "restarting-seconds"
        case reverting = "reverting-seconds"
        case rollingBack = "rolling-back-seconds"
        case down = "down-seconds"
        case dead = "dead-seconds"
        /// Seconds of degraded devices weighted by the capacity lost, in thousandths.
        case lostCapacity = "lost-capacity-milliseconds"

        /// The device-seconds in a condition.
        public init(_ condition: Condition) {
            self =
                switch condition {
                case .up: .up
                case .degraded: .degraded
                case .installing: .installing
                case .restarting: .restarting
                case .reverting: .reverting
                case .rollingBack: .rollingBack
                case .down: .down
                case .dead: .dead
                }
        }
    }

    /// Into how many intervals the time is cut where nobody says otherwise.
    public static let usualIntervals = 120

    /// Seconds between two instants, at least 1.
    public var step: Tick
    /// By `Kind.allCases`, then by instant.
    public var values: [[Int64]]

    public init(step: Tick, values: [[Int64]]) {
        self.step = step
        self.values = values
    }

    /// The values of one kind by instant; empty if they were not kept.
    public subscript(kind: Kind) -> [Int64] {
        guard let place = Kind.allCases.firstIndex(of: kind), place < values.count else { return [] }
        return values[place]
    }

    /// The seconds between instants so that `intervals` of them reach the horizon: the division rounded up.
    public static func step(horizon: Tick, intervals: Int) -> Tick {
        let count = Tick(max(1, intervals))
        return max(1, (max(0, horizon) + count - 1) / count)
    }

    /// The instants of a run, from 0 to the horizon.
    public static func instants(step: Tick, horizon: Tick) -> [Tick] {
        let step = max(1, step)
        return Array(stride(from: 0, to: max(0, horizon), by: Int(step))) + [max(0, horizon)]
    }
}
