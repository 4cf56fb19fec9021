import Foundation
import Testing

/// The documents say what the command does: everything that they show is typed in and compared.
///
/// `scripts/update-docs` rewrites what they show instead of comparing it.
@Suite("The documentation")
struct DocumentationTests {
    static let repository = URL(fileURLWithPath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    /// Every document that shows commands.
    static let documents: [String] = {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: repository.path + "/docs")) ?? []
        return names.map { "docs/\($0)" }.sorted().filter { name in
            name.hasSuffix(".md") && ((try? text(name))?.contains("\n```console\n") ?? false)
        }
    }()
    static let rewrites = ProcessInfo.processInfo.environment["UPDATE_DOCS"] != nil

    private static func text(_ path: String) throws -> String {
        String(decoding: try Data(contentsOf: repository.appendingPathComponent(path)), as: UTF8.self)
    }

    @Test("every command that a document shows prints what it shows", arguments: documents)
    func commands(document: String) async throws {
        // A directory of its own, with the repository's scenarios in view, takes up what the commands write.
        let directory = FileManager.default.temporaryDirectory.appendingPathComponent(
            "patchlab-docs-\(UUID().uuidString)"
        )
        try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: directory) }
        try FileManager.default.createSymbolicLink(
            at: directory.appendingPathComponent("Scenarios"),
            withDestinationURL: Self.repository.appendingPathComponent("Scenarios")
        )
        let runner = try CommandRunner.patchlab(
            environment: ["NO_COLOR": "1", "COLUMNS": "100"],
            directory: directory
        )

        let console = ConsoleDocument(try Self.text(document))
        var lines = console.lines
        // From the end, so that the places of what comes before stay right.
        var results: [(command: ConsoleDocument.Command, actual: [String])] = []
        for step in console.steps {
            switch step {
            case .file(let name, let text):
                try Data(text.utf8).write(to: directory.appendingPathComponent(name))
            case .command(let command):
                let result = try await Self.play(command.words, runner)
                #expect(result.status == command.status, "\(command.words): \(result.errorText)")
                results.append((command, Self.printed(result)))
            }
        }
        #expect(!results.isEmpty)
        if Self.rewrites {
            for (command, actual) in results.reversed()
            where !ConsoleDocument.matches(actual[...], command.expected[...]) {
                lines.replaceSubrange(
                    command.range,
                    with: ConsoleDocument.rewritten(actual, like: command.expected)
                )
            }
            let file = Self.repository.appendingPathComponent(document)
            try Data(lines.joined(separator: "\n").utf8).write(to: file, options: .atomic)
        } else {
            for (command, actual) in results where !ConsoleDocument.matches(actual[...], command.expected[...]) {
                let words = command.words.joined(separator: " ")
                Issue.record(
                    "\(document) shows something else than `\(words)` prints:\n\(actual.joined(separator: "\n"))"
                )
            }
        }
    }

    /// Runs `patchlab`, or what looks into its files and changes copies of them.
    private static func play(_ words: [String], _ patchlab: CommandRunner) async throws -> CommandRunner.Result {
        #expect(["patchlab", "sqlite3", "cp"].contains(words.first), "only these can be played: \(words)")
        guard words.first != "patchlab" else { return try await patchlab.run(Array(words.dropFirst())) }
        let runner = CommandRunner(
            executable: URL(fileURLWithPath: "/usr/bin/env"),
            environment: patchlab.environment,
            directory: patchlab.directory
        )
        return try await runner.run(words)
    }

    /// The lines of both outputs, without the empty ones at the end and the spaces at the ends of lines.
    private static func printed(_ result: CommandRunner.Result) -> [String] {
        var lines = (result.outputText + result.errorText).components(separatedBy: "\n").map { line in
            String(line.reversed().drop { $0 == " " }.reversed())
        }
        while lines.last?.isEmpty ?? false { lines.removeLast() }
        return lines
    }

    @Test("every link from a document to a file of the repository leads to one", arguments: documents + ["README.md"])
    func links(document: String) throws {
        let folder = Self.repository.appendingPathComponent(document).deletingLastPathComponent()
        var count = 0
        for match in try Self.text(document).matches(of: /\]\(([^)#\s]+)(#[^)]*)?\)/) {
            let target = String(match.1)
            guard !target.contains("://") else { continue }
            count += 1
            #expect(FileManager.default.fileExists(atPath: folder.appendingPathComponent(target).path), "\(target)")
        }
        #expect(count > 0)
    }
}

/// The player of documents itself.
@Suite("A console document")
struct ConsoleDocumentTests {
    @Test("holds its files and commands in order, and nothing of other blocks")
    func steps() {
        let document = ConsoleDocument(
            """
            ```sh
            $ not a command
            ```
            ```yaml mine.yaml
            a: 1
            ```
            ```console
            $ patchlab run "two words" \\
                more
            first

            last
            $ patchlab fails
            $ echo $?
            2
            ```
            """
        )
        let run = ConsoleDocument.Command(
            words: ["patchlab", "run", "two words", "more"],
            expected: ["first", "", "last"],
            range: 9..<12
        )
        let fails = ConsoleDocument.Command(words: ["patchlab", "fails"], expected: [], range: 13..<13, status: 2)
        #expect(document.steps == [.file(name: "mine.yaml", text: "a: 1\n"), .command(run), .command(fails)])
    }

    @Test("expects all lines but those for which dots stand")
    func matching() {
        let actual = ["a", "b", "c", "d"][...]
        #expect(ConsoleDocument.matches(actual, ["a", "b", "c", "d"]))
        #expect(ConsoleDocument.matches(actual, ["a", "...", "d"]))
        #expect(ConsoleDocument.matches(actual, ["...", "b", "...", "d", "..."]))
        #expect(!ConsoleDocument.matches(actual, ["a", "...", "c"]))
        #expect(!ConsoleDocument.matches(actual, ["a", "b", "c"]))
        #expect(!ConsoleDocument.matches(actual, ["b", "..."]))
    }

    @Test("is rewritten with as many lines before and after the dots as before")
    func rewriting() {
        let actual = ["1", "2", "3", "4", "5"]
        #expect(ConsoleDocument.rewritten(actual, like: ["a", "...", "b", "c"]) == ["1", "...", "4", "5"])
        #expect(ConsoleDocument.rewritten(actual, like: ["a"]) == actual)
        #expect(ConsoleDocument.rewritten(actual, like: ["..."]) == ["..."])
    }
}
