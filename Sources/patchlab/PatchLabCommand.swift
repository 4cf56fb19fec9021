import ArgumentParser

/// The command `patchlab`: rehearse a patch rollout before it hurts anybody.
@main
struct PatchLabCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "patchlab",
        abstract: "Rehearse a patch rollout before it hurts anybody.",
        subcommands: [ImportCommand.self]
    )
}
