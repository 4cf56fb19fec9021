import ArgumentParser
import PatchSimulator
import ResultStore
import Text
import Workbench

/// `patchlab rerun`: does everything in a bundle again, and compares.
struct RerunCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "rerun",
        abstract: "Run a bundle again and check that the results are identical.",
        discussion: """
              patchlab rerun mine.tar.zst
              patchlab rerun mine.tar.zst --study again.db        and keep the runs

            Compares every figure and every decision of every run, and shows the first that differs. Exit status: 0 all \
            identical, 1 a difference, 2 no sound bundle.
            """
    )

    @Argument(
        help: ArgumentHelp("The archive that 'patchlab bundle' made.", valueName: "bundle"),
        completion: .file(extensions: ["zst", "gz", "xz", "zip"])
    )
    var bundle: String

    @Option(
        name: .shortAndLong,
        help: ArgumentHelp("Parallel runs (default: one per CPU).", valueName: "n")
    )
    var threads: Int?

    @Flag(name: .shortAndLong, help: "No progress bar.")
    var quiet = false

    @Option(
        help: ArgumentHelp("Keep the runs in this study file, for instance to report on them.", valueName: "file"),
        completion: .file(extensions: ["db"])
    )
    var study: String?

    func validate() throws {
        if let threads, !(1...1024).contains(threads) {
            throw ValidationError("--threads must lie between 1 and 1024.")
        }
    }

    func run() async throws {
        let caller = TerminalCaller(isQuiet: quiet)
        let rerun = try BundleRerun(path: bundle, for: caller)
        let keeper = try study.map { try StudyKeeper(path: $0, command: StudyOptions.command, for: caller) }
        defer { keeper?.close() }
        let differences = try await rerun.differences(
            threads: threads ?? Work.usualThreads,
            keeper: keeper,
            for: caller
        )
        try tell(rerun, differences)
    }

    private func tell(_ rerun: BundleRerun, _ differences: [String]) throws {
        let bundle = rerun.bundle
        let runs = "\(bundle.runCount) run\(bundle.runCount == 1 ? "" : "s")"
        guard let first = differences.first else {
            Output.print("\(runs) done again: all the same\n")
            return
        }
        Output.print("\(runs) done again: \(differences.count) not the same. The first:\n\(SafeText.line(first))\n")
        if let other = rerun.otherVersions.min() {
            Output.print(
                "The bundle has runs that were made with version \(other) of the simulation; "
                    + "this is version \(simulationVersion) (patchlab \(patchlabVersion)).\n"
            )
        }
        throw ExitCode(ExitStatus.difference)
    }
}
