import ArgumentParser

/// `patchlab study`: files that keep runs.
struct StudyCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "study",
        abstract: "Show, check or pack a study file.",
        discussion: """
              patchlab study mine.db                         what is in it
              patchlab study check mine.db                   whether it was altered
              patchlab study pack mine.db -o mine.tar.zst    for others to run again

            A study file is made by --study.
            """,
        subcommands: [StudyShowCommand.self, StudyCheckCommand.self, StudyPackCommand.self],
        defaultSubcommand: StudyShowCommand.self
    )
}
