package import PatchModel
import Text

/// How much there is of everything in a scenario, in a line.
package struct ScenarioSummary {
    private let scenario: Scenario

    package init(_ scenario: Scenario) { self.scenario = scenario }

    package var text: String {
        [
            Figure.count(scenario.deviceCount, "device", "devices") + " in "
                + Figure.count(scenario.groups.count, "group", "groups"),
            Figure.count(scenario.patches.count, "patch", "patches"),
            Figure.count(scenario.vulnerabilities.count, "vulnerability", "vulnerabilities"),
            Figure.count(scenario.strategies.count, "strategy", "strategies"),
        ].joined(separator: ", ")
    }
}
