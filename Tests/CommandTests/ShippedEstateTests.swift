import Foundation
import Testing

@Suite("The shipped Debian estate")
struct ShippedEstateTests {
    private static let repository = URL(fileURLWithPath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    private static let folder = repository.appendingPathComponent("Scenarios/debian-estate")

    /// The command in the comment of scenario.yaml, without its name.
    private static func statedCommand() throws -> [String] {
        let text = String(
            decoding: try Data(contentsOf: folder.appendingPathComponent("scenario.yaml")),
            as: UTF8.self
        )
        var words: [String] = []
        for line in text.split(separator: "\n") where !words.isEmpty || line.hasPrefix("#   patchlab import debian") {
            guard line.hasPrefix("#   ") else { break }
            words += line.dropFirst().split(separator: " ").map(String.init)
            guard words.last == "\\" else { break }
            words.removeLast()
        }
        return Array(words.dropFirst())
    }

    @Test("the command that its comment states makes the committed file again, byte by byte")
    func reimport() async throws {
        var arguments = try Self.statedCommand()
        let option = try #require(arguments.firstIndex(of: "-o"))
        #expect(arguments[option + 1] == "Scenarios/debian-estate/estate.yaml")
        let output = FileManager.default.temporaryDirectory.appendingPathComponent("estate-\(UUID().uuidString).yaml")
        defer { try? FileManager.default.removeItem(at: output) }
        arguments[option + 1] = output.path

        let result = try await CommandRunner.patchlab(directory: Self.repository).run(arguments)
        #expect(result.status == 0, "\(result.errorText)")
        let committed = try Data(contentsOf: Self.folder.appendingPathComponent("estate.yaml"))
        #expect(try Data(contentsOf: output) == committed)
    }

    @Test("a number of machines is refused where the file holds no fleet")
    func countWithoutFleet() async throws {
        let arguments = try Self.statedCommand() + ["--count", "web=3"]
        let result = try await CommandRunner.patchlab(directory: Self.repository).run(arguments)
        #expect(result.status == 2)
        #expect(result.errorText.contains("--count: a file with --parts software holds no fleet"))
    }
}
