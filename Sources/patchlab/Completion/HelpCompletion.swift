import ArgumentParser
import Foundation

/// What may stand behind `help`: the parser's scripts for shells know of no commands there.
enum HelpCompletion {
    /// The script with the names of commands where `help` is completed; any other text as it is.
    static func added(to script: String) -> String {
        guard script.contains("_patchlab") else { return script }
        let names = PatchLabCommand.configuration.subcommands.flatMap(NamedCommand.names).joined(separator: " ")
        if script.contains("\ncomplete -c 'patchlab'") {
            return script + (script.hasSuffix("\n") ? "" : "\n")
                + "complete -c 'patchlab' -n '__patchlab_should_offer_completions_for_positional \"patchlab help\" -eq 1' "
                + "-fa '\(names)'\n"
        }
        guard let start = script.range(of: "\n_patchlab_help() {\n") else { return script }
        let rest = script[start.upperBound...]
        let body = rest.range(of: "\n}\n").map { rest[..<$0.lowerBound] } ?? rest[...]
        let bash = "    __patchlab_offer_flags_options -1"
        let zsh = "'*:subcommands:'"
        let filled = String(body).replacing(
            bash,
            with: "\(bash)\n    COMPREPLY+=($(compgen -W '\(names)' -- \"${cur}\"))"
        )
        .replacing(zsh, with: "'*:subcommands:(\(names))'")
        return String(script[..<start.upperBound]) + filled + String(script[body.endIndex...])
    }
}
