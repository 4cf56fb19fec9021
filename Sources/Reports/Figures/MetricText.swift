import Experiments
import Text

extension HeadlineMetric {
    /// The heading of its column, unit included.
    var heading: [String] {
        switch self {
        case .exposedDeviceDays: ["exposed", "device-", "days"]
        case .timeToPatch50: ["time to", "patch", "p50, d"]
        case .timeToPatch95: ["time to", "patch", "p95, d"]
        case .compliance: ["in time", "(SLA),", "%"]
        case .plannedDowntime: ["planned", "down-", "time, h"]
        case .unplannedDowntime: ["unplanned", "down-", "time, h"]
        case .blastRadius: ["blast", "radius", "mean"]
        case .blastRadius95: ["blast", "radius", "p95"]
        case .neverPatched: ["devices", "never", "patched"]
        }
    }

    /// The words before its row, unit included.
    var label: String {
        switch self {
        case .exposedDeviceDays: "exposed device-days"
        case .timeToPatch50: "time to patch p50, d"
        case .timeToPatch95: "time to patch p95, d"
        case .compliance: "in time (SLA), %"
        case .plannedDowntime: "planned downtime, h"
        case .unplannedDowntime: "unplanned downtime, h"
        case .blastRadius: "blast radius mean"
        case .blastRadius95: "blast radius p95"
        case .neverPatched: "devices never patched"
        }
    }

    /// The value in the unit of the heading.
    func shown(_ value: Double) -> Double { unit == .share ? value * 100 : value }

    /// A value as it stands in a table: a number that is only a lower bound is marked.
    func text(_ value: Double, decimals: Int, isBound: Bool = false) -> String {
        (isBound ? "≥" : "") + Figure.fixed(shown(value), decimals)
    }

    /// A difference as it stands in a table, with its sign.
    func signed(_ value: Double, decimals: Int) -> String { Reports.signed(shown(value), decimals) }
}
