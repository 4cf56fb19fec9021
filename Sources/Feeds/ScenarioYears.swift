import PatchModel
import Text

extension CalendarDate {
    /// Whether the day is in the years that a scenario may speak of.
    var isOfScenarios: Bool { Scenario.years.contains(civil.year) }

    /// Those years, for messages.
    static let scenarioYears = "the years \(Scenario.years.lowerBound) to \(Scenario.years.upperBound)"
}
