import ArgumentParser
import Experiments
import PatchModel
import PatchSimulator
import Reports
import Text
import Workbench

/// By what a strategy may be chosen.
enum Decider: String, CaseIterable, ExpressibleByArgument {
    case mean, typical, worst

    var statistic: Statistic {
        switch self {
        case .mean: .mean
        case .typical: .typical
        case .worst: .worst
        }
    }
}

extension Appearance.Colour: ExpressibleByArgument {}

/// How a comparison is shown.
struct AnswerArguments: ParsableArguments {
    @Flag(help: "Print intervals, differences, the trade-off and curves, too.")
    var full = false

    @Flag(help: "Say what the rows mean, and how the answer was reached.")
    var explain = false

    @Option(help: ArgumentHelp("Choose by the mean, typical or worst run.", valueName: "what"))
    var decideBy = Decider.mean

    @Option(
        help: ArgumentHelp(
            "Only these groups of rows, with commas: cost, exposure, time, downtime, harm, outcome, days, groups; or none.",
            valueName: "names"
        ),
        completion: .list(RowGroup.allCases.map(\.rawValue) + ["none"])
    )
    var rows: [String] = []

    @Option(help: ArgumentHelp("Only these of the days 1, 2, 3, 7, 14 and 30, with commas.", valueName: "days"))
    var day: String?

    @Option(
        help: ArgumentHelp(
            "The strategy to which differences are told, which comes first; or the file of an earlier study, for --require.",
            valueName: "name"
        )
    )
    var baseline: String?

    @Option(help: ArgumentHelp("Order strategies by a metric, the best first.", valueName: "metric"))
    var sort: String?

    @Option(
        name: [.customLong("color"), .customLong("colour")],
        help: ArgumentHelp("Colour: auto, always or never.", valueName: "when")
    )
    var colour: Appearance.Colour = .auto

    /// - Throws: `Failure` if an option says what there is not.
    func options(
        _ scenario: Scenario,
        _ dimensions: Set<PatchSimulator.Dimension>,
        _ appearance: Appearance
    ) throws -> AnswerOptions {
        var options = AnswerOptions()
        options.decideBy = decideBy.statistic
        options.rows = try AnswerInput.rows(rows)
        options.days = try AnswerInput.days(day, of: scenario)
        options.explains = explain
        options.isFull = full
        options.dimensions = dimensions
        // What stands for one character may take two.
        options.width = Terminal.width - (appearance.isASCII ? 4 : 0)
        return options
    }
}
