import Warnings

extension DiagnosticCode {
    /// What can be wrong with services.
    var serviceExplanation: Explanation? {
        switch self {
        case .unknownService:
            Explanation(
                "A service is referred to that the scenario does not have under `services`.",
                wrong: "shop: { devices: { group: web }, depends-on: [databse] }    # services: { database: ... }",
                right: "shop: { devices: { group: web }, depends-on: [database] }"
            )
        case .emptyService:
            Explanation(
                "A service has no device: no group of the fleet meets the conditions under `devices`, so no device does its work.",
                wrong: "shop: { devices: { class: kiosk } }          # all devices are servers",
                right: "shop: { devices: { class: server } }"
            )
        case .serviceNeedsMore:
            Explanation(
                "A service needs more devices than it has. It would never work.",
                wrong: "shop: { devices: { group: web }, needs: 9 }      # web has 8",
                right: "shop: { devices: { group: web }, needs: 6 }"
            )
        case .cyclicServices:
            Explanation(
                "Services depend on each other (`depends-on`) in a circle: then none of them could ever begin to work again.",
                wrong: "directory: { devices: { group: dc }, depends-on: [directory] }",
                right: "directory: { devices: { group: dc } }"
            )
        case .mixedCapacity:
            Explanation(
                "A service needs a share of what its devices can do together, and they are of several classes. Each counts the same, though a server can do more than a kiosk: the share says little then.",
                wrong: "shop: { devices: { site: paris }, needs: { capacity: 75% } }      # servers and kiosks",
                right: "shop: { devices: { site: paris, class: server }, needs: { capacity: 75% } }"
            )
        default: nil
        }
    }
}
