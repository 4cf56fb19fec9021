import ArgumentParser
import ScenarioFiles

/// `patchlab schema`: the JSON Schema of scenario files, for editors.
struct SchemaCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "schema",
        abstract: "Print the JSON Schema of scenario files, for editors and other validators."
    )

    func run() throws {
        Output.print(ScenarioFile.schema)
    }
}
