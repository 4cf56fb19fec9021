import ArgumentParser
import Experiments
import PatchModel
import PatchSimulator
import Reports
import ScenarioFiles
import Text
import Workbench

/// `patchlab compare`: several strategies in the same runs.
struct CompareCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "compare",
        abstract: "Compare strategies and recommend one.",
        discussion: """
              patchlab compare mine.yaml
              patchlab compare mine.yaml -s staged,canary -n 200
              patchlab compare mine.yaml --set strategies.staged.gate.soak=24h
              patchlab compare debian-estate --by group
              patchlab compare mine.yaml --require 'devices-hit<=50' --json
              patchlab compare mine.yaml --policy ./my-policy
              patchlab compare mine.yaml -n 400 --full

            All strategies meet the same devices, online hours and defects, run by run. With prices in the scenario the \
            cheapest is recommended; without, the trade-off between exposure and downtime is shown.

            Without -n it makes 80 runs of each, looks, and doubles them until every difference is decided or 30 million \
            events were served. Some are made without a defect and some with, each counted by its chance, so that a rare one \
            is seen. With -n there are exactly that many plain runs; below 80 nothing is called best.

            --full adds 95 % intervals, the differences from the first strategy, the trade-off and curves. --precision 5% \
            adds runs until every mean is that precise. --by shows which groups, sites, owners or patches pay.

            --json, --csv, --by, --study, --page, --sort, --decide-by and --intervals take plain runs, look by look. --require, \
            --deny, --policy and --plan take 80 plain runs unless -n says otherwise.
            """
    )

    @Argument(
        help: ArgumentHelp("The scenario: a file, or the name of an example.", valueName: "scenario"),
        completion: .scenario
    )
    var scenario: String

    @Option(
        name: [.customShort("s"), .customLong("strategies"), .customLong("strategy")],
        help: ArgumentHelp("Names of strategies, separated by commas (default: all).", valueName: "names"),
        completion: .strategies
    )
    var strategies: String?

    @Option(
        name: [.customShort("n"), .long],
        help: ArgumentHelp(
            "Exactly this many plain runs of each strategy; below 80 nothing is called better or worse (default: look by look).",
            valueName: "n"
        )
    )
    var runs: Int?

    @Option(
        help: ArgumentHelp(
            "Add runs until all intervals are this narrow, such as 5%; --runs, 80 at least, is the first batch then.",
            valueName: "share"
        ),
        transform: { try ShareArgument(reading: $0, example: "5%") }
    )
    var precision: ShareArgument?

    @Option(help: ArgumentHelp("With --precision: the most runs.", valueName: "n"))
    var maxRuns = 1000

    @Option(
        help: ArgumentHelp(
            "How the intervals of --full, --json and --csv are made: hall, t, or bootstrap.",
            valueName: "method"
        )
    )
    var intervals: IntervalMethod = .hall

    @Option(
        help: ArgumentHelp(
            "Write a page as 'patchlab report' does, without a study; programs can be compared there, too.",
            valueName: "file"
        ),
        completion: .file(extensions: ["html"])
    )
    var page: String?

    @OptionGroup var cells: CellOptions
    @OptionGroup var policy: PolicyOptions
    @OptionGroup var records: PolicyRecordOptions
    @OptionGroup var showing: ShowingOptions
    @OptionGroup var table: TableArguments
    @OptionGroup var choice: ChoiceArguments
    @OptionGroup var requiring: RequirementArguments
    @OptionGroup var breakdown: BreakdownOptions
    @OptionGroup var setting: SettingOptions
    @OptionGroup var warnings: WarningOptions
    @OptionGroup var options: SimulationOptions
    @OptionGroup var keeping: StudyOptions
    @OptionGroup var planning: PlanOptions

    func validate() throws {
        if let runs, !(1...1_000_000).contains(runs) {
            throw ValidationError("--runs must lie between 1 and 1,000,000.")
        }
        // Here already: in cells no program is asked for.
        _ = try policy.request(log: records.log, audit: records.audit)
        try cells.check(fixing: fixing, others: others)
        guard (2...1_000_000).contains(maxRuns) else {
            throw ValidationError("--max-runs must lie between 2 and 1,000,000.")
        }
    }

    func run() async throws {
        let (scenario, loaded) = try ScenarioInput.read(
            self.scenario,
            setting: setting.set,
            for: options.caller
        )
        let chosenByName = try strategies.map {
            try StrategyInput.strategies(listed: $0, of: scenario, in: self.scenario)
        }
        let compared = comparedRuns(scenario, strategies: (chosenByName ?? scenario.strategies).count)
        if case .cells(let looks) = compared { return try await compareInCells(scenario, loaded, looks) }
        let programs = try ProgramDesk(
            policy.request(log: records.log, audit: records.audit),
            loaded,
            scenario,
            self.scenario,
            seed: options.seed
        )
        let named =
            strategies == nil && !programs.sources.isEmpty
            ? scenario.strategies : try StrategyInput.strategies(listed: strategies, of: scenario, in: self.scenario)
        let listed: [any PolicySource] = named.map { DeclaredSource($0) } + programs.sources
        let names = listed.map(\.name)
        let earlier = choice.baseline.flatMap { BaselineStudy.isFile($0, strategies: names) ? $0 : nil }
        let policies = try AnswerInput.policies(listed, baseline: earlier == nil ? choice.baseline : nil)
        let chosen = policies.compactMap(\.strategy)
        let required = try requiring.requirements(
            names,
            baseline: earlier,
            of: scenario,
            seed: options.seed,
            for: options.caller
        )
        let order = try choice.sort.map {
            try MetricInput.metric($0, given: "--sort \($0)", of: scenario, for: options.caller)
        }
        let asked = try breakdown.dimensions
        let appearance = showing.appearance(output: options.output)
        var shown = try table.options(scenario, asked, isFull: showing.full, appearance)
        shown.decideBy = choice.decideBy.statistic
        let isText = !options.json && !options.csv
        // Where there is room a row for each group is shown, unless a study would have to be run again for it.
        let tellsGroups = isText && keeping.study == nil && shown.tellsGroups(of: scenario)
        let dimensions = asked.union(tellsGroups ? [.group] : []).union(PlannedInputs.current?.dimensions ?? [])
        try programs.check(keepsRuns: keeping.study != nil)
        try programs.check(replications: Array(0..<first))
        if let log = records.log, !policy.programs.isEmpty {
            try OutputOptions.check(log, against: loaded.files + policy.programs)
        }
        let others = loaded.files + keeping.files + policy.programs + [records.log].compactMap(\.self)
        try options.destination.check(against: others)
        if let page { try OutputOptions.check(page, against: others + [options.output].compactMap(\.self)) }
        let desk = WarningDesk(loaded, warnings.rules, strategies: chosen)
        try desk.open(for: options.caller)
        let isPlanned = try planning.write(
            scenario,
            loaded,
            chosen,
            count: first,
            dimensions: dimensions,
            setting: setting,
            options: options,
            refused: [
                ("--policy", !programs.sources.isEmpty, "a program runs on one machine"),
                ("--precision", precision != nil, "merge shows how narrow the intervals are; plan with more --runs"),
                ("--study", keeping.study != nil, "merge makes a study"),
                (
                    "--require", !requiring.texts.isEmpty,
                    "plan first, and ask 'patchlab compare --study DIR/study.db --require ...' then"
                ),
            ]
        )
        guard !isPlanned else { return }
        let keeper = try keeping.open(for: options.caller)
        defer { keeper?.close() }
        try keeper?.describe(scenario, seed: options.seed)
        let memory = try keeper?.memory(loaded, chosen, settings: SettingInput.stored(setting.set))
        let batch = { (replications: [Int]) in
            try await StudySession.run(
                scenario,
                chosen,
                replications: replications,
                work: options.work,
                dimensions: dimensions,
                drawsCurves: isText && showing.full || page != nil,
                memory: memory,
                policies: policies
            )
        }
        var report: PrecisionReport?
        var looked: LooksReport?
        let study: Study
        if case .plainLooks(let looks, let option) = compared {
            let reason = option.map { Self.plainWords($0) }
            let found = try await StudySession.run(PlainLooks(looks), for: options.caller, batch: batch)
            study = found.study
            looked = found.series.comparison.map { LooksReport($0, limit: looks.limit, reason: reason) }
            if !isText, let reason { options.caller.note(reason) }
        } else {
            let found = try await StudySession.run(series, for: options.caller, batch: batch)
            study = found.study
            report = found.series.report
        }
        keeper?.tell()
        let outcomes = try required.outcomes(in: study)
        let sorted = AnswerInput.sorted(study, by: order, keepsFirst: choice.baseline != nil && earlier == nil)
        let comparison = Comparison(sorted, intervals: intervals)
        if options.json {
            let data = try StudyRecords.json(
                comparison,
                precision: report,
                looks: looked,
                decideBy: choice.decideBy.statistic,
                requirements: outcomes,
                programs: programs.records
            )
            try options.deliver(String(decoding: data, as: UTF8.self))
        } else if options.csv {
            try options.deliver(StudyRecords.csv(comparison))
        } else {
            let beside = desk.warnings(beside: sorted)
            var lines = AnswerReport(comparison, precision: report, looks: looked, warnings: beside, shown).lines
            if showing.full {
                lines +=
                    [StyledLine()]
                    + ComparisonText(comparison, width: shown.width, drawsCurves: !appearance.isASCII).lines
            }
            lines += RequirementLines(outcomes, width: shown.width).lines
            let incidents = IncidentText(sorted, width: shown.width).lines
            if !incidents.isEmpty { lines += [StyledLine()] + incidents.map { StyledLine($0) } }
            try options.deliver(lines, appearance)
        }
        if let page {
            let document = try ReportDocument(
                comparison,
                loaded,
                settings: SettingInput.stored(setting.set),
                command: StudyOptions.command,
                warnings: desk.warnings(beside: sorted)
            )
            try OutputOptions.write(page: document, to: page)
        }
        if let log = programs.log(study) { try OutputOptions.write(log.text, to: log.path) }
        for line in programs.lines { options.caller.note(line) }
        try StudySession.end(study)
        try await programs.close(study, work: options.work)
        try desk.close(study, for: options.caller)
        if let failure = RequirementLines(outcomes, width: shown.width).failure {
            throw Failure(failure, kind: .difference)
        }
        if !outcomes.isEmpty { try programs.requireNoIncidents(in: study) }
    }

    /// Runs of the first batch where no looks say it.
    private var first: Int { runs ?? Significance.fewestReplications }

    private var series: PrecisionSeries {
        PrecisionSeries(
            precision.map { PrecisionTarget(relative: $0.share) },
            first: first,
            limit: precision == nil ? first : maxRuns,
            intervals: intervals
        )
    }
}
