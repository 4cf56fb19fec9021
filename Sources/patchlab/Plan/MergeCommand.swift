import ArgumentParser
import Foundation
import ResultStore
import Text
import Workbench

/// `patchlab merge`: the result of a plan, or one study of several.
struct MergeCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "merge",
        abstract: "Put the shards of a plan together, or several studies.",
        discussion: """
              patchlab merge plan                  what one machine would have printed
              patchlab merge plan --json -o all.json
              patchlab merge monday.db tuesday.db -o both.db

            All shards must be there and sound; otherwise it says what is missing, and how to get it. DIR/study.db is then a study of all \
            runs. If studies without a plan have runs in common, these must be the same.
            """
    )

    @Argument(
        help: ArgumentHelp("The plan's folder, or study files.", valueName: "paths"),
        completion: .file(extensions: ["db"])
    )
    var paths: [String]

    @Flag(help: "Print JSON.")
    var json = false

    @Flag(help: "Print comma-separated values.")
    var csv = false

    @OptionGroup var destination: OutputOptions

    func validate() throws {
        if json && csv { throw ValidationError("--json and --csv exclude each other.") }
        if paths.isEmpty { throw ValidationError("Missing expected argument '<paths> ...'") }
    }

    func run() async throws {
        if paths.count == 1, destination.output == nil || Self.isFolder(paths[0]), !Self.isFile(paths[0]) {
            try await mergePlan(paths[0])
        } else {
            try mergeStudies()
        }
    }

    private static func isFolder(_ path: String) -> Bool { kind(of: path) == S_IFDIR }

    private static func isFile(_ path: String) -> Bool { kind(of: path) == S_IFREG }

    private static func kind(of path: String) -> mode_t? {
        var status = stat()
        return stat(path, &status) == 0 ? status.st_mode & S_IFMT : nil
    }

    private func mergePlan(_ path: String) async throws {
        let folder = try PlanFolder(reading: path)
        try check(folder)
        let result = try PlanMerge.merge(folder)
        let outputs =
            (json ? ["--json"] : []) + (csv ? ["--csv"] : []) + (destination.output.map { ["--output", $0] } ?? [])
        // Behind the command's name, because what follows a `--` is no option.
        let arguments =
            folder.plan.command.prefix(1) + outputs + ["--study", folder.study, "--quiet"]
            + folder.plan.command.dropFirst()
        guard var command = try PatchLabCommand.parseAsRoot(Array(arguments)) as? any AsyncParsableCommand else {
            throw Self.isNoPlan(path)
        }
        let contents = PlannedInputs.Contents(files: try folder.sources(), dimensions: folder.plan.dimensions)
        try await PlannedInputs.$current.withValue(contents) { try await command.run() }
        let spent =
            "\(Figure.span(result.processorSeconds)) of processor time on \(Figure.count(result.hosts, "machine", "machines"))"
        let foreseen = result.foreseen.map { "; \(Figure.span($0)) were expected" } ?? ""
        TerminalCaller(isQuiet: false).note(spent + foreseen)
    }

    /// The plan comes from whoever made it: its command must be one that makes runs and nothing else, and names no file that is
    /// written or carried out.
    private func check(_ folder: PlanFolder) throws {
        let planned = try? PatchLabCommand.parseAsRoot(folder.plan.command)
        let isPlain =
            switch planned {
            case let compare as CompareCommand:
                compare.options.output == nil && compare.keeping.study == nil && compare.policy.programs.isEmpty
                    && compare.records.log == nil && compare.precision == nil && !compare.cells.cells
                    && compare.planning.plan == nil && compare.choice.baseline == nil
            case let run as RunCommand:
                run.options.output == nil && run.keeping.study == nil && run.policy.programs.isEmpty
                    && run.records.log == nil && run.planning.plan == nil
            default: false
            }
        guard isPlain else { throw Self.isNoPlan(folder.path) }
    }

    private static func isNoPlan(_ path: String) -> Failure {
        Failure("\(path)/plan.json: its command cannot be planned")
    }

    private func mergeStudies() throws {
        guard let output = destination.output else {
            throw Failure("merging studies makes a new one: name it with -o", help: "patchlab merge A.db B.db -o C.db")
        }
        guard !json, !csv else { throw Failure("merging studies makes a study; --json and --csv are for plans") }
        try destination.check(against: paths.flatMap(StudyKeeper.files))
        guard access(output, F_OK) != 0 else {
            throw Failure("\(output) exists already; give another name")
        }
        let runs = try PlanMerge.merge(paths, into: output)
        Output.print("\(SafeText.line(output)) is written: \(Figure.count(runs, "run", "runs"))\n")
    }
}
