package import Experiments
package import PatchModel
package import PatchSimulator

/// The groups of rows below an answer, by the names that a user types.
package enum RowGroup: String, Sendable, Hashable, CaseIterable {
    case cost
    case exposure
    case time
    case downtime
    case harm
    case outcome
    /// How much is patched by which day.
    case days
    /// When 95 % of each group are patched.
    case groups
}

/// What of a comparison is told, and how.
package struct AnswerOptions: Sendable {
    /// By what of the runs the best strategy is chosen.
    package var decideBy = Statistic.mean
    package var rows = Set(RowGroup.allCases)
    /// The day marks that are shown; nil: the usual ones.
    package var days: [Int]?
    /// What rows mean, and how the answer was reached.
    package var explains = false
    /// All tables follow, so that nobody need be told how to get them.
    package var isFull = false
    /// The breakdowns that were asked for.
    package var dimensions: Set<PatchSimulator.Dimension> = []
    /// Of the terminal, in columns.
    package var width = 80

    package init() {}

    /// True if there is room for a row for each group of the scenario's fleet, of which there are not too many.
    package func tellsGroups(of scenario: Scenario) -> Bool {
        width >= AnswerTable.wide && rows.contains(.groups) && (2...GroupTable.most).contains(scenario.groups.count)
    }
}
