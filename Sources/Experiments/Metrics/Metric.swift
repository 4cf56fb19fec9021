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
        /// Of a service that does not work.
        case serviceHours
        /// Of people who have to do without a service.
        case userHours
        case devices
        /// Of people.
        case hours
        /// Of (device, patch).
        case pairs
        /// How often something happened.
        case times
        case gigabytes
        /// In a currency.
        case money(String)

        /// Its name in documents.
        public var name: String {
            switch self {
            case .deviceDays: "device-days"
            case .days: "days"
            case .share: "share"
            case .deviceHours: "device-hours"
            case .serviceHours: "service-hours"
            case .userHours: "user-hours"
            case .devices: "devices"
            case .hours: "hours"
            case .pairs: "patch pairs"
            case .times: "number"
            case .gigabytes: "GB"
            case .money(let currency): currency
            }
        }
    }

    /// What it is called, whatever is made of it over runs.
    struct Words: Sendable, Hashable {
        var heading: [String]
        var label: String
        var title: String
        var phrase: String
    }

    /// Its name in commands and documents, without the statistic.
    public let base: String
    public let unit: Unit
    /// Which way is good.
    public let goal: PairedDifference.Goal
    /// What it is over runs.
    public let statistic: Statistic
    /// The heading of its column, unit included, a line each.
    public let heading: [String]
    /// What it is, in a sentence without a full stop.
    public let definition: String
    /// How it follows from the figures of a run.
    public let formula: Formula
    let words: Words

    init(
        _ id: String,
        _ unit: Unit,
        goal: PairedDifference.Goal = .low,
        heading: [String],
        label: String,
        title: String,
        phrase: String,
        definition: String,
        _ formula: Formula
    ) {
        let words = Words(heading: heading, label: label, title: title, phrase: phrase)
        self.init(base: id, unit, goal: goal, heading: heading, words: words, definition: definition, formula)
    }

    init(
        base: String,
        _ unit: Unit,
        goal: PairedDifference.Goal,
        statistic: Statistic = .mean,
        heading: [String],
        words: Words,
        definition: String,
        _ formula: Formula
    ) {
        self.base = base
        self.unit = unit
        self.goal = goal
        self.statistic = statistic
        self.heading = heading
        self.words = words
        self.definition = definition
        self.formula = formula
    }

    /// Its name in commands and documents: `devices-hit`, or with a statistic that is no mean `devices-hit.p90`.
    public var id: String { isMean ? base : "\(base).\(statistic.rawValue)" }
    /// The words before its row in a terminal, unit included.
    public var label: String { named(words.label) }
    /// The words for it at the head of a row in a report.
    public var title: String { named(words.title) }
    /// The words for it in a sentence.
    public var phrase: String { isMean ? words.phrase : "\(words.phrase) (\(statistic.words))" }

    private func named(_ text: String) -> String { isMean ? text : "\(text), \(statistic.words)" }

    public func hash(into hasher: inout Hasher) { hasher.combine(id) }

    /// Where its values lie.
    public var range: ClosedRange<Double> { 0...(unit == .share ? 1 : .infinity) }

    /// Whether it is a mean over runs.
    public var isMean: Bool { statistic == .mean }

    /// Whether it is one of those by which strategies are compared.
    public var isHeadline: Bool { Self.headlines.contains { $0.id == id } }

    /// Whether one way is better than the other: that something was stopped, or that a patch was bad, says nothing of a strategy.
    public var isJudged: Bool { !Self.notJudged.contains(base) }

    private static let notJudged: Set<String> = ["stopped", "bad-patch"]

    /// The value of one run; nil where the scenario gives it none, or where the run does not have one of its figures.
    ///
    /// A time to patch that was not reached within the time simulated counts as that time, which is a lower bound, and is
    /// marked as censored.
    public func value(in ledger: Ledger) -> (value: Double, isCensored: Bool)? {
        formula.value(in: ledger).map { ($0.value, $0.isBound) }
    }

    /// All values, one a run; nil if one is missing.
    public func values(in ledgers: [Ledger]) -> [Double]? {
        let values = ledgers.compactMap { value(in: $0)?.value }
        return values.count == ledgers.count && !values.isEmpty ? values : nil
    }
}
