import ArgumentParser
import Text
import Workbench

/// What the parser of arguments says, in the form of all other errors: what happened, where, what to type.
enum UsageError {
    /// - Parameters:
    ///   - message: the parser's message.
    ///   - whole: the same with all that the parser says besides, of which the option's own help and the command's name are taken.
    ///   - arguments: those that were parsed.
    static func failure(_ message: String, whole: String, _ arguments: [String]) -> Failure {
        let command = whole.firstMatch(of: /See '(patchlab[^']*) --help' for more information/).map { String($0.1) }
        let help = "\(command ?? "patchlab") --help"
        if message.hasPrefix("Missing expected argument '<scenario>") {
            return Failure(
                "which scenario? usage: \(command ?? "patchlab") SCENARIO",
                help: "a file, or \(ScenarioPlace.examplesHelp())"
            )
        }
        if message == "Missing expected argument '<device>'" {
            return Failure("which device, and of which scenario?", help: "patchlab device GROUP/N SCENARIO")
        }
        if let match = message.firstMatch(of: /^Unknown option '--([^']*)'/) {
            let names = NamedCommand(arguments).map { RepeatedOptions.longNames(of: $0.type) } ?? []
            let name = String(match.1)
            let meant =
                NeighbouringNames.option(name, among: names)
                ?? nearestName(to: name, among: names + ["help", "version"])
            return Failure(
                "there is no option \"--\(match.1)\"" + (meant.map { " (did you mean \"--\($0)\"?)" } ?? ""),
                help: help
            )
        }
        if let match = message.firstMatch(of: /^Unknown option '(-[^']*)'/) {
            return Failure("there is no option \"\(match.1)\"", help: help)
        }
        var lines = message.split(separator: "\n").map { String($0.drop { $0 == " " }) }
        lines[0] = what(lines[0])
        if let better = choice(lines[0]) { lines[0] = better }
        let option = whole.split(separator: "\n").first { $0.hasPrefix("Help:  ") }.map { String($0.dropFirst(7)) }
        return Failure(lines: lines + (option.map { [$0] } ?? []), help: help, kind: .badInput)
    }

    /// Of an option that takes one of several words, with the word that was probably meant; nil: the sentence says something else.
    private static func choice(_ sentence: String) -> String? {
        let pattern = /^the value '(.*)' is invalid for '(-[^ ']*).*'\. Please provide one of (.*)$/
        guard let match = sentence.firstMatch(of: pattern) else { return nil }
        let words = match.3.matches(of: /'([^']*)'/).map { String($0.1) }
        let meant = nearestName(to: String(match.1), among: words)
        return "\(match.2) takes \(match.3), not '\(match.1)'" + (meant.map { " (did you mean '\($0)'?)" } ?? "")
    }

    /// Without the capital at the beginning and the full stop at the end.
    private static func what(_ sentence: String) -> String {
        let end = sentence.hasSuffix(".") ? String(sentence.dropLast()) : sentence
        guard let first = end.first, first.isUppercase, end.dropFirst().first?.isLowercase ?? true else { return end }
        return first.lowercased() + end.dropFirst()
    }
}

/// The command that arguments name, as far as they do.
struct NamedCommand {
    private(set) var type: any ParsableCommand.Type = PatchLabCommand.self
    /// `patchlab import debian`, in words.
    private(set) var way = ["patchlab"]
    /// What stands behind it.
    private(set) var rest: ArraySlice<String>

    /// - Parameter arguments: of the program. Nil if the shell asks for completions, which name commands in another way.
    init?(_ arguments: [String]) {
        guard arguments.first != Arguments.completionRequest else { return nil }
        rest = arguments.first == "help" ? arguments.dropFirst() : arguments[...]
        while let first = rest.first, let next = subcommands.first(where: { Self.names($0).contains(first) }) {
            type = next
            way.append(first)
            rest = rest.dropFirst()
        }
        // What stands behind is for the command that is meant where none is named.
        if let usual = type.configuration.defaultSubcommand { type = usual }
    }

    var subcommands: [any ParsableCommand.Type] { type.configuration.subcommands }

    static func names(_ command: any ParsableCommand.Type) -> [String] {
        [command._commandName] + command.configuration.aliases
    }
}

/// Names of commands that do not exist: the parser would tell of unexpected arguments.
enum UnknownCommand {
    /// - Throws: `Failure` if a word stands where a command is expected, and names none.
    static func refuse(_ arguments: [String]) throws {
        guard let command = NamedCommand(arguments), !command.subcommands.isEmpty, let word = command.rest.first,
            !word.hasPrefix("-"), word != "help"
        else { return }
        let above = (command.way.dropFirst() + [""]).joined(separator: " ")
        let names = command.subcommands.flatMap(NamedCommand.names)
        let neighbour = command.way.count == 1 ? NeighbouringNames.command(word) : nil
        let meant = neighbour ?? nearestName(to: word, among: names)
        throw Failure(
            "there is no command \"\(above)\(word)\"" + (meant.map { " (did you mean \"\(above)\($0)\"?)" } ?? ""),
            help: scenarioHelp(word, command.way) ?? "\(command.way.joined(separator: " ")) --help lists the commands"
        )
    }

    /// For those who leave the command out.
    private static func scenarioHelp(_ word: String, _ way: [String]) -> String? {
        guard way.count == 1, (try? ScenarioPlace.path(of: word)) != nil else { return nil }
        return "patchlab compare \(ShellWord.quoted(word))"
    }
}
