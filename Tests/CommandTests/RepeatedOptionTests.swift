import Foundation
import Testing

/// An option that takes one value and is given twice is refused, in whichever spellings.
@Suite("Options given twice")
struct RepeatedOptionTests {
    /// Every option that has several spellings, with a command that has it.
    private static let spellings: [(names: [String], command: [String], value: String)] = [
        (["--strategies", "--strategy", "-s"], ["compare", "boot-loop"], "staged"),
        (["--strategy", "-s"], ["run", "boot-loop"], "staged"),
        (["--runs", "-n"], ["compare", "boot-loop"], "2"),
        (["--run", "-k"], ["run", "boot-loop"], "1"),
        (["--threads", "-t"], ["run", "boot-loop"], "1"),
        (["--output", "-o"], ["run", "boot-loop"], "nowhere.txt"),
        (["--color", "--colour"], ["run", "boot-loop"], "never"),
        (["--n", "-n"], ["train", "par", "first-ring"], "5"),
    ]

    @Test("Each two spellings of an option are known to be the same", arguments: spellings.indices)
    func twice(place: Int) async throws {
        let folder = try ScratchDirectory()
        defer { folder.remove() }
        let patchlab = try CommandRunner.patchlab(directory: folder.url)
        let (names, command, value) = Self.spellings[place]
        for (first, second) in names.flatMap({ one in names.map { (one, $0) } }) {
            let found = try await patchlab.run(command + [first, value, second, value])
            #expect(found.status == 2, "\(first) \(second): \(found.errorText)")
            #expect(found.errorText.contains("is given twice"), "\(first) \(second): \(found.errorText)")
            #expect(found.output.isEmpty)
        }
    }

    @Test("There are no others")
    func all() async throws {
        let folder = try ScratchDirectory()
        defer { folder.remove() }
        let found = try await CommandRunner.patchlab(directory: folder.url).run(["--experimental-dump-help"])
        let tree = try JSONDecoder().decode(Tree.self, from: found.output)
        let known = Set(Self.spellings.map { Set($0.names) })
        let spellings = Self.options(tree.command).map(\.spellings).filter { $0.count > 1 }
        #expect(spellings.count > 20)
        for names in Set(spellings) { #expect(known.contains(names), "\(names.sorted())") }
    }

    private static func options(_ command: Command) -> [Argument] {
        (command.arguments ?? []).filter { $0.kind == "option" && !$0.isRepeating }
            + (command.subcommands ?? []).flatMap { options($0) }
    }

    private struct Tree: Decodable { var command: Command }
    private struct Command: Decodable {
        var arguments: [Argument]?
        var subcommands: [Command]?
    }
    private struct Argument: Decodable {
        var kind: String
        var isRepeating: Bool
        var names: [Name]?

        var spellings: Set<String> {
            Set((names ?? []).map { ($0.kind == "short" ? "-" : "--") + $0.name })
        }
    }
    private struct Name: Decodable {
        var kind: String
        var name: String
    }
}
