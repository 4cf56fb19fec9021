import PatchSimulator

/// Why a device does not serve its user.
enum DowntimeCause: String, Sendable, CaseIterable {
    case installing
    case restarting
    case reverting = "undoing a failed attempt"
    case rollingBack = "rolling back"
    case degraded
    case down = "not working"
    case dead = "not starting"

    var isPlanned: Bool { self == .installing || self == .restarting }

    /// The condition of a device; degraded devices count by the capacity lost instead.
    var condition: Condition? {
        switch self {
        case .installing: .installing
        case .restarting: .restarting
        case .reverting: .reverting
        case .rollingBack: .rollingBack
        case .degraded: nil
        case .down: .down
        case .dead: .dead
        }
    }

    var kind: RunSeries.Kind { condition.map { RunSeries.Kind($0) } ?? .lostCapacity }

    /// Seconds in one unit of the series.
    var scale: Double { self == .degraded ? 0.001 : 1 }

    /// Device-seconds in a run.
    func seconds(in ledger: Ledger) -> Double {
        guard let condition else { return Double(ledger.downtime.lostCapacitySeconds) / 1000 }
        return Double(ledger.downtime.conditionSeconds[Int(condition.rawValue)])
    }
}
