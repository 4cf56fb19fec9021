import PatchSimulator
import Text

extension Dimension {
    /// The words at the head of its tables.
    var title: String { "By \(rawValue)" }

    /// What its members are called: `2,000 groups`.
    func count(_ number: Int) -> String {
        switch self {
        case .group: Figure.count(number, "group", "groups")
        case .deviceClass: Figure.count(number, "class", "classes")
        case .site: Figure.count(number, "site", "sites")
        case .owner: Figure.count(number, "owner", "owners")
        case .criticality: Figure.count(number, "criticality", "criticalities")
        case .patch: Figure.count(number, "patch", "patches")
        case .severity: Figure.count(number, "severity", "severities")
        case .service: Figure.count(number, "service", "services")
        }
    }

    /// What stands in place of the name where something belongs to none of its members.
    var none: String { dividesDevices ? "no \(rawValue)" : "no patch" }
}
