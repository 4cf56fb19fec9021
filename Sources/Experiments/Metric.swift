public import PatchModel
public import PatchSimulator

/// A number by which a run is judged: what it is called, which way is good, and how it follows from the figures of a ledger.
///
/// This is its only declaration: tables, pages, CSV, JSON, the view `metric` of a study and the commands take all from it.
public struct Metric: Sendable, Hashable, Identifiable {
    /// What a value is counted in.
    public enum Unit: Sendable, Hashable {
        case deviceDays
        case days
        case share
        case deviceHours
        case devices
        /// Of people.
        case hours
        /// In a currency.
        case money(String)

        /// Its name in documents.
        public var name: String {
            switch self {
            case .deviceDays: "device-days"
            case .days: "days"
            case .share: "share"
            case .deviceHours: "device-hours"
            case .devices: "devices"
            case .hours: "hours"
            case .money(let currency): currency
            }
        }
    }

    /// What a metric is over replications.
    public enum Summary: Sendable, Hashable {
        case mean
        /// A quantile of the replications' values.
        case quantile(Double)
    }

    /// Its name in commands and documents.
    public let id: String
    public let unit: Unit
    /// Which way is good.
    public let goal: PairedDifference.Goal
    public let summary: Summary
    /// The heading of its column, unit included, a line each.
    public let heading: [String]
    /// The words before its row in a terminal, unit included.
    public let label: String
    /// The words for it at the head of a row in a report.
    public let title: String
    /// The words for it in a sentence.
    public let phrase: String
    /// How it follows from the figures of a run.
    public let formula: Formula

    init(
        _ id: String,
        _ unit: Unit,
        goal: PairedDifference.Goal = .low,
        summary: Summary = .mean,
        heading: [String],
        label: String,
        title: String,
        phrase: String,
        _ formula: Formula
    ) {
        self.id = id
        self.unit = unit
        self.goal = goal
        self.summary = summary
        self.heading = heading
        self.label = label
        self.title = title
        self.phrase = phrase
        self.formula = formula
    }

    public func hash(into hasher: inout Hasher) { hasher.combine(id) }

    /// Where its values lie.
    public var range: ClosedRange<Double> { 0...(unit == .share ? 1 : .infinity) }

    /// Whether it is a mean over replications, and not a quantile of them.
    public var isMean: Bool { summary == .mean }

    /// Whether it is one of those by which strategies are compared.
    public var isHeadline: Bool { Self.headlines.contains { $0.id == id } }

    /// The value of one replication; nil where the scenario gives it none, or where the run does not have one of its figures.
    ///
    /// A time to patch that was not reached within the time simulated counts as that time, which is a lower bound, and is
    /// marked as censored.
    public func value(in ledger: Ledger) -> (value: Double, isCensored: Bool)? {
        formula.value(in: ledger).map { ($0.value, $0.isBound) }
    }

    /// All values, one a replication; nil if one is missing.
    public func values(in ledgers: [Ledger]) -> [Double]? {
        let values = ledgers.compactMap { value(in: $0)?.value }
        return values.count == ledgers.count && !values.isEmpty ? values : nil
    }

    /// Everything that can be told of a scenario's runs: the headline metrics and the sums; the cost where there are prices.
    public static func known(in scenario: Scenario) -> [Metric] {
        headlines + [.downtime, .effort(ticket: scenario.ticketWork)] + (scenario.prices.map { [.cost($0)] } ?? [])
    }

    /// Those of them that are means over replications.
    public static func means(in scenario: Scenario) -> [Metric] { known(in: scenario).filter(\.isMean) }
}
