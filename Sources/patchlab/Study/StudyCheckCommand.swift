import ArgumentParser
import PatchSimulator
import ResultStore
import Text
import Workbench

/// `patchlab study check`: whether a study, or a pack of one, is what it was; everything in it is done again and compared.
struct StudyCheckCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "check",
        abstract: "Check that a study or a pack was not altered: run it again and compare.",
        discussion: """
              patchlab study check mine.db
              patchlab study check mine.db --no-rerun               digests and sums only
              patchlab study check mine.tar.zst --study again.db    keep its runs

            First files, settings and strategies are compared with their digests, and figures with their sums. Then every run is \
            repeated, and every figure and every decision compared. Exit status: 0 nothing was altered, 1 something was, 2 it \
            is not a study, or not a sound pack.
            """
    )

    @Argument(
        help: ArgumentHelp("A study file, or the archive that 'patchlab study pack' made.", valueName: "file"),
        completion: .file(extensions: ["db", "zst", "gz", "xz", "zip"])
    )
    var file: String

    @Flag(name: .customLong("no-rerun"), help: "Repeat no run.")
    var isShort = false

    @Option(
        name: .shortAndLong,
        help: ArgumentHelp("Parallel runs (default: one per CPU).", valueName: "n")
    )
    var threads: Int?

    @Flag(name: .shortAndLong, help: "No progress bar.")
    var quiet = false

    @Option(
        help: ArgumentHelp(
            "Keep the runs of a pack in this study file, for instance to report on them.",
            valueName: "file"
        ),
        completion: .file(extensions: ["db"])
    )
    var study: String?

    func validate() throws {
        if let threads, !(1...1024).contains(threads) {
            throw ValidationError("--threads must lie between 1 and 1024.")
        }
        if isShort, study != nil {
            throw ValidationError("--study keeps repeated runs, and with --no-rerun there are none.")
        }
    }

    func run() async throws {
        if StudyCheck.isStudy(file) { try await checkStudy() } else { try await checkPack() }
    }

    private func checkStudy() async throws {
        if study != nil { throw Failure("--study: \(file) is a study, which has its runs; --study is for packs") }
        let check = try StudyCheck(path: file)
        defer { check.close() }
        guard check.faults.isEmpty else {
            let count = check.faults.count
            show(["\(file): altered or damaged, \(count) \(count == 1 ? "fault" : "faults")"])
            show(check.faults, indent: "  ")
            throw ExitCode(ExitStatus.difference)
        }
        show(["\(file): \(contents(check.contents)): digests and sums hold"])
        if isShort { return }
        let caller = TerminalCaller(isQuiet: quiet)
        let differences = try await check.differences(threads: threads ?? Work.usualThreads, for: caller)
        try tell(differences, of: check.contents.runs, check.otherVersions)
    }

    private func checkPack() async throws {
        let caller = TerminalCaller(isQuiet: quiet)
        let rerun = try PackRerun(path: file, for: caller)
        if isShort {
            let runs = rerun.pack.runCount
            show(["\(file): \(runs) \(runs == 1 ? "run" : "runs"): digests hold"])
            return
        }
        let keeper = try study.map { try StudyKeeper(path: $0, command: StudyOptions.command, for: caller) }
        defer { keeper?.close() }
        let differences = try await rerun.differences(
            threads: threads ?? Work.usualThreads,
            keeper: keeper,
            for: caller
        )
        try tell(differences, of: rerun.pack.runCount, rerun.otherVersions)
    }

    private func contents(_ contents: StudyCheck.Contents) -> String {
        [
            (contents.variants, "variant", "variants"), (contents.files, "file", "files"),
            (contents.strategies, "strategy", "strategies"), (contents.runs, "run", "runs"),
        ].map { count, one, many in "\(count) \(count == 1 ? one : many)" }.joined(separator: ", ")
    }

    private func tell(_ differences: [String], of count: Int, _ otherVersions: Set<Int>) throws {
        let runs = "\(count) \(count == 1 ? "run" : "runs")"
        guard let first = differences.first else {
            show(["\(runs) repeated, all identical"])
            return
        }
        show([
            "\(differences.count) of \(runs) \(differences.count == 1 ? "differs" : "differ"). The first difference:",
            first,
        ])
        if let other = otherVersions.min() {
            show([
                "There are runs that were made with version \(other) of the simulation; "
                    + "this is version \(simulationVersion) (patchlab \(patchlabVersion))."
            ])
        }
        throw ExitCode(ExitStatus.difference)
    }

    /// Each on a line of its own, wrapped where the terminal is too narrow.
    private func show(_ lines: [String], indent: String = "") {
        for line in lines.map({ SafeText.line($0) }) {
            let shown = Terminal.pageWidth.map { wrapped(line, width: max(1, $0 - indent.count)) } ?? [line]
            Output.print(shown.map { "\(indent)\($0)\n" }.joined())
        }
    }
}
