public import EventEngine
public import PatchModel
public import PatchSimulator

extension Metric {
    /// Planned and unplanned downtime.
    public static let downtime = Metric(
        "downtime",
        .deviceHours,
        heading: ["all", "down-", "time, h"],
        label: "downtime, h",
        title: "Downtime",
        phrase: "downtime",
        definition: "device-hours of planned and unplanned downtime",
        .quotient(.sum([DowntimeLedger.plannedFormula, DowntimeLedger.unplannedFormula]), 3600)
    )

    /// Hours of people: technicians' travel and work, and so many seconds of the help desk for each ticket.
    public static func effort(ticket: Tick) -> Metric {
        Metric(
            "effort",
            .hours,
            heading: ["people,", "hours"],
            label: "people, hours",
            title: "People",
            phrase: "hours of people",
            definition: "hours of technicians' travel and work, and of the help desk for tickets",
            .quotient(.sum([.figure("technician_s"), .product(.figure("tickets"), Double(ticket))]), 3600)
        )
    }

    /// What exposure, downtime, labour and downloads cost together.
    public static func cost(_ prices: Prices) -> Metric {
        Metric(
            "cost",
            .money(prices.currency),
            heading: ["cost,", prices.currency],
            label: "cost, \(prices.currency)",
            title: "Cost",
            phrase: "cost",
            definition: "exposure, downtime, people and downloads at the scenario's prices",
            prices.formula
        )
    }
}

/// What is paid for.
public enum CostItem: String, Sendable, Hashable, CaseIterable {
    case exposure
    case plannedDowntime = "planned-downtime"
    case unplannedDowntime = "unplanned-downtime"
    case technicians
    case tickets
    case downloads

    /// What it is called in output.
    package var words: String { rawValue.replacing("-", with: " ") }
}

extension Metric {
    /// True if it is what runs cost in all.
    package var isCost: Bool { base == "cost" }
}

extension Prices {
    /// What one item of a run costs.
    public func formula(of item: CostItem) -> Formula {
        switch item {
        case .exposure: .quotient(.product(.figure("exposure_s"), exposedDeviceDay), 86_400)
        case .plannedDowntime: .quotient(.product(DowntimeLedger.plannedFormula, plannedDowntime), 3600)
        case .unplannedDowntime: .quotient(.product(DowntimeLedger.unplannedFormula, unplannedDowntime), 3600)
        case .technicians: .quotient(.product(.figure("technician_s"), technicianHour), 3600)
        case .tickets: .product(.figure("tickets"), ticket)
        case .downloads: .quotient(.product(.figure("download_bytes"), gigabyte), 1e9)
        }
    }

    /// What a run costs in all.
    public var formula: Formula { .sum(CostItem.allCases.map { formula(of: $0) }) }

    /// What one item of a run costs; nil if the run does not have one of the figures.
    public func cost(of item: CostItem, in ledger: Ledger) -> Double? { formula(of: item).value(in: ledger)?.value }

    /// What a run costs in all; nil if the run does not have one of the figures.
    public func cost(of ledger: Ledger) -> Double? { formula.value(in: ledger)?.value }
}
