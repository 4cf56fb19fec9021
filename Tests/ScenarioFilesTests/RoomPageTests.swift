import Foundation
import Testing

/// The page that opens each room shows code that is there, and speaks of what is declared.
@Suite("Pages of rooms")
struct RoomPageTests {
    private static let rooms = [
        "EventEngine", "Experiments", "PatchModel", "PatchSimulator", "ScenarioFiles", "Text", "Warnings",
    ]

    private static func page(_ room: String) throws -> String {
        let file = repository.appending(path: "Sources/\(room)/\(room).docc/\(room).md")
        return try String(contentsOf: file, encoding: .utf8)
    }

    /// All Swift in a folder.
    private static func code(_ folder: String) throws -> String {
        let files = FileManager.default.enumerator(
            at: repository.appending(path: folder),
            includingPropertiesForKeys: nil
        )
        var text = ""
        while let file = files?.nextObject() as? URL {
            if file.pathExtension == "swift" { text += try String(contentsOf: file, encoding: .utf8) }
        }
        return text
    }

    /// The lines without what they are indented by.
    private static func lines(_ text: String) -> String {
        text.split(separator: "\n", omittingEmptySubsequences: false)
            .map { $0.trimmingCharacters(in: .whitespaces) }.joined(separator: "\n")
    }

    @Test("Each piece of Swift on a page stands in the room or its tests, but for how it is indented", arguments: rooms)
    func shown(room: String) throws {
        let code = Self.lines(try Self.code("Sources/\(room)") + Self.code("Tests/\(room)Tests"))
        let pieces = try Self.page(room).components(separatedBy: "```swift\n").dropFirst()
            .compactMap { $0.components(separatedBy: "\n```\n").first }
        // The room of the scenario files has its code on a page of its own.
        #expect(pieces.isEmpty == (room == "ScenarioFiles"))
        for piece in pieces {
            #expect(code.contains("\n\(Self.lines(piece))\n"), "not in the sources: \(piece)")
        }
    }

    @Test("Each symbol that a page links to is declared in the room", arguments: rooms)
    func linked(room: String) throws {
        let code = try Self.code("Sources/\(room)")
        let page = try Self.page(room)
        let links = page.matches(of: /``([^`\n]+)``/).map { String($0.output.1) }.filter {
            $0 != room && !$0.hasPrefix("/")
        }
        #expect(links.count > 3)
        for link in links {
            for name in link.split(separator: "/") {
                let word = name.prefix { $0 != "(" }
                let declaration = try Regex("(struct|enum|class|protocol|typealias|func|var|let|case) \\Q\(word)\\E\\b")
                #expect(code.contains(declaration), "\(link)")
            }
        }
    }

    @Test("Each file that a page tells to read is there", arguments: rooms)
    func files(room: String) throws {
        let names = try Self.page(room).matches(of: /`([A-Za-z+\/]+\.swift)`/).map { String($0.output.1) }
        for name in names {
            let file = repository.appending(path: "Sources/\(room)/\(name)")
            #expect(FileManager.default.fileExists(atPath: file.path), "\(name)")
        }
    }
}
