import ArgumentParser
import Experiments
import PatchModel
import PatchSimulator
import Reports
import ScenarioFiles
import Text
import Workbench

/// `patchlab run`: one strategy, one run or more.
struct RunCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "run",
        abstract: "Run one strategy and show its decisions and results.",
        discussion: """
              patchlab run mine.yaml --strategy staged
              patchlab run boot-loop --strategy staged -k 7     another run: other defects
              patchlab run mine.yaml -s canary -n 20            the means of 20 runs
              patchlab run mine.yaml --policy ./my-policy       a program decides

            Run number 7 is the same alone as among others, and meets the same devices and defects under every strategy.
            """
    )

    @Argument(
        help: ArgumentHelp("The scenario: a file, or the name of an example.", valueName: "scenario"),
        completion: .scenario
    )
    var scenario: String

    @Option(
        name: .shortAndLong,
        help: ArgumentHelp("The strategy's name (default: the scenario's first).", valueName: "name"),
        completion: .strategy
    )
    var strategy: String?

    @Option(
        name: [.customShort("n"), .long],
        help: ArgumentHelp("Simulated runs, from number 0 on (default: 1).", valueName: "n")
    )
    var runs: Int?

    @Option(
        name: [.customShort("k"), .customLong("run")],
        help: ArgumentHelp("Only the run of this number.", valueName: "k")
    )
    var number: Int?

    @Option(
        help: ArgumentHelp(
            "Only this run of a cell, as 'compare --cells' makes it, such as present/12.",
            valueName: "cell/k"
        )
    )
    var cell: String?

    @OptionGroup var policy: PolicyOptions
    @OptionGroup var records: PolicyRecordOptions
    @OptionGroup var showing: ShowingOptions
    @OptionGroup var table: TableArguments
    @OptionGroup var breakdown: BreakdownOptions
    @OptionGroup var setting: SettingOptions
    @OptionGroup var warnings: WarningOptions
    @OptionGroup var options: SimulationOptions
    @OptionGroup var keeping: StudyOptions
    @OptionGroup var planning: PlanOptions

    func validate() throws {
        if runs != nil && number != nil {
            throw ValidationError("--runs and --run exclude each other.")
        }
        if cell != nil, runs != nil || number != nil || keeping.study != nil || !policy.programs.isEmpty {
            throw ValidationError(
                "--cell names one run of a declared strategy; --runs, --run, --study and --policy do not go with it."
            )
        }
        if cell != nil, planning.plan != nil {
            throw ValidationError("--plan cannot go with --cell: a single run takes one machine.")
        }
        if let runs, !(1...1_000_000).contains(runs) {
            throw ValidationError("--runs must lie between 1 and 1,000,000.")
        }
        if let number { try RunOptions.check(number) }
        if strategy != nil, !policy.programs.isEmpty {
            throw ValidationError("--strategy and --policy exclude each other; 'patchlab compare' takes both.")
        }
        if strategy != nil, records.log != nil {
            throw ValidationError("--strategy and --policy-log exclude each other; 'patchlab compare' takes both.")
        }
        if policy.programs.count > 1 {
            throw ValidationError("--policy is given \(policy.programs.count) times; 'patchlab compare' takes several.")
        }
    }

    func run() async throws {
        let (scenario, loaded) = try ScenarioInput.read(
            self.scenario,
            setting: setting.set,
            for: options.caller
        )
        let request = try policy.request(log: records.log, audit: records.audit)
        let programs = try ProgramDesk(request, loaded, scenario, self.scenario, seed: options.seed)
        let isDeclared = programs.sources.isEmpty
        let strategies =
            isDeclared
            ? try StrategyInput.strategies(strategy.map { [$0] } ?? [], of: scenario, in: self.scenario)
            : scenario.strategies
        let chosen = Array(strategies.prefix(1))
        let dimensions = try breakdown.dimensions.union(PlannedInputs.current?.dimensions ?? [])
        let appearance = showing.appearance(output: options.output)
        let shown = try table.options(scenario, dimensions, isFull: showing.full, appearance)
        let decided = try cell.map { try CellSession.draws($0, scenario, seed: options.seed) }
        let numbers =
            (decided?.number ?? number).map { [$0] } ?? runs.map { Array(0..<$0) } ?? programs.replications ?? [0]
        try programs.check(keepsRuns: keeping.study != nil)
        try programs.check(replications: numbers)
        guard programs.sources.count < 2 else {
            throw Failure(
                "--policy-log: there are \(programs.sources.count) programs in it; 'patchlab compare' replays all"
            )
        }
        if let log = records.log, !policy.programs.isEmpty {
            try OutputOptions.check(log, against: loaded.files + policy.programs)
        }
        try options.destination.check(
            against: loaded.files + keeping.files + policy.programs + [records.log].compactMap(\.self)
        )
        let desk = WarningDesk(loaded, warnings.rules, strategies: chosen)
        try desk.open(for: options.caller)
        let isPlanned = try planning.write(
            scenario,
            loaded,
            chosen,
            count: numbers.count,
            dimensions: dimensions,
            setting: setting,
            options: options,
            refused: [
                ("--policy", !isDeclared, "a program runs on one machine"),
                ("--study", keeping.study != nil, "merge makes a study"),
                ("--run", number != nil, "a single run takes one machine; say how many with --runs"),
            ]
        )
        guard !isPlanned else { return }
        let keeper = try keeping.open(for: options.caller)
        defer { keeper?.close() }
        try keeper?.describe(scenario, seed: options.seed)
        let study = try await StudySession.run(
            scenario,
            chosen,
            replications: numbers,
            draws: decided?.draws ?? .natural,
            work: options.work,
            dimensions: dimensions,
            drawsCurves: !options.json && !options.csv && showing.full,
            memory: try keeper?.memory(loaded, chosen, settings: SettingInput.stored(setting.set)),
            policies: isDeclared ? nil : programs.sources
        )
        keeper?.tell()
        if options.json {
            try options.deliver(String(decoding: StudyRecords.json(study, programs: programs.records), as: UTF8.self))
        } else if options.csv {
            try options.deliver(StudyRecords.csv(study))
        } else {
            var lines = RunText(study, warnings: desk.warnings(beside: study), shown).lines
            if showing.full {
                let text = ComparisonText(
                    Comparison(study),
                    width: shown.width,
                    drawsCurves: !appearance.isASCII
                )
                lines += [StyledLine()] + text.lines
            }
            try options.deliver(lines, appearance)
        }
        if let log = programs.log(study) { try OutputOptions.write(log.text, to: log.path) }
        for line in programs.lines { options.caller.note(line) }
        try StudySession.end(study)
        try await programs.close(study, work: options.work)
        try desk.close(study, for: options.caller)
    }
}
