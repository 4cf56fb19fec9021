import ArgumentParser
import Foundation
import Workbench

/// Finds options that take one value and are given twice.
///
/// The parser takes the last value then and drops the others without a word, and a file or a setting that the user named
/// would silently count for nothing. It can be forbidden in one place, since every command can tell its own options.
enum RepeatedOptions {
    /// Ends with status 2 if an option of the command that takes a single value occurs more than once, in whichever of its
    /// spellings.
    ///
    /// - Parameter arguments: those that were parsed, with the names of the subcommands.
    static func refuse(in arguments: [String], of command: any ParsableArguments.Type) throws {
        let given = arguments.prefix { $0 != "--" }.filter { $0.hasPrefix("-") && $0 != "-" }
        // Most often nothing can be wrong; then the options need not be asked for, which takes as long as all the rest of parsing.
        guard mayRepeat(given) else { return }
        for option in singleValued(command) {
            let found = given.flatMap { Array(repeating: $0, count: option.occurrences(in: $0)) }
            guard found.count > 1 else { continue }
            let spellings = found.map { String($0.prefix { $0 != "=" }) }
            let first = option.preferredSpelling
            let detail = Set(spellings).count > 1 ? " (\(spellings.joined(separator: ", ")))" : ""
            throw Failure(
                "\(first) is given \(found.count == 2 ? "twice" : "\(found.count) times")\(detail); it takes one value"
            )
        }
    }

    /// The options of any command that have several spellings.
    private static let spellings = [
        ["-s", "--strategies", "--strategy"], ["-n", "--runs", "--n"], ["-k", "--run"], ["-t", "--threads"],
        ["-o", "--output"], ["--color", "--colour"],
    ]

    /// False if no two arguments can be the same option.
    private static func mayRepeat(_ given: [String]) -> Bool {
        var seen: Set<String> = []
        for argument in given {
            let name = argument.prefix { $0 != "=" }
            let names = name.hasPrefix("--") ? [String(name)] : name.dropFirst().map { "-\($0)" }
            for name in names {
                let own = spellings.first { $0.contains(name) }?[0] ?? name
                if !seen.insert(own).inserted { return true }
            }
        }
        return false
    }

    private struct Option {
        var long: Set<String>
        var short: Set<Character>

        var preferredSpelling: String {
            long.min().map { "--\($0)" } ?? short.min().map { "-\($0)" } ?? "an option"
        }

        /// How often it stands in one argument: `--seed`, `--seed=1`, `-k`, or among the letters of `-qk`.
        func occurrences(in argument: String) -> Int {
            if argument.hasPrefix("--") {
                return long.contains(String(argument.dropFirst(2).prefix { $0 != "=" })) ? 1 : 0
            }
            return argument.dropFirst().prefix { $0 != "=" }.filter { short.contains($0) }.count
        }
    }

    /// The long names of all options and flags of a command, without their hyphens.
    static func longNames(of command: any ParsableArguments.Type) -> [String] {
        arguments(of: command).flatMap { $0.names ?? [] }.filter { $0.kind == "long" }.map(\.name)
    }

    private static func singleValued(_ command: any ParsableArguments.Type) -> [Option] {
        arguments(of: command).filter { $0.kind == "option" && !$0.isRepeating }.map { argument in
            let names = argument.names ?? []
            return Option(
                long: Set(names.filter { $0.kind == "long" }.map(\.name)),
                short: Set(names.filter { $0.kind == "short" }.compactMap(\.name.first))
            )
        }
    }

    /// What the program itself prints for tools that write manuals and completions.
    private static func arguments(of command: any ParsableArguments.Type) -> [Argument] {
        let description = try? JSONDecoder().decode(Description.self, from: Data(command._dumpHelp().utf8))
        return description?.command.arguments ?? []
    }

    private struct Description: Decodable { var command: Command }
    private struct Command: Decodable { var arguments: [Argument]? }
    private struct Argument: Decodable {
        var kind: String
        var isRepeating: Bool
        var names: [Name]?
    }
    private struct Name: Decodable {
        var kind: String
        var name: String
    }
}
