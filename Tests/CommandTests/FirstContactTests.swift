import Foundation
import Testing

/// What somebody meets who types `patchlab` for the first time.
@Suite("First contact")
struct FirstContactTests {
    static let templates = ["office", "servers", "field", "mixed"]

    @Test("Without arguments the command says where to begin, in commands that work as they stand")
    func welcome() async throws {
        let folder = try ScratchDirectory()
        defer { folder.remove() }
        let patchlab = try CommandRunner.patchlab(directory: folder.url)
        let result = try await patchlab.run([])
        #expect(result.status == 0)
        #expect(result.errors.isEmpty)
        let lines = result.outputText.split(separator: "\n")
        #expect(lines.allSatisfy { $0.count <= 80 })
        let commands = lines.compactMap { $0.firstMatch(of: /^.{20}patchlab (.*)$/).map { String($0.1) } }
        #expect(commands.count == 6)
        for command in commands {
            var words = command.split(separator: " ").map(String.init)
            // The full answer takes its time without optimisation.
            if words.first == "compare" { words += ["-n", "1", "-s", words[1] == "mine.yaml" ? "staged" : "canary"] }
            let result = try await patchlab.run(words)
            #expect(result.status == 0, "\(command): \(result.errorText)")
        }
    }

    @Test("A template is printed, written to a new file, and never over another one unless that is asked for")
    func initialisation() async throws {
        let folder = try ScratchDirectory()
        defer { folder.remove() }
        let patchlab = try CommandRunner.patchlab(directory: folder.url)
        let printed = try await patchlab.run("init", "office")
        #expect(printed.status == 0)
        #expect(try await patchlab.run("init", "office", "-o", "mine.yaml").status == 0)
        #expect(try folder.contents(of: "mine.yaml") == printed.output)

        _ = try folder.newFile("mine.yaml", holding: Data("mine".utf8))
        let refused = try await patchlab.run("init", "office", "-o", "mine.yaml")
        #expect(refused.status == 2)
        #expect(
            refused.errorText
                == """
                error: mine.yaml exists already; nothing is written
                help: give another name, or --force to replace it

                """
        )
        #expect(try folder.contents(of: "mine.yaml") == Data("mine".utf8))
        #expect(try await patchlab.run("init", "office", "-o", "mine.yaml", "--force").status == 0)
        #expect(try folder.contents(of: "mine.yaml") == printed.output)
        // Nothing else is left beside it.
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder.url.path) == ["mine.yaml"])
    }

    @Test("The list of templates has each with what its fleet is")
    func list() async throws {
        let result = try await CommandRunner.patchlab().run("init", "--list")
        #expect(result.status == 0)
        let names = result.outputText.split(separator: "\n").filter { !$0.hasPrefix(" ") }.map {
            $0.split(separator: " ")
        }
        #expect(names.map { String($0[0]) } == Self.templates)
        #expect(names.allSatisfy { $0.count > 3 })
    }

    @Test("A template is a scenario as any other: without a mistake, short, marked, and it runs", arguments: templates)
    func template(name: String) async throws {
        let folder = try ScratchDirectory()
        defer { folder.remove() }
        let patchlab = try CommandRunner.patchlab(directory: folder.url)
        #expect(try await patchlab.run("init", name, "-o", "mine.yaml").status == 0)
        let text = String(decoding: try folder.contents(of: "mine.yaml"), as: UTF8.self)
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false).dropLast()
        #expect(lines.count <= 70)
        #expect(lines[0] == "patchlab: 1")
        #expect(lines[1].hasPrefix("question: ") && lines[1].contains("?"))
        #expect(lines.count { $0.contains("CHANGE") } >= 5)
        #expect(lines.count { $0.contains("GUESS") } >= 5)

        let validated = try await patchlab.run("validate", "mine.yaml")
        #expect(validated.status == 0)
        // One shows what a pilot is worth that is seldom online.
        let warnings = validated.outputText.split(separator: "\n").filter { $0.contains(": warning ") }
        #expect(warnings.count == (name == "field" ? 1 : 0), "\(validated.outputText)")
        #expect(warnings.allSatisfy { $0.contains("ring-seldom-online") })
        #expect(validated.outputText.contains("mine.yaml: OK"), "\(validated.outputText)")
        #expect(try await patchlab.run("run", "mine.yaml", "-q").status == 0)
        let compared = try await patchlab.run("compare", "mine.yaml", "-n", "2", "-q")
        #expect(compared.status == 0)
        #expect(compared.errors.isEmpty, "\(compared.errorText)")
        #expect(compared.outputText.contains("cost"))
        // What a comment says is to be typed.
        for comment in lines where comment.hasPrefix("#   patchlab ") {
            let words = ConsoleDocument.words(String(comment.dropFirst("#   patchlab ".count)))
            let few =
                ["-n", "2", "-q"] + (words.first == "compare" ? ["-s", "staged"].filter { _ in name == "office" } : [])
            let known = words.prefix { $0.hasPrefix("-") || !$0.contains("pays") && $0 != "who" }
            #expect(try await patchlab.run(Array(known) + few).status == 0, "\(comment)")
        }
    }
}
