import ArgumentParser

/// Names that commands had, which are still understood: scripts hold them.
enum FormerCommands {
    private static let present = [
        "bundle": ["study", "pack"], "rerun": ["study", "check"], "verify-trace": ["trace", "--check"],
    ]

    /// The arguments with the names that commands have now. A command may stand behind flags, or behind `help`.
    static func renamed(in arguments: [String]) -> [String] {
        guard arguments.first != Arguments.completionRequest else { return arguments }
        let names = Set(PatchLabCommand.configuration.subcommands.map { $0._commandName }).union(present.keys)
        let start = arguments.first == "help" ? 1 : 0
        let place =
            arguments.first?.hasPrefix("-") ?? false ? arguments.firstIndex(where: names.contains) : start
        guard let place, place < arguments.count, let former = present[arguments[place]] else { return arguments }
        // Behind `help` stand commands alone.
        let words = arguments.first == "help" ? former.filter { !$0.hasPrefix("-") } : former
        return arguments[..<place] + words + arguments[(place + 1)...]
    }
}
