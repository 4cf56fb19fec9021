import ArgumentParser
import Foundation
import Testing

@testable import patchlab

/// What the command says of itself, on the terminal and as manual pages.
@Suite("Help")
struct HelpTests {
    private struct Description: Decodable { var command: Command }
    private struct Command: Decodable {
        var commandName: String
        var discussion: String?
        var subcommands: [Command]?
    }

    /// The examples of all commands: lines of their help, with those that go on put together.
    private static func examples() throws -> [(command: String, line: String)] {
        let data = Data(PatchLabCommand._dumpHelp().utf8)
        var open = [try JSONDecoder().decode(Description.self, from: data).command]
        var found: [(command: String, line: String)] = []
        while let command = open.popLast() {
            open += command.subcommands?.filter { $0.commandName != "help" } ?? []
            let lines = (command.discussion ?? "").replacingOccurrences(of: " \\\n  ", with: "").split(separator: "\n")
            found += lines.filter { $0.hasPrefix("  patchlab ") }.map { (command.commandName, String($0.dropFirst(2))) }
        }
        return found
    }

    @Test("Every command shows examples first, and the parser takes each of them")
    func examples() throws {
        let examples = try Self.examples()
        #expect(Set(examples.map(\.command)).count == 49)
        for (command, line) in examples {
            // What stands behind several spaces says what the example is for.
            let text = line.components(separatedBy: "   ")[0].components(separatedBy: " >")[0]
            let words = ConsoleDocument.words(text.replacingOccurrences(of: "'", with: "\"")).dropFirst()
            #expect(throws: Never.self, "\(command): \(line)") {
                _ = try PatchLabCommand.parseAsRoot(Arguments.ordered(Array(words)))
            }
        }
    }

    @Test("No example is broken into two lines by the width of a terminal")
    func width() throws {
        for (command, line) in try Self.examples()
        where !line.contains(" --advisories") && !line.contains("--subject-to") {
            #expect(line.count + 2 <= 80, "\(command): \(line)")
        }
    }

    @Test("The manual pages are what the help and the reference say")
    func manual() async throws {
        let root = DocumentationTests.repository
        let python = try CommandRunner.python(directory: root)
        let binary = try CommandRunner.patchlab().executable.path
        let result = try await python.run("scripts/manual", "--check", binary)
        #expect(result.status == 0, "\(result.outputText)\(result.errorText)")
    }
}
