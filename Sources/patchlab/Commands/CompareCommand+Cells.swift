import ArgumentParser
import Experiments
import PatchModel
import Reports
import ScenarioFiles
import Text
import Workbench

/// How strategies are compared in the runs of cells.
struct CellOptions: ParsableArguments {
    @Flag(help: "Make runs with and without each defect on purpose, and count each by its chance.")
    var cells = false

    @Option(
        help: ArgumentHelp(
            "With --cells: a difference of so much of the first strategy's mean does not matter, such as 5%.",
            valueName: "share"
        ),
        transform: { try ShareArgument(reading: $0, example: "5%") }
    )
    var margin: ShareArgument?

    /// - Parameter others: options that were given and do not go with cells, by name.
    /// - Throws: `ValidationError` if options do not go together.
    func check(_ others: [String]) throws {
        guard cells else {
            if margin != nil { throw ValidationError("--margin goes with --cells only.") }
            return
        }
        if let other = others.first {
            throw ValidationError("--cells and \(other) exclude each other: runs of cells have weights.")
        }
    }

    var looks: CellLooks { CellLooks(margin: margin?.share ?? 0) }
}

extension CompareCommand {
    /// Options that were given and do not go with the runs of cells: what they show or keep takes all runs for equally likely.
    var others: [String] {
        let given: [(String, Bool)] = [
            ("--runs", runs != nil), ("--precision", precision != nil), ("--policy", !policy.programs.isEmpty),
            ("--policy-log", records.log != nil), ("--full", showing.full), ("--by", !breakdown.by.isEmpty),
            ("--require", !requiring.texts.isEmpty), ("--study", keeping.study != nil), ("--csv", options.csv),
            ("--plan", planning.plan != nil),
            ("--sort", choice.sort != nil), ("--decide-by", choice.decideBy != .mean),
            ("--baseline", choice.baseline != nil), ("--intervals", intervals != .hall),
            ("--rows", !table.rows.isEmpty),
            ("--day", table.day != nil), ("--explain", table.explain),
        ]
        return given.filter(\.1).map(\.0)
    }

    /// Compares declared strategies in the runs of cells.
    func compareInCells(_ scenario: Scenario, _ loaded: LoadedScenario) async throws {
        let chosen = try StrategyInput.strategies(listed: strategies, of: scenario, in: self.scenario)
        try options.destination.check(against: loaded.files)
        let desk = WarningDesk(loaded, warnings.rules)
        try desk.open(for: options.caller)
        let looks = cells.looks
        let comparison = try await CellSession.run(scenario, chosen, looks: looks, work: options.work)
        if options.json {
            try options.deliver(String(decoding: CellRecords.json(comparison), as: UTF8.self))
        } else {
            let appearance = showing.appearance(output: options.output)
            let text = CellText(comparison, limit: looks.limit, width: Terminal.width(appearance))
            try options.deliver(text.lines, appearance)
        }
        try CellSession.end(comparison, looks)
    }
}
