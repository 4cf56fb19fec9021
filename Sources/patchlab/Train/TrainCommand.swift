import ArgumentParser
import ScenarioFiles
import Workbench

/// `patchlab train`: lessons in which a person decides on what is reported, and learns afterwards what was true.
struct TrainCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "train",
        abstract: "Play a lesson: decide on what the console shows, then learn what was true.",
        discussion: """
              patchlab train --list
              patchlab train tuesdays-library --text
              patchlab train tuesdays-library-B9D54Z.plt.jsonl

            A lesson is the name or the number of one that comes with PatchLab, or a file; a saved session resumes where it \
            was left. docs/training.md describes lessons, docs/authoring-lessons.md how to make one.
            """,
        subcommands: [TrainPlayCommand.self, TrainResultCommand.self, TrainParCommand.self, TrainSchemaCommand.self],
        defaultSubcommand: TrainPlayCommand.self
    )
}

/// `patchlab train schema`: the JSON Schema of lesson files.
struct TrainSchemaCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "schema",
        abstract: "Print the JSON Schema of lesson files, for editors and other validators.",
        discussion: """
              patchlab train schema > lesson.schema.json
            """
    )

    func run() throws { Output.print(LessonFile.schema) }
}
