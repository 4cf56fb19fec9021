import ArgumentParser
import Experiments
import Foundation
import PatchModel
import Reports

/// `patchlab report`: a study as a page, as Markdown, or for programs.
struct ReportCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "report",
        abstract: "Make a report of a study: one page with pictures that needs no network."
    )

    @Argument(help: ArgumentHelp("The scenario file.", valueName: "scenario"), completion: .scenario)
    var scenario: String

    @Option(name: [.customShort("n"), .long], help: ArgumentHelp("How many replications.", valueName: "n"))
    var replications = 20

    @Flag(help: "Markdown")
    var markdown = false

    @OptionGroup var options: SimulationOptions

    func run() async throws {
        let scenario = try ScenarioInput.load(self.scenario, isQuiet: options.quiet)
        let runner = StudyRunner(
            world: try ScenarioInput.world(scenario), strategies: scenario.strategies, seed: options.seed,
            replications: Array(0..<replications), threads: 2, seriesIntervals: 120)
        let study = try await runner.run()
        let document = ReportDocument(Comparison(study), origin: ReportOrigin(version: "0.1.0", command: "patchlab compare x", files: []))
        try options.deliver(markdown ? document.markdown : try document.html())
    }
}
