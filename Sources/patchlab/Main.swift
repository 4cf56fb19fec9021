import ArgumentParser
import Foundation
import Text
import Workbench

/// Where the program begins: parses the arguments, runs the command, and turns errors into exit statuses.
@main
enum Main {
    static func main() async {
        // A limit on the size of files is a full disk like any other: told in words, and not the end of the program.
        signal(SIGXFSZ, SIG_IGN)
        Interrupt.listen()
        Terminal.widenForParser()
        FreeFiles.require()
        var arguments = Array(CommandLine.arguments.dropFirst())
        do {
            var notes: [String] = []
            let present = FormerOptions.renamed(in: try ExamplesOption.taken(from: arguments), &notes)
            arguments = Arguments.ordered(FormerCommands.renamed(in: present, &notes))
            if Set(arguments).isDisjoint(with: ["-q", "--quiet"]) {
                for note in notes { Output.printError("note: \(note)\n") }
            }
            guard !arguments.isEmpty else { return Output.print(WelcomeText(width: Terminal.width).text) }
            // What scripts ask most, without all that the parser does before it looks at it.
            if arguments == ["--version"] { return Output.printOwn(fitted(patchlabVersion) + "\n") }
            try UnknownCommand.refuse(arguments)
            var command = try parsed(arguments)
            try RepeatedOptions.refuse(in: arguments, of: type(of: command))
            if var asynchronous = command as? any AsyncParsableCommand {
                try await asynchronous.run()
            } else {
                try command.run()
            }
        } catch {
            leave(because: error, arguments)
        }
    }

    /// The command that the arguments name.
    ///
    /// The parser repeats them in its messages, which have several lines. What is wrong with them is therefore told of arguments
    /// that are spelt out: no line feed in one of them can begin a line that looks like one of the program's.
    private static func parsed(_ arguments: [String]) throws -> any ParsableCommand {
        do {
            return try PatchLabCommand.parseAsRoot(arguments)
        } catch {
            let safe = arguments.map { SafeText.line($0) }
            if safe != arguments {
                _ = try PatchLabCommand.parseAsRoot(safe)
                // Only as it was written is it wrong; then all that is said of it goes on one line.
                throw Failure(PatchLabCommand.message(for: error))
            }
            throw error
        }
    }

    /// The parser knows no narrow terminals: what it writes beyond their width goes on below. Scripts for shells stay as they are.
    private static func fitted(_ message: String) -> String {
        guard let width = Terminal.pageWidth, width < 80, !message.hasPrefix("#"), !message.contains("() {") else {
            return message
        }
        return message.split(separator: "\n", omittingEmptySubsequences: false).map { line -> String in
            guard line.columns > width else { return String(line) }
            let indent = String(repeating: " ", count: min(line.prefix { $0 == " " }.count, width / 4))
            return wrapped(String(line), width: width - indent.count).map { indent + $0 }.joined(separator: "\n")
        }.joined(separator: "\n")
    }

    private static func leave(because error: any Error, _ arguments: [String]) -> Never {
        if let failure = error as? Failure {
            Output.printFailure(lines: failure.lines, help: failure.help)
            exit(failure.status)
        }
        let status = PatchLabCommand.exitCode(for: error)
        let message = PatchLabCommand.fullMessage(for: error)
        // A shell that asks for completions gets none, and no words among what is typed.
        if status != .success, arguments.first == Arguments.completionRequest { exit(0) }
        switch status {
        case .success:
            // Help, the version, or a script for a shell.
            Output.printOwn(fitted(HelpCompletion.added(to: message)) + (message.isEmpty ? "" : "\n"))
            exit(0)
        case .validationFailure:
            let failure = UsageError.failure(PatchLabCommand.message(for: error), whole: message, arguments)
            Output.printFailure(lines: failure.lines, help: failure.help)
            exit(failure.status)
        default:
            if !message.isEmpty { Output.printError(message) }
            exit(error is ExitCode ? status.rawValue : ExitStatus.internalError)
        }
    }
}

/// The exit statuses of the program.
enum ExitStatus {
    /// What was to be checked is not so.
    static let difference: Int32 = 1
    static let badInput: Int32 = 2
    /// A program that decides did what it must not.
    static let misbehaved: Int32 = 3
    /// Neither so nor not so is shown.
    static let inconclusive: Int32 = 4
    /// What was made again is not what it was.
    static let notDetermined: Int32 = 5
    /// A gate does not see what it is there to see.
    static let blind: Int32 = 6
    static let internalError: Int32 = 70
    /// There is no room here; elsewhere there may be (EX_IOERR).
    static let tryElsewhere: Int32 = 74
    /// The time that was given is over (EX_TEMPFAIL).
    static let overBudget: Int32 = 75
    /// This machine does not compute what another one did (EX_PROTOCOL).
    static let otherMachine: Int32 = 76
    static let interrupted: Int32 = 130
}

extension Failure {
    /// The exit status of a command that ends so.
    var status: Int32 {
        switch kind {
        case .difference: ExitStatus.difference
        case .badInput, .noRoom: ExitStatus.badInput
        case .misbehaved: ExitStatus.misbehaved
        case .notDetermined: ExitStatus.notDetermined
        case .inconclusive: ExitStatus.inconclusive
        case .blind: ExitStatus.blind
        case .overBudget, .tryAgain: ExitStatus.overBudget
        case .tryElsewhere: ExitStatus.tryElsewhere
        case .otherMachine: ExitStatus.otherMachine
        case .interrupted: ExitStatus.interrupted
        }
    }
}

enum Arguments {
    /// Lets flags stand before the subcommand, too: `patchlab --json compare x.yaml`, `patchlab import -q debian ...`.
    ///
    /// The parser wants subcommands first. If the arguments begin with a flag, the first one that names a subcommand is
    /// moved to the front, and the same is done for the subcommands of that one.
    static func ordered(_ arguments: [String]) -> [String] {
        guard arguments.first != completionRequest else { return arguments }
        return ordered(withNegativeNumbers(arguments), below: PatchLabCommand.self)
    }

    /// What the scripts for shells call the program with; the parser answers it.
    static let completionRequest = "---completion"

    /// Ties negative numbers to the option before them, as in `--seed=-1`. The parser would take them for options, and say
    /// that the value is missing instead of what is wrong with it.
    private static func withNegativeNumbers(_ arguments: [String]) -> [String] {
        var result: [String] = []
        for (place, argument) in arguments.enumerated() {
            let isOpen = !arguments[..<place].contains("--")
            if isOpen, argument.hasPrefix("-"), Double(argument) != nil, let last = result.last, last.hasPrefix("-"),
                !last.contains("=")
            {
                result[result.count - 1] = "\(last)=\(argument)"
            } else {
                result.append(argument)
            }
        }
        return result
    }

    private static func ordered(_ arguments: [String], below command: any ParsableCommand.Type) -> [String] {
        let subcommands = command.configuration.subcommands
        let names = subcommands.map { $0._commandName }
        guard let first = arguments.first,
            let place = first.hasPrefix("-") ? arguments.firstIndex(where: names.contains) : arguments.startIndex,
            let chosen = names.firstIndex(of: arguments[place])
        else { return arguments }
        let rest = Array(arguments[..<place] + arguments[(place + 1)...])
        return [arguments[place]] + ordered(rest, below: subcommands[chosen])
    }
}
