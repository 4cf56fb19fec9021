import ArgumentParser
import PatchModel
import PolicyPrograms
import Workbench

/// `patchlab serve-env`: a simulation of which a trainer has the loop.
struct ServeEnvironmentCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "serve-env",
        abstract: "Serve a scenario as an environment for training, a JSON object a line.",
        discussion: """
              patchlab serve-env mine.yaml

            Standard input: {"type":"reset","seed":7}, {"type":"step","actions":[...],"wake":3600}, {"type":"close"}. Each is \
            answered by one line. Examples/policies/patchlab_env.py makes a Gymnasium environment of it.
            """
    )

    @Argument(
        help: ArgumentHelp("The scenario: a file, or the name of an example.", valueName: "scenario"),
        completion: .scenario
    )
    var scenario: String

    @Option(help: ArgumentHelp("Random seed until a reset names another.", valueName: "number"))
    var seed: UInt64 = 1

    @OptionGroup var setting: SettingOptions

    func run() throws {
        let caller = TerminalCaller(isQuiet: true)
        let (scenario, _) = try ScenarioInput.read(self.scenario, setting: setting.set, for: caller)
        _ = try RunRoom.runsAtOnce(scenario, scenario.strategies, wanted: 1)
        var configuration = ProgramConfiguration(name: "trainer", path: "")
        configuration.question = scenario.question
        configuration.world = ProgramRequest.world(self.scenario)
        configuration.patchlab = patchlabVersion
        var environment = Environment(try RunRoom.world(scenario), configuration, seed: seed)
        Output.print(String(decoding: environment.greeting, as: UTF8.self))
        var lines = InputLines()
        while let line = lines.next() {
            guard let answer = environment.answer(line) else { return }
            Output.print(String(decoding: answer, as: UTF8.self))
        }
    }
}
