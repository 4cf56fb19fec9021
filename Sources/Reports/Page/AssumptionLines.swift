import EventEngine
import Experiments
import PatchModel
import Text

/// What the figures rest on in about ten lines, for paper.
struct AssumptionLines {
    let lines: [String]

    /// At most so many strategies are told of.
    private static let mostStrategies = 4

    init(_ study: Study) {
        let scenario = study.scenario
        var lines = [Self.fleet(scenario), Self.connectivity(scenario), Self.patches(scenario)].compactMap { $0 }
        lines += [Self.defects(scenario), Self.vulnerabilities(scenario)].compactMap { $0 }
        for policy in study.policies.prefix(Self.mostStrategies) {
            let words = policy.strategy.map { StrategyText($0, scenario).outline }
            lines.append("\(policy.name): \(words ?? "not declared by the scenario").")
        }
        lines += [Self.people(scenario), Self.prices(scenario)].compactMap { $0 }
        self.lines = lines
    }

    private static func fleet(_ scenario: Scenario) -> String {
        let groups = scenario.groups.map { "\($0.name) \(Figure.grouped($0.count))" }
        return "Fleet: \(Figure.count(scenario.deviceCount, "device", "devices")) (\(VerdictWords.list(groups)))."
    }

    private static func connectivity(_ scenario: Scenario) -> String? {
        let names = scenario.groups.map(\.connectivityName).reduce(into: [String]()) { names, name in
            if !names.contains(name) { names.append(name) }
        }
        return names.isEmpty ? nil : "Devices are on and connected as in: \(VerdictWords.list(names))."
    }

    private static func patches(_ scenario: Scenario) -> String? {
        let patches = scenario.patches
        guard !patches.isEmpty else { return nil }
        let failures = patches.map(\.installation.failureChance)
        let range = [failures.min() ?? 0, failures.max() ?? 0].map(DistributionText.share)
        let share = range[0] == range[1] ? range[0] : "\(range[0]) to \(range[1])"
        return "Patches: \(Figure.grouped(patches.count)). An installation fails with a chance of \(share)."
    }

    private static func defects(_ scenario: Scenario) -> String? {
        let chances = scenario.patches.flatMap(\.regressions).map(\.chance)
        guard !chances.isEmpty else { return "No patch carries a defect." }
        let none = chances.reduce(1.0) { $0 * (1 - $1) }
        return "Defects: \(Figure.grouped(chances.count)) possible; if they are independent, at least one comes in "
            + "\(Figure.fixed((1 - none) * 100, 0)) % of the runs."
    }

    private static func vulnerabilities(_ scenario: Scenario) -> String? {
        let all = scenario.vulnerabilities
        guard !all.isEmpty else { return "No vulnerabilities: nothing is exposed." }
        let exploited = all.count { $0.exploitation != .never && $0.exploitationChance > 0 }
        return "Vulnerabilities: \(Figure.grouped(all.count)), of which \(Figure.grouped(exploited)) may be exploited."
    }

    private static func people(_ scenario: Scenario) -> String {
        guard let repair = scenario.repair else { return "Repair: no on-site repair." }
        let staff = repair.technicians.map { Figure.count($0, "technician", "technicians") } ?? "enough technicians"
        return "Repair: \(staff); a repair takes \(DistributionText.words(repair.duration))."
    }

    private static func prices(_ scenario: Scenario) -> String? {
        guard let prices = scenario.prices else { return "No prices." }
        let told = CostItem.allCases.compactMap { item -> String? in
            let price = prices[item]
            return price > 0 ? "\(item.pricedUnit) \(Figure.plain(price))" : nil
        }
        return "Prices, \(prices.currency): \(told.joined(separator: ", "))."
    }
}

extension Prices {
    /// The price of one unit of an item.
    subscript(item: CostItem) -> Double {
        switch item {
        case .exposure: exposedDeviceDay
        case .plannedDowntime: plannedDowntime
        case .unplannedDowntime: unplannedDowntime
        case .technicians: technicianHour
        case .tickets: ticket
        case .downloads: gigabyte
        }
    }

    /// One of each, so that a cost is a quantity.
    static func one(in currency: String) -> Prices {
        Prices(
            currency: currency,
            exposedDeviceDay: 1,
            plannedDowntime: 1,
            unplannedDowntime: 1,
            technicianHour: 1,
            ticket: 1,
            gigabyte: 1
        )
    }
}

extension CostItem {
    /// What the price is that of.
    var pricedUnit: String {
        switch self {
        case .exposure: "exposed device-day"
        case .plannedDowntime: "device-hour of planned downtime"
        case .unplannedDowntime: "device-hour of unplanned downtime"
        case .technicians: "technician’s hour"
        case .tickets: "ticket"
        case .downloads: "gigabyte downloaded"
        }
    }
}
