import ArgumentParser
import Experiments
import PatchModel
import PatchSimulator
import Reports
import ScenarioFiles
import Text
import Workbench

/// How strategies are compared in the runs of cells.
struct CellOptions: ParsableArguments {
    @Flag(help: "Refuse options that need plain runs, and let --json give the figures of each cell.")
    var cells = false

    @Option(
        help: ArgumentHelp(
            "Without --runs: differences up to this share of the first strategy's mean do not matter, such as 5%.",
            valueName: "share"
        ),
        transform: { try ShareArgument(reading: $0, example: "5%") }
    )
    var margin: ShareArgument?

    /// - Parameters:
    ///   - fixing: options that were given and say how many runs there are, by name.
    ///   - others: options that were given and take all runs for equally likely, by name.
    /// - Throws: `ValidationError` if options do not go together.
    func check(fixing: [String], others: [String]) throws {
        if cells, let other = (fixing + others).first {
            throw ValidationError("--cells and \(other) exclude each other: runs of cells have weights.")
        }
        if margin != nil, let other = fixing.first {
            throw ValidationError(
                "--margin and \(other) exclude each other: with the latter the number of runs is fixed."
            )
        }
    }

    var looks: CellLooks { CellLooks(margin: margin?.share ?? 0) }
}

/// How many runs a comparison makes, and of which kind.
enum ComparedRuns {
    /// So many plain ones at first, and no more unless a precision is asked for.
    case fixed(Int)
    /// Plain ones, look by look; with the option that takes them, where a defect may be present or absent.
    case plainLooks(CellLooks, because: String?)
    /// Those of cells, look by look.
    case cells(CellLooks)
}

extension CompareCommand {
    /// Options that were given and say how many runs there are, or take a number that is known beforehand.
    var fixing: [String] {
        Self.names([
            ("--runs", runs != nil), ("--precision", precision != nil), ("--policy", !policy.programs.isEmpty),
            ("--policy-log", records.log != nil), ("--require", !requiring.texts.isEmpty),
            ("--deny", warnings.deny != nil), ("--plan", planning.plan != nil),
        ])
    }

    /// Options that were given and do not go with the runs of cells: what they show or keep takes all runs for equally likely.
    var others: [String] {
        Self.names([
            ("--by", !breakdown.by.isEmpty), ("--study", keeping.study != nil), ("--page", page != nil),
            ("--csv", options.csv),
            ("--sort", choice.sort != nil), ("--decide-by", choice.decideBy != .mean),
            ("--intervals", intervals != .hall),
        ])
    }

    private static func names(_ options: [(String, Bool)]) -> [String] { options.filter(\.1).map(\.0) }

    /// - Parameter strategies: how many are compared.
    func comparedRuns(_ scenario: Scenario, strategies: Int) -> ComparedRuns {
        if cells.cells { return .cells(cells.looks) }
        guard fixing.isEmpty, PlannedInputs.current == nil, strategies > 1 else {
            return .fixed(runs ?? Significance.fewestReplications)
        }
        guard let other = (others + (options.json ? ["--json"] : [])).first else { return .cells(cells.looks) }
        let isUncertain = scenario.patches.contains { $0.regressions.contains { $0.chance > 0 && $0.chance < 1 } }
        return .plainLooks(cells.looks, because: isUncertain ? other : nil)
    }

    /// Why runs are plain though a defect may be present or absent.
    static func plainWords(_ option: String) -> String {
        "These are plain runs, in which a rare defect stays rare: \(option) cannot use runs that count differently."
    }

    /// Compares declared strategies in the runs of cells.
    func compareInCells(_ scenario: Scenario, _ loaded: LoadedScenario, _ looks: CellLooks) async throws {
        let listed = try StrategyInput.strategies(listed: strategies, of: scenario, in: self.scenario)
        let chosen = try AnswerInput.strategies(listed, baseline: choice.baseline)
        try options.destination.check(against: loaded.files)
        let appearance = showing.appearance(output: options.output)
        let shown = try table.options(scenario, [], isFull: showing.full, appearance)
        let desk = WarningDesk(loaded, warnings.rules, strategies: chosen)
        try desk.open(for: options.caller)
        let tellsGroups = !options.json && shown.tellsGroups(of: scenario)
        let comparison = try await CellSession.run(
            scenario,
            chosen,
            looks: looks,
            work: options.work,
            dimensions: tellsGroups ? [.group] : []
        )
        if options.json {
            try options.deliver(String(decoding: CellRecords.json(comparison), as: UTF8.self))
        } else {
            let report = CellReport(
                comparison,
                limit: looks.limit,
                isPartial: looks.next(after: comparison) != nil,
                warnings: desk.warnings(besideMadeRuns: comparison.study.madeRuns),
                shown
            )
            try options.deliver(report.lines, appearance)
        }
        try CellSession.end(comparison, looks)
    }
}
