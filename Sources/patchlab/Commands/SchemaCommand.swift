import ArgumentParser
import ScenarioFiles

/// `patchlab schema`: the JSON Schema of scenario files, for editors.
struct SchemaCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "schema",
        abstract: "Print the JSON Schema of scenario files, for editors and other validators.",
        discussion: """
              patchlab schema > patchlab.schema.json

            An editor with a YAML language server completes and checks scenarios with it.
            """
    )

    func run() throws {
        Output.print(ScenarioFile.schema)
    }
}
