import ArgumentParser

/// Names that commands had, which are still understood: scripts hold them.
enum FormerCommands {
    private static let present = [
        "bundle": ["study", "pack"], "rerun": ["study", "check"], "verify-trace": ["trace", "--check"],
    ]

    /// What a command is called now that had this name; nil: none had.
    static func present(_ name: String) -> String? {
        present[name].map { (["patchlab"] + $0).joined(separator: " ") }
    }

    /// The arguments with the names that commands have now. A command may stand behind flags, or behind `help`.
    ///
    /// - Parameter notes: takes in what is called otherwise now.
    static func renamed(in arguments: [String], _ notes: inout [String]) -> [String] {
        guard arguments.first != Arguments.completionRequest else { return arguments }
        let names = Set(PatchLabCommand.configuration.subcommands.map { $0._commandName }).union(present.keys)
        let start = arguments.first == "help" ? 1 : 0
        let place =
            arguments.first?.hasPrefix("-") ?? false ? arguments.firstIndex(where: names.contains) : start
        guard let place, place < arguments.count, let former = present[arguments[place]] else { return arguments }
        notes.append("'patchlab \(arguments[place])' is called 'patchlab \(former.joined(separator: " "))' now")
        // Behind `help` stand commands alone.
        let words = arguments.first == "help" ? former.filter { !$0.hasPrefix("-") } : former
        return arguments[..<place] + words + arguments[(place + 1)...]
    }
}

/// Names that other programs give to what a command does.
enum NeighbouringNames {
    private static let commands = [
        "validate": ["lint", "check", "verify", "test"],
        "run": ["simulate", "sim", "start", "replay", "decisions"],
        "compare": ["diff", "versus", "evaluate", "recommend", "eval"],
        "select": ["choose", "best", "pick", "rank"],
        "optimise": ["search", "tune", "minimise", "minimize", "optimum"],
        "sweep": ["vary", "grid", "tornado", "sensitivity", "what-if"],
        "report": ["html", "page", "plot", "chart", "render", "export"],
        "device": ["machine", "host", "node", "why"],
        "init": ["new", "create", "template", "templates", "generate", "scaffold"],
        "examples": ["example", "list", "ls", "scenarios", "samples", "demo"],
        "explain": ["describe", "doc", "docs", "glossary", "man", "metrics", "terms", "codes"],
        "keys": ["parameters", "params", "settings", "config"],
        "study pack": ["pack", "archive", "bundles", "zip"],
        "study": ["studies", "db", "results", "show"],
        "trace": ["events", "log", "timeline"],
        "strategy": ["strategies", "presets", "preset", "policies"],
        "import debian": ["debian", "dpkg", "apt"],
        "import table": ["table", "csv", "intune", "wsus", "jamf"],
        "train": ["play", "lesson", "lessons", "game"],
    ]

    /// The command that is probably meant; nil: the name says nothing.
    static func command(_ name: String) -> String? {
        commands.first { $0.value.contains(name.lowercased()) }?.key
    }

    private static let options = [
        "runs": ["reps", "replicates", "samples", "iterations", "repetitions", "trials", "count", "simulations"],
        "run": ["replicate"],
        "smallest-difference": ["delta", "difference", "threshold", "equivalence"],
        "first-runs": ["burn-in", "warmup"],
        "max-runs": ["limit", "maximum-runs", "budget"],
        "threads": ["jobs", "cpus", "cores", "parallel", "workers", "processes"],
        "output": ["out", "file", "to"],
        "strategies": ["policy-names", "policies", "only"],
        "decide-by": ["criterion", "objective", "choose-by"],
        "by": ["group-by", "breakdown", "split", "per"],
        "rows": ["columns", "show", "fields"],
        "full": ["all", "details", "long"],
        "explain": ["why", "definitions"],
        "set": ["override", "param", "parameter", "define"],
        "vary": ["range", "over", "grid"],
        "quiet": ["silent"],
        "deny": ["werror", "strict", "fail-on"],
        "require": ["fail-if", "assert", "expect", "limits"],
        "study": ["db", "database", "store", "save"],
        "json": ["format"],
        "color": ["colors", "colours", "ansi"],
        "page": ["html", "report"],
        "verbose": ["debug"],
    ]

    /// The option that is probably meant, of those that a command has.
    static func option(_ name: String, among names: [String]) -> String? {
        options.first { $0.value.contains(name.lowercased()) && names.contains($0.key) }?.key
    }
}
