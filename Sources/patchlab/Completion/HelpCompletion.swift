import ArgumentParser
import Foundation

/// What may stand behind `help`, of which the parser's scripts for shells know no commands, and behind `study`, where they know no
/// files.
enum HelpCompletion {
    /// The script with the names of commands where `help` is completed, and with studies behind `study`; any other text as it is.
    static func added(to script: String) -> String {
        guard script.contains("_patchlab") else { return script }
        return withCommands(withStudies(script))
    }

    /// `study` alone shows a study: its files stand beside its subcommands.
    private static func withStudies(_ script: String) -> String {
        let position = "__patchlab_should_offer_completions_for_positional \"patchlab study"
        let files = script.split(separator: "\n").first { $0.contains("\(position) show\" -eq 1'") }
        if let files {
            return script + (script.hasSuffix("\n") ? "" : "\n")
                + files.replacing("\(position) show\"", with: "\(position)\"") + "\n"
        }
        guard let start = script.range(of: "\n_patchlab_study() {\n") else { return script }
        let rest = script[start.upperBound...]
        let body = rest.range(of: "\n}\n").map { rest[..<$0.lowerBound] } ?? rest[...]
        let filled = body.split(separator: "\n", omittingEmptySubsequences: false).flatMap { line -> [String] in
            let indent = String(line.prefix { $0 == " " })
            if line.contains("compgen -W 'show check pack'") {
                return [String(line), indent + "__patchlab_add_completions -o plusdirs -fX '!*.@(db)'"]
            }
            return line.contains("_describe -V subcommand subcommands")
                ? [String(line), indent + "_files -g '*.db' && ret=0"] : [String(line)]
        }.joined(separator: "\n")
        return String(script[..<start.upperBound]) + filled + String(script[body.endIndex...])
    }

    private static func withCommands(_ script: String) -> String {
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
