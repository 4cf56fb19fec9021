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

/// How much is shown, and in which colours.
struct ShowingOptions: ParsableArguments {
    @Flag(help: "Print all figures and their 95 % intervals, too.")
    var full = false

    @Option(
        name: [.customLong("color"), .customLong("colour")],
        help: ArgumentHelp("Colour: auto, always or never.", valueName: "when")
    )
    var colour: Appearance.Colour = .auto

    /// How the text may look.
    ///
    /// - Parameter output: the file that it goes to; nil: standard output.
    func appearance(output: String?) -> Appearance { output == nil ? Terminal.appearance(colour) : Appearance() }
}

extension Terminal {
    /// Columns for a text in this appearance: what stands for one character may take two.
    static func width(_ appearance: Appearance) -> Int { max(narrowest, width - (appearance.isASCII ? 4 : 0)) }
}

/// Which rows of the table below an answer are shown.
struct TableArguments: ParsableArguments {
    @Flag(help: "Say what the rows mean, and how the answer was reached.")
    var explain = false

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

    /// - Throws: `Failure` if an option says what there is not.
    func options(
        _ scenario: Scenario,
        _ dimensions: Set<PatchSimulator.Dimension>,
        isFull: Bool,
        _ appearance: Appearance
    ) throws -> AnswerOptions {
        var options = AnswerOptions()
        options.rows = try AnswerInput.rows(rows)
        options.days = try AnswerInput.days(day, of: scenario)
        options.explains = explain
        options.isFull = isFull
        options.dimensions = dimensions
        options.width = Terminal.width(appearance)
        return options
    }
}

/// How a strategy is chosen among several, and in which order they stand.
struct ChoiceArguments: ParsableArguments {
    @Option(help: ArgumentHelp("Choose by the mean, typical or worst run.", valueName: "what"))
    var decideBy = Decider.mean

    @Option(
        help: ArgumentHelp(
            "The strategy to show differences from, which comes first; or the file of an earlier study, for --require.",
            valueName: "name"
        )
    )
    var baseline: String?

    @Option(help: ArgumentHelp("Order strategies by a metric, the best first.", valueName: "metric"))
    var sort: String?
}
