public import EventEngine
public import PatchModel
public import PatchSimulator

/// Any one number by which a run can be judged: a headline metric, or one that is made of several.
public enum Measure: Sendable, Hashable {
    case headline(HeadlineMetric)
    /// Device-hours of planned and unplanned downtime.
    case downtime
    /// Hours of people: technicians' travel and work, and so many seconds of the help desk for each ticket.
    case effort(ticket: Tick)
    /// What exposure, downtime, labour and downloads cost together.
    case cost(Prices)

    /// Its name in commands and documents.
    public var name: String {
        switch self {
        case .headline(let metric): metric.rawValue
        case .downtime: "downtime"
        case .effort: "effort"
        case .cost: "cost"
        }
    }

    /// What it is counted in.
    public var unit: String {
        switch self {
        case .headline(let metric): metric.unit.rawValue
        case .downtime: HeadlineMetric.Unit.deviceHours.rawValue
        case .effort: "hours"
        case .cost(let prices): prices.currency
        }
    }

    /// The words for it in a sentence.
    public var phrase: String {
        switch self {
        case .headline(let metric): metric.phrase
        case .downtime: "downtime"
        case .effort: "effort"
        case .cost: "cost"
        }
    }

    /// Which way is good.
    public var goal: PairedDifference.Goal {
        if case .headline(let metric) = self { metric.goal } else { .low }
    }

    /// Where its values lie.
    public var range: ClosedRange<Double> {
        if case .headline(let metric) = self { metric.range } else { 0...Double.infinity }
    }

    /// The value of one replication; nil where the scenario gives it none.
    public func value(in ledger: Ledger) -> Double? {
        switch self {
        case .headline(let metric): metric.value(in: ledger)?.value
        case .downtime: (Double(ledger.plannedDowntime) + ledger.unplannedDowntime) / 3600
        case .effort(let ticket): Double(ledger.technicianSeconds + Int64(ledger.tickets) * ticket) / 3600
        case .cost(let prices): prices.cost(of: ledger)
        }
    }

    /// All values, one a replication; nil if one is missing.
    func values(in results: [RunResult]) -> [Double]? {
        let values = results.compactMap { value(in: $0.ledger) }
        return values.count == results.count && !values.isEmpty ? values : nil
    }

    /// What can be asked for in a scenario: every headline metric that is a mean, and the sums; the cost where there are
    /// prices.
    public static func all(in scenario: Scenario) -> [Measure] {
        HeadlineMetric.allCases.filter { $0.summary == .mean }.map(Measure.headline)
            + [.downtime, .effort(ticket: scenario.ticketWork)] + (scenario.prices.map { [.cost($0)] } ?? [])
    }
}
