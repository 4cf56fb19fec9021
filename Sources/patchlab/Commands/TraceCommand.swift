import ArgumentParser
import PatchModel
import ScenarioFiles
import Traces
import Workbench

/// `patchlab trace`: one run, event by event.
struct TraceCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "trace",
        abstract: "Record one run event by event, for Perfetto or as a log.",
        discussion: """
              patchlab trace mine.yaml -s canary -o mine.json
              patchlab trace mine.yaml -s canary -k 7 --devices all -o mine.jsonl
              patchlab trace --check mine.jsonl                whether it can be reproduced
              patchlab trace --check mine.jsonl other.jsonl    where two traces differ

            A trace for Perfetto (https://ui.perfetto.dev, or chrome://tracing) shows rollouts with their rings, sites and chosen devices as tracks, and \
            counters of what was true and what was reported. A log has one JSON object a line: every decision, every event of the \
            chosen devices, and the results at the end.

            The same scenario, strategy, seed and run number give the same bytes; --check shows the first line where they do not. \
            Its exit status is 0 if they are the same, 1 if they differ.
            """
    )

    @Argument(
        help: ArgumentHelp(
            "The scenario: a file, or the name of an example; with --check a trace, and another to compare it with.",
            valueName: "scenario"
        ),
        completion: .file()
    )
    var files: [String]

    @Flag(help: "Run a trace again, or compare two traces, and show the first difference.")
    var check = false

    @Option(
        name: .customLong("scenario"),
        help: ArgumentHelp("With --check: the scenario, if it is not where the trace says.", valueName: "scenario"),
        completion: .scenario
    )
    var moved: String?

    @OptionGroup var options: RunOptions

    @Option(
        help: ArgumentHelp(
            "The devices to show, such as 3,10-19, or all (default: the first of each group, of at most 20).",
            valueName: "list"
        )
    )
    var devices: DeviceList?

    @Option(
        help: ArgumentHelp(
            "chrome or log (default: log for an output that ends in .jsonl, chrome for any other).",
            valueName: "form"
        )
    )
    var form: TraceHeader.Form?

    @OptionGroup var destination: OutputOptions

    func validate() throws {
        guard check else {
            if files.count > 1 { throw ValidationError("Name one scenario; to compare two traces add --check.") }
            if moved != nil { throw ValidationError("--scenario goes with --check only; name the scenario alone.") }
            return
        }
        if files.count > 2 { throw ValidationError("--check takes one trace or two.") }
        if files.count == 2 && moved != nil { throw ValidationError("Name another trace or a scenario, not both.") }
        if options.strategy != nil || devices != nil || form != nil || destination.output != nil {
            throw ValidationError(
                "--check writes no trace: --strategy, --devices, --form and --output do not go with it."
            )
        }
    }

    func run() throws {
        if check { return try TraceCheck(trace: files[0], other: files.dropFirst().first, scenario: moved).run() }
        let scenario = files[0]
        let (loaded, read) = try ScenarioInput.read(scenario, for: TerminalCaller(isQuiet: false))
        try destination.check(against: read.files)
        let strategies = try StrategyInput.strategies(options.strategy.map { [$0] } ?? [], of: loaded, in: scenario)
        let chosen = try devices?.devices(among: loaded.deviceCount) ?? DeviceList.firstOfGroups(loaded)
        let header = TraceHeader(
            form: form ?? (destination.output?.hasSuffix(".jsonl") == true ? .log : .chrome),
            version: patchlabVersion,
            scenario: scenario,
            strategy: strategies[0].name,
            seed: options.seed,
            replication: options.number,
            devices: DeviceRanges(chosen).description,
            start: loaded.start,
            horizonSeconds: loaded.horizon
        )
        let text = try TraceRun.lines(header, loaded, strategies[0], devices: chosen).joined(separator: "\n") + "\n"
        try destination.deliver(text)
    }
}
